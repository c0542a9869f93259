/** The frame of a panel: its title, what it does not show, and how it is taken along. */

import { Problem } from "./ask.js";
import { fill, h, icon } from "./dom.js";
import { faultOf, forgive, isLate } from "./late.js";
import { viewed } from "./route.js";

/**
 * How a panel is taken along.
 * @typedef {{
 *   title: string,
 *   path: string,
 *   embed?: string,
 *   leftOut?: string[],
 *   picture?: () => SVGSVGElement[],
 * }} Use
 * `leftOut` are filters of the page's question that it does not know; `picture` gives the drawings that make its picture,
 * from the top down.
 *
 * @typedef {{question: import("./question.js").Question, summary: any, options: URLSearchParams, signal: AbortSignal}} View
 * What a panel is given to show: the question, the answer of /v1/summary for it, how it is to be drawn, and the signal
 * that ends its own requests.
 *
 * @typedef {{element: HTMLElement, needs?: string, uses?: string[], show: (view: View) => void | Promise<void>}} Panel
 * Made once; `show` draws another question in it. What it raises is shown in its place. Without the part of the summary
 * that it `needs` it is not asked to show anything; what it `uses` is an addition.
 */

/**
 * Make the frame of a panel. `title` heads it; `controls` stand beside the title.
 * @param {{title: string, name: string, controls?: import("./dom.js").Child[]}} about
 */
export function frame({ title, name, controls = [] }) {
  const heading = h("h2", { id: `${name}-title` }, title);
  const note = h("p", { class: "panel-note" });
  const body = h("div", { class: "panel-body" });
  /** @type {Use | null} */
  let use = null;
  const taking = h(
    "button",
    {
      class: "quiet",
      type: "button",
      hidden: true,
      "aria-label": `Use this: ${title}`,
      onclick: async () => use && (await import("./take/use.js")).openUse(use),
    },
    icon("share"),
    h("span", {}, "Use this"),
  );
  const head = h("header", { class: "panel-head" }, heading, h("div", { class: "panel-controls" }, controls, taking));
  const element = h("section", { class: `panel panel-${name}`, "aria-labelledby": heading.id }, head, note, body);
  return {
    element,
    body,
    heading,
    /** Say under the title what is, or is not, to be seen. @param {...import("./dom.js").Child} said */
    say: (...said) => fill(note, ...said),
    /** Say how it is taken along. @param {Use} how */
    takes(how) {
      use = how;
      taking.hidden = false;
    },
  };
}

/** What is shown where nothing matches. @param {string} said @param {...import("./dom.js").Child} more */
export function empty(said, ...more) {
  return h("div", { class: "empty" }, h("p", {}, said), ...more);
}

/** The mark of a page that cannot be followed: it is of another store, or was changed. */
const BAD_CURSOR = "urn:dateline:problem:bad-cursor";

/**
 * A fault as the API tells it, with the ways out.
 * @param {unknown} error
 * @param {import("./question.js").Question} [question]
 * @param {() => void} [again] What tries again; else the whole place is asked for again.
 */
export function failed(error, question, again = () => window.dispatchEvent(new Event("moved"))) {
  const details = error instanceof Problem ? error.details : null;
  if (!details) console.error(error);
  const faults = (details?.errors ?? []).filter((one) => one.message);
  return h(
    "div",
    { class: "failed", role: "alert" },
    h("p", { class: "failed-title" }, details?.title ?? "This cannot be shown"),
    details && h("p", {}, details.detail),
    question && faults.map((one) => remedy(one, question)),
    details && (!details.status || details.status >= 429) && retry("Try again", again),
    // All that leads on from here is of the same store, and only what is asked anew is of this one.
    details?.type === BAD_CURSOR && retry("Begin again", () => location.reload()),
    details?.request_id && h("p", { class: "muted small" }, `Request ${details.request_id}`),
  );
}

/** The way out of what may be otherwise in a moment. @param {string} name @param {() => void} again */
function retry(name, again) {
  return h("p", { class: "remedies" }, h("button", { class: "chip", type: "button", onclick: again }, name));
}

/** The ways out of one fault: what is nearest, those that may be meant, or the question without it. */
/** @param {any} fault @param {import("./question.js").Question} question */
function remedy({ parameter, nearest, valid = [], candidates = [] }, question) {
  if (!parameter) return null;
  const without = question.with({ [parameter]: null });
  // Where what would be valid are names of filters, such as q, it is the name that is wrong, and its values may be right.
  const isName = valid.includes("q");
  const instead = candidates.map((/** @type {any} */ one) => [
    question.with({ [parameter]: one.id }),
    `${one.name} (${one.kind})`,
  ]);
  if (nearest && isName) instead.push([question.renamed(parameter, nearest), nearest]);
  else if (nearest) instead.push([question.with({ [parameter]: nearest }), nearest]);
  return h(
    "p",
    { class: "remedies" },
    [...instead, [without, `without ${parameter}`]].map(([other, name]) =>
      h("a", { class: "chip", href: viewed(other) }, name),
    ),
  );
}

/** What each panel is doing, so that what was asked of it last is what it shows at last. */
/** @type {WeakMap<Panel, Promise<void>>} */
const turns = new WeakMap();

/**
 * Show in a panel, and what went wrong in its place; an answer that is not wanted any more is no fault.
 * @param {Panel} panel
 * @param {View} view
 */
export function shown(panel, view) {
  const turn = (turns.get(panel) ?? Promise.resolve()).then(() => showNow(panel, view));
  turns.set(panel, turn);
  return turn;
}

/** @param {Panel} panel @param {View} view */
async function showNow(panel, view) {
  const { element } = panel;
  if (view.signal.aborted) return;
  element.setAttribute("aria-busy", "true");
  if (isWaiting(panel, view)) return;
  try {
    await panel.show(view);
  } catch (error) {
    if (view.signal.aborted) return;
    fill(element.querySelector(".panel-body") ?? element, failed(error, view.question));
  }
  if (!view.signal.aborted) element.setAttribute("aria-busy", "false");
}

/** Say that what a panel needs is still to come, or why it does not; what the panel has shown before stays behind that. */
/** @param {Panel} panel @param {View} view */
function isWaiting({ element, needs }, { question, summary }) {
  element.querySelector(".panel-late")?.remove();
  const waits = Boolean(needs && isLate(summary, needs));
  element.classList.toggle("late", waits);
  if (!needs || !waits) return false;
  const fault = faultOf(summary, needs);
  element.append(h("div", { class: "panel-late" }, fault ? failed(fault, question, again) : awaited(needs)));
  element.setAttribute("aria-busy", String(!fault));
  return true;

  function again() {
    forgive(summary, /** @type {string} */ (needs));
    window.dispatchEvent(new Event("moved"));
  }
}

/** @param {string} part */
export function awaited(part) {
  return h(
    "p",
    { class: "awaited muted small" },
    part === "events" || part === "quotes" ? `Reading ${part}…` : "Counting…",
  );
}

/** What the pages of records have in common: the head, the facts, the sections, and what is shown where there is none. */

import { Problem } from "../ask.js";
import { fill, h, icon } from "../dom.js";
import { failed, frame } from "../panel.js";

/** @typedef {import("../dom.js").Child} Child */

/**
 * Make a page of a record. `draw` is asked when another record is to be shown, `moved` whenever the address changes.
 * @param {(place: import("../route.js").Place, signal: AbortSignal) => Promise<{title: string, content: Child[], then?: Promise<unknown>[]}>} draw
 * @param {(place: import("../route.js").Place, element: HTMLElement) => void} [moved]
 * @returns {import("../explorer.js").Page}
 */
export function recordPage(draw, moved) {
  const element = h("article", { class: "record" });
  let complete = "";
  let title = "";
  return {
    element,
    async show(place, signal) {
      if (complete !== place.id) {
        complete = "";
        fill(element, waiting());
        const drawn = await drawnOrMissing(draw, place, signal);
        title = drawn.title;
        fill(element, ...drawn.content);
        // Left before its sections were there, the page is drawn again.
        Promise.all(drawn.then ?? []).then(() => !signal.aborted && (complete = place.id));
      }
      moved?.(place, element);
      return title;
    },
  };
}

/** @param {Parameters<typeof recordPage>[0]} draw @param {import("../route.js").Place} place @param {AbortSignal} signal */
async function drawnOrMissing(draw, place, signal) {
  try {
    return await draw(place, signal);
  } catch (error) {
    const isMissing = error instanceof Problem && [403, 404, 410].includes(error.details.status);
    if (!isMissing) throw error;
    const isRecord = error.details.status === 404 && place.view !== "nowhere";
    const title = isRecord ? `There is no such ${place.view}` : error.details.title;
    return { title, content: [missing(title, error)] };
  }
}

/** @param {string} title @param {Problem} error */
function missing(title, { details }) {
  return h(
    "div",
    { class: "missing" },
    h("h1", {}, title),
    h("p", {}, details.detail),
    h("h2", {}, "What may have happened"),
    h("p", {}, "Its address may have been written wrongly, or the record is no longer in this store."),
    h("p", {}, h("a", { class: "plain", href: "/" }, "See all events")),
    details.request_id && h("p", { class: "muted small" }, `Request ${details.request_id}`),
  );
}

function waiting() {
  const lines = ["", "", ""].map(() => h("div", { class: "waiting-line" }));
  return h("div", { class: "waiting" }, h("p", { class: "unseen", role: "status" }, "Loading"), lines);
}

/**
 * The head of a page: what sort of record it is, its title, and what is most important about it.
 * @param {{kind: Child, title: string, use: import("../panel.js").Use, lead?: Child}} about
 */
export function head({ kind, title, use, lead }) {
  const taking = h(
    "button",
    { class: "quiet", type: "button", onclick: async () => (await import("../take/use.js")).openUse(use) },
    icon("share"),
    "Use this",
  );
  return h(
    "header",
    { class: "record-head" },
    h("div", { class: "record-kind" }, h("p", {}, kind), taking),
    h("h1", { dir: "auto" }, title),
    lead && h("div", { class: "record-lead" }, lead),
  );
}

/** A list of what is known; what is not known has no line. @param {[string, Child][]} facts */
export function facts(facts) {
  const known = facts.filter(([, value]) => value && !(Array.isArray(value) && !value.some(Boolean)));
  return h(
    "dl",
    { class: "facts" },
    known.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))),
  );
}

/**
 * A section that asks for what it shows. What goes wrong is shown in its place, and the rest of the page stays.
 * @param {{title: string, name: string, use?: import("../panel.js").Use}} about
 * @param {AbortSignal} signal
 * @param {(panel: ReturnType<typeof frame>) => Child | Promise<Child>} content
 */
export function section({ title, name, use }, signal, content) {
  const panel = frame({ title, name });
  if (use) panel.takes(use);
  panel.element.setAttribute("aria-busy", "true");
  const done = (async () => {
    try {
      fill(panel.body, await content(panel));
    } catch (error) {
      if (signal.aborted) return;
      fill(panel.body, failed(error));
    }
    panel.element.setAttribute("aria-busy", "false");
  })();
  return { element: panel.element, done };
}

/** Said where a section has nothing. @param {string} said */
export const none = (said) => h("p", { class: "muted" }, said);

/** "Use this": a panel's question as a link, a call, a table, a picture or a citation. */

import { fill, h, icon } from "../dom.js";
import { failed } from "../panel.js";
import { copied } from "./copying.js";
import { taken, waysOf } from "./ways.js";

const COPIED_MILLISECONDS = 2000;

/** The way that was chosen last, for the next time. */
let last = "";

/** @param {import("../panel.js").Use} use */
export function openUse(use) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const heard = h("p", { class: "unseen", role: "status" });
  const dialog = h("dialog", { class: "use", "aria-labelledby": "use-title" });
  const about = taken(use, copying(dialog, heard));
  const ways = waysOf(about);
  const shown = h("div", { class: "use-shown", role: "tabpanel", id: "use-shown", tabindex: 0 });
  const tabs = ways.map((way) => tab(way, () => choose(way)));

  /** @param {import("./ways.js").Way} way */
  async function choose(way) {
    last = way.name;
    for (const each of tabs) {
      const chosen = each.id === `use-${way.name}`;
      each.setAttribute("aria-selected", String(chosen));
      each.tabIndex = chosen ? 0 : -1;
    }
    shown.setAttribute("aria-labelledby", `use-${way.name}`);
    shown.setAttribute("aria-busy", "true");
    const children = await contents(way, about);
    // Another may have been chosen meanwhile.
    if (last !== way.name) return;
    fill(shown, children);
    shown.setAttribute("aria-busy", "false");
  }

  dialog.append(
    header(use, dialog),
    h("div", { class: "use-tabs", role: "tablist", "aria-label": "Ways to use this", onkeydown: moved }, tabs),
    shown,
    heard,
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    before?.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  choose(ways.find(({ name }) => name === last) ?? ways[0]);
  tabs.find((each) => each.tabIndex === 0)?.focus();
}

/** @param {import("../panel.js").Use} use @param {HTMLDialogElement} dialog */
function header({ title }, dialog) {
  return h(
    "header",
    { class: "use-head" },
    h("h2", { id: "use-title" }, h("span", { class: "muted" }, "Use this: "), title),
    h(
      "button",
      { class: "quiet", type: "button", "aria-label": "Close", onclick: () => dialog.close() },
      icon("close"),
    ),
  );
}

/** @param {import("./ways.js").Way} way @param {() => void} chosen */
function tab({ name, title }, chosen) {
  return h(
    "button",
    { class: "use-tab", type: "button", role: "tab", id: `use-${name}`, "aria-controls": "use-shown", onclick: chosen },
    title,
  );
}

/** What a way shows, or why it cannot. @param {import("./ways.js").Way} way @param {import("./ways.js").Taken} about */
async function contents(way, about) {
  try {
    return (await way.shown(about)).map((one) => (typeof one === "string" ? h("p", {}, one) : one));
  } catch (error) {
    return [failed(error)];
  }
}

/** Go from tab to tab by the arrows, round the ends. @param {KeyboardEvent} event */
function moved(event) {
  const tabs = /** @type {HTMLElement[]} */ ([.../** @type {Element} */ (event.currentTarget).children]);
  const here = tabs.indexOf(/** @type {HTMLElement} */ (event.target));
  /** @type {Record<string, number>} */
  const goals = { ArrowRight: here + 1, ArrowDown: here + 1, ArrowLeft: here - 1, ArrowUp: here - 1, Home: 0, End: -1 };
  const goal = goals[event.key];
  if (goal === undefined) return;
  event.preventDefault();
  const next = /** @type {HTMLElement} */ (tabs.at(goal % tabs.length));
  next.focus();
  next.click();
  next.scrollIntoView({ block: "nearest", inline: "nearest" });
}

/**
 * Make words with a button that copies them, and says so.
 * @param {HTMLElement} dialog
 * @param {HTMLElement} heard what tells it to who does not see
 * @returns {import("./ways.js").Copy}
 */
function copying(dialog, heard) {
  return (words, name) => {
    const said = h("span", {}, "Copy");
    /** @param {string} what */
    const say = (what) => {
      fill(said, what);
      fill(heard, what);
      setTimeout(() => (fill(said, "Copy"), fill(heard)), COPIED_MILLISECONDS);
    };
    const code = h("pre", { class: "use-code", tabindex: 0 }, h("code", {}, words));
    const button = h(
      "button",
      {
        class: "plain use-copy",
        type: "button",
        "aria-label": `Copy: ${name}`,
        onclick: async () => say((await copied(words, dialog)) ? "Copied" : "Cannot copy here: select it"),
      },
      said,
    );
    return h("div", { class: "use-words" }, h("div", { class: "use-words-head" }, h("h3", {}, name), button), code);
  };
}

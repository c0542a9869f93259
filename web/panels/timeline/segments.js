/** A choice among few, side by side. It stays where it is while its choices change, so that the focus does. */

import { fill, h } from "../../dom.js";

/** @param {string} label @param {(value: string) => void} chosen */
export function segments(label, chosen) {
  const element = h("div", { class: "segments", role: "group", "aria-label": label, hidden: true });
  let values = "";

  /** @param {string} current @param {Record<string, string>} choices words by value; of one there is nothing to choose */
  function show(current, choices) {
    const names = Object.keys(choices);
    element.hidden = names.length < 2;
    if (names.join() !== values) {
      values = names.join();
      const button = (/** @type {string} */ value) =>
        h("button", { type: "button", value, onclick: () => chosen(value) }, choices[value]);
      fill(element, names.map(button));
    }
    for (const button of element.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.value === current));
  }

  return { element, show };
}

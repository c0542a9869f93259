/** A drawing with the list that says the same: beside it where there is room, else below it and folded. */

import { h } from "../dom.js";

/**
 * @param {HTMLElement} drawing @param {HTMLElement} list @param {string} title
 * @param {{isOpen?: boolean}} [how] `isOpen` is for a list that stands first where there is little room: what is opened
 * after it was laid out comes a moment later, and moves what is below.
 */
export function besides(drawing, list, title, { isOpen = false } = {}) {
  const fold = h("details", { class: "beside-list", open: isOpen }, h("summary", {}, title), list);
  const element = h("div", { class: "beside" }, h("div", { class: "beside-parts" }, drawing, fold));
  let was = "";
  new ResizeObserver(() => {
    const now = getComputedStyle(fold).getPropertyValue("--list").trim();
    if (now && now !== was) fold.open = now === "open";
    was = now;
  }).observe(element);
  return element;
}

/** A drawing with the list that says the same: beside it where there is room, else below it and folded. */

import { h } from "../dom.js";

/** @param {HTMLElement} drawing @param {HTMLElement} list @param {string} title */
export function besides(drawing, list, title) {
  const fold = h("details", { class: "beside-list" }, h("summary", {}, title), list);
  const element = h("div", { class: "beside" }, h("div", { class: "beside-parts" }, drawing, fold));
  let was = "";
  new ResizeObserver(() => {
    const now = getComputedStyle(fold).getPropertyValue("--list").trim();
    if (now !== was) fold.open = now === "open";
    was = now;
  }).observe(element);
  return element;
}

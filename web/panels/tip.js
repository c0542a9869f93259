/** What a mark of a drawing says while it is pointed at or focused; its label says the same to those who do not see it. */

import { fill, h } from "../dom.js";

const GAP_PIXELS = 12;

/** @param {HTMLElement} around What it stays within. */
export function tip(around) {
  const element = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });
  around.append(element);
  return {
    /** @param {number} x @param {number} y @param {...import("../dom.js").Child} said */
    show(x, y, ...said) {
      fill(element, ...said);
      element.hidden = false;
      const { offsetWidth: width, offsetHeight: height } = element;
      const left = Math.max(0, Math.min(around.clientWidth - width, x - width / 2));
      const above = y - height - GAP_PIXELS;
      const top = above >= 0 ? above : Math.min(around.clientHeight - height, y + GAP_PIXELS);
      element.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
    },
    hide() {
      element.hidden = true;
    },
  };
}

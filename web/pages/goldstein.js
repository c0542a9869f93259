/** A value on the Goldstein scale, from conflict to cooperation. */

import { goldsteinColour } from "../colours.js";
import { h, s } from "../dom.js";
import { number, signed } from "../words.js";

const WIDTH = 160;
const MOST = 10;
/** Room for the spot at both ends. */
const EDGE = 6;

/** @param {number} value */
export function goldsteinScale(value) {
  const at = (/** @type {number} */ one) => EDGE + ((one + MOST) / (2 * MOST)) * (WIDTH - 2 * EDGE);
  const line = (/** @type {number} */ from, /** @type {number} */ to, /** @type {string} */ colour) =>
    s("line", { x1: at(from), x2: at(to), y1: 8, y2: 8, stroke: `var(--${colour})`, "stroke-width": 2 });
  return h(
    "span",
    { class: "goldstein-scale" },
    h("span", { class: "number" }, signed(value)),
    s(
      "svg",
      {
        viewBox: `0 0 ${WIDTH} 16`,
        width: WIDTH,
        height: 16,
        role: "img",
        "aria-label": `from ${number(-MOST)}, conflict, to ${number(MOST)}, cooperation`,
      },
      line(-MOST, 0, "diverging-3"),
      line(0, MOST, "diverging-5"),
      s("line", { x1: at(0), x2: at(0), y1: 4, y2: 12, stroke: "var(--line-strong)" }),
      s("circle", { cx: at(value), cy: 8, r: 5, fill: `var(--${goldsteinColour(value)})`, stroke: "var(--surface)" }),
    ),
  );
}

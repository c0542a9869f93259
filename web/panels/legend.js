/** The keys to a drawing, as SVG so that they are taken along with it. */

import { goldsteinColour } from "../colours.js";
import { s } from "../dom.js";
import { decimal, signed } from "../words.js";

const LINE = 16;
const STEP_WIDTH = 42;
const SWATCH_HEIGHT = 9;
const HEIGHT = 52;
const GAP = 28;
export const FONT = { "font-family": "var(--sans)", "font-size": 11, fill: "var(--ink-soft)" };

/** @typedef {{element: SVGGElement, width: number, height: number}} Key */

/** How wide a text is about. @param {string} text */
export const wide = (text) => text.length * 6;

/**
 * A row of colours, each with its bounds below.
 * @param {{title: string, steps: {colour: string, says: string}[]}} about
 * @returns {Key}
 */
export function ramp({ title, steps }) {
  const step = Math.max(STEP_WIDTH, ...steps.map(({ says }) => wide(says) + 8));
  const element = s(
    "g",
    FONT,
    s("text", { y: 11, "font-weight": 600 }, title),
    steps.map(({ colour, says }, place) => [
      s("rect", { x: place * step, y: LINE + 3, width: step - 1, height: SWATCH_HEIGHT, fill: `var(--${colour})` }),
      s("text", { x: place * step, y: 2 * LINE + 10 }, says),
    ]),
  );
  return { element, width: Math.max(wide(title) + 6, steps.length * step), height: HEIGHT };
}

/** Where the colours of the Goldstein scale change: see goldsteinColour. */
const GOLDSTEIN_BOUNDS = [-10, -6.25, -3.75, -1.25, 1.25, 3.75, 6.25, 10];

/** The colours of the Goldstein scale. @param {string} title */
export function goldsteinRamp(title) {
  const steps = GOLDSTEIN_BOUNDS.slice(1).map((to, place) => {
    const from = GOLDSTEIN_BOUNDS[place];
    const says = from > 0 ? `> ${signed(from)}` : to < 0 ? `< ${signed(to)}` : `± ${decimal(to)}`;
    return { colour: goldsteinColour((from + to) / 2), says };
  });
  return ramp({ title, steps });
}

/**
 * Marks with words beside them.
 * @param {string} title
 * @param {{mark: SVGElement, width: number, says: string}[]} items
 * @returns {Key}
 */
export function marks(title, items) {
  let x = 0;
  const element = s("g", FONT, s("text", { y: 11, "font-weight": 600 }, title));
  for (const { mark, width, says } of items) {
    mark.setAttribute("transform", `translate(${x + width / 2}, ${2 * LINE + 2})`);
    element.append(mark, s("text", { x: x + width + 5, y: 2 * LINE + 6 }, says));
    x += width + wide(says) + 20;
  }
  return { element, width: Math.max(wide(title) + 6, x), height: HEIGHT };
}

/**
 * Set keys beside one another, and on further lines where they do not fit.
 * @param {Key[]} keys @param {number} width
 */
export function flowed(keys, width) {
  let [x, y] = [0, 0];
  for (const key of keys) {
    if (x && x + key.width > width) [x, y] = [0, y + key.height + 8];
    key.element.setAttribute("transform", `translate(${x}, ${y})`);
    x += key.width + GAP;
  }
  return { element: s("g", {}, ...keys.map((key) => key.element)), height: y + (keys[0]?.height ?? 0) };
}

/**
 * Keys as a picture of their own.
 * @param {Key[]} keys @param {number} width
 */
export function legend(keys, width) {
  const { element, height } = flowed(keys, width);
  return s(
    "svg",
    { class: "keys", width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-label": said(keys) },
    element,
  );
}

/** @param {Key[]} keys */
function said(keys) {
  return keys
    .map(({ element }) => [...element.querySelectorAll("text")].map((text) => text.textContent).join(", "))
    .join("; ");
}

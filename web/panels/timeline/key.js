/** The key of a drawing for its file: on the page, the legend beside it says the same with links. */

import { s } from "../../dom.js";

const ROW = 20;
const SWATCH = 10;
const INDENT = SWATCH + 6;
const LETTER = 6.6;
const GAP = 22;

/** What the two sides of the line are, in words. */
export const SIDES = {
  told: { label: "Above the line: told as fact", statuses: ["asserted"] },
  untold: { label: "Below, hatched: expected, unclear, denied", statuses: ["expected", "unclear", "denied"] },
};

/**
 * Lay out what each colour and each side means from a height on, in as many rows as it takes.
 * @param {import("./drawing.js").Chart} chart
 * @param {number} top
 */
export function key({ series, width, periods, id }, top) {
  const isUntold = periods.some(({ total, asserted }) => total > asserted);
  const { colour } = series[series.length - 1];
  const sides = [
    { label: SIDES.told.label, fill: `var(--${colour})` },
    { label: SIDES.untold.label, fill: `url(#${id}-${colour})` },
  ];
  const entries = [
    ...series.map((one) => ({ label: one.label, fill: `var(--${one.colour})` })),
    ...(isUntold ? sides : []),
  ];
  let x = 0;
  let y = top;
  const drawn = entries.map(({ label, fill }) => {
    const wide = INDENT + label.length * LETTER;
    if (x && x + wide > width) {
      x = 0;
      y += ROW;
    }
    const at = x;
    x += wide + GAP;
    return [
      s("rect", { x: at, y: y + 2, width: SWATCH, height: SWATCH, rx: 2, fill }),
      s("text", { x: at + INDENT, y: y + 11 }, label),
    ];
  });
  return { height: y - top + ROW, element: s("g", { class: "timeline-key picture-only" }, drawn) };
}

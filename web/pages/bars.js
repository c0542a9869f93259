/** A small timeline: how many events each period has, by class. */

import { h, s } from "../dom.js";
import { QUAD_CLASSES } from "../colours.js";
import { date, dayOf, number } from "../words.js";
import { swatch } from "./said.js";

const WIDTH = 640;
const HEIGHT = 96;
const WIDEST = 14;

/**
 * @param {{date: string, quad_class: number | null, count: number}[]} rows of a timeline, gaps filled
 * @param {string} unit
 */
export function bars(rows, unit) {
  const periods = byPeriod(rows);
  const most = Math.max(1, ...periods.map(({ total }) => total));
  const [first, last] = [periods[0].start, periods[periods.length - 1].start];
  const step = WIDTH / periods.length;
  const width = Math.min(WIDEST, Math.max(1, step - 1));
  const fullest = periods.reduce((one, other) => (other.total > one.total ? other : one));
  const said = `Events by ${unit} from ${date(first, "day")}; the most, ${number(fullest.total)}, in the period from ${date(fullest.start)}`;
  return h(
    "figure",
    { class: "bars" },
    s(
      "svg",
      { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": said, preserveAspectRatio: "none" },
      periods.map((period, index) => stack(period, index * step + (step - width) / 2, width, HEIGHT / most)),
    ),
    h(
      "div",
      { class: "bars-ends muted small number" },
      h("span", {}, date(first, form(unit))),
      last !== first && h("span", {}, date(last, form(unit))),
    ),
    h(
      "figcaption",
      { class: "legend" },
      classesOf(rows).map(({ label, colour }) => h("span", { class: "legend-item" }, swatch(colour), label)),
    ),
  );
}

/** @param {string} unit */
const form = (unit) => (unit === "month" || unit === "year" ? unit : "day");

/** @typedef {{start: string, total: number, counts: Map<string, number>}} Period */

/** @param {{date: string, quad_class: number | null, count: number}[]} rows */
function byPeriod(rows) {
  /** @type {Map<string, Period>} */
  const periods = new Map();
  for (const { date: start, quad_class, count } of rows) {
    const period = periods.get(start) ?? { start, total: 0, counts: new Map() };
    const code = String(quad_class ?? "");
    period.counts.set(code, (period.counts.get(code) ?? 0) + count);
    period.total += count;
    periods.set(start, period);
  }
  return [...periods.values()].sort((one, other) => Number(dayOf(one.start)) - Number(dayOf(other.start)));
}

/** @param {Period} period @param {number} x @param {number} width @param {number} scale */
function stack({ counts }, x, width, scale) {
  let y = HEIGHT;
  return QUAD_CLASSES.map(({ code, colour }) => {
    const height = (counts.get(code) ?? 0) * scale;
    y -= height;
    return height > 0 && s("rect", { x, y, width, height, fill: `var(--${colour})` });
  });
}

/** The classes that occur. @param {{quad_class: number | null, count: number}[]} rows */
function classesOf(rows) {
  const found = new Set(rows.filter(({ count }) => count).map(({ quad_class }) => String(quad_class ?? "")));
  return QUAD_CLASSES.filter(({ code }) => found.has(code));
}

/** The numbers of a period, or of several together, beside the drawing. */

import { STATUSES } from "../../colours.js";
import { h } from "../../dom.js";
import { counted, number, percent, signed } from "../../words.js";
import { swatch } from "./legend.js";
import { periodName } from "./time.js";

/** @typedef {import("./periods.js").Period} Period */

/**
 * @param {import("./drawing.js").Chart} chart
 * @param {{from: number, to: number}} places
 * @param {string} href where the range is shown alone; empty where it is not offered
 */
export function tip({ periods, series, unit, line, isShare }, { from, to }, href) {
  const those = periods.slice(from, to + 1);
  const [first, last] = [those[0], those[those.length - 1]];
  const total = sum(those, (period) => period.total);
  const name = periodName({ start: first.start, end: last.end }, unit);
  return [
    h("p", { class: "timeline-tip-name" }, name),
    h("p", {}, counted(total, "event")),
    isShare && from === to && h("p", {}, `${percent(first.share)} of all reports`),
    total > 0 && h("table", {}, h("tbody", {}, rows(those, series))),
    total > 0 && statuses(those),
    line &&
      from === to &&
      first.measure !== null &&
      h("p", { class: "muted" }, `${line.name} ${signed(first.measure)}`),
    href && h("p", {}, h("a", { href }, "Only this")),
  ];
}

/** @param {Period[]} periods @param {import("./periods.js").Series[]} series */
function rows(periods, series) {
  return series.map(({ label, colour }, place) => {
    const count = sum(periods, ({ told, untold }) => told[place] + untold[place]);
    return (
      count > 0 &&
      h("tr", {}, h("td", {}, swatch(colour)), h("th", { scope: "row" }, label), h("td", {}, number(count)))
    );
  });
}

/** What of them is not told as fact. @param {Period[]} periods */
function statuses(periods) {
  const said = STATUSES.slice(1).flatMap((status) => {
    const count = sum(periods, (period) => period.statuses.get(status) ?? 0);
    return count ? [`${number(count)} ${status}`] : [];
  });
  return said.length > 0 && h("p", { class: "muted" }, `Of these ${said.join(", ")}`);
}

/** @template T @param {T[]} items @param {(item: T) => number} value */
function sum(items, value) {
  return items.reduce((total, item) => total + value(item), 0);
}

/** The same numbers as a table, made when somebody opens it. */

import { fill, h } from "../../dom.js";
import { number, percent, signed } from "../../words.js";
import { periodName } from "./time.js";

/** @typedef {import("./drawing.js").Chart} Chart */

/** @param {(start: import("./periods.js").Period, end: import("./periods.js").Period) => string} narrowed */
export function table(narrowed) {
  const box = h("div", { class: "timeline-rows", role: "region", "aria-label": "Timeline as a table", tabindex: 0 });
  /** @type {Chart | null} */
  let chart = null;
  /** @type {Chart | null} */
  let written = null;
  const write = () => {
    if (!element.open || !chart || chart === written) return;
    written = chart;
    fill(box, rows(chart, narrowed));
  };
  const element = h(
    "details",
    { class: "timeline-table", ontoggle: write },
    h("summary", {}, "The numbers as a table"),
    h("p", { class: "muted small" }, "An event of several days counts where it begins."),
    box,
  );
  return {
    element,
    /** @param {Chart} next */
    show(next) {
      chart = next;
      write();
    },
  };
}

/** @param {Chart} chart @param {Parameters<typeof table>[0]} narrowed */
function rows({ periods, series, unit, line, isShare }, narrowed) {
  const names = ["When", ...series.map(({ label }) => label), "Told as fact", "Not told as fact", "All"];
  const head = [...names, ...(isShare ? ["Share of all reports"] : []), ...(line ? [line.name] : [])].map((name) =>
    h("th", { scope: "col" }, name),
  );
  const body = periods.map((period) => {
    const { told, untold, total, asserted, measure, share } = period;
    const counts = [...series.map((_one, place) => told[place] + untold[place]), asserted, total - asserted, total];
    return h(
      "tr",
      {},
      h("th", { scope: "row" }, h("a", { href: narrowed(period, period) }, periodName(period, unit))),
      counts.map((count) => h("td", {}, number(count))),
      isShare && h("td", {}, percent(share)),
      line && h("td", {}, measure === null ? "–" : signed(measure)),
    );
  });
  return h("table", {}, h("thead", {}, h("tr", {}, head)), h("tbody", {}, body));
}

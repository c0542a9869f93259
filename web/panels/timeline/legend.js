/** The legend in words; each of its items is a filter. */

import { h } from "../../dom.js";
import { number } from "../../words.js";
import { SIDES } from "./key.js";

/** @typedef {import("../../question.js").Question} Question */

/** @param {string} colour */
export function swatch(colour) {
  const element = h("span", { class: "legend-swatch", "aria-hidden": "true" });
  element.style.background = `var(--${colour})`;
  return element;
}

/**
 * @param {import("./periods.js").Series[]} series
 * @param {{question: Question, name: string, periods: import("./periods.js").Period[], at: (question: Question) => string}} about
 * `name` is the filter of the series, `at` the address of another question
 */
export function legend(series, { question, name, periods, at }) {
  const items = series.map(({ label, colour, value }, place) => {
    const count = periods.reduce((sum, { told, untold }) => sum + told[place] + untold[place], 0);
    const words = [swatch(colour), counted(label, count)];
    if (value === null) return h("li", { class: "legend-item" }, words);
    return h("li", {}, toggle(words, at(question.toggled(name, value)), question.values(name).includes(value)));
  });
  return h(
    "div",
    { class: "timeline-legend" },
    h("ul", { class: "legend", "aria-label": "Colours" }, items),
    h("ul", { class: "legend", "aria-label": "Above and below the line" }, sides(question, periods, at)),
  );
}

/** @param {Question} question @param {import("./periods.js").Period[]} periods @param {(question: Question) => string} at */
function sides(question, periods, at) {
  const told = periods.reduce((sum, { asserted }) => sum + asserted, 0);
  const untold = periods.reduce((sum, { total }) => sum + total, 0) - told;
  const chosen = [...question.values("status")].sort().join();
  return Object.entries(SIDES).map(([side, { label, statuses }]) => {
    const isChosen = chosen === [...statuses].sort().join();
    const mark = h("span", { class: `legend-swatch legend-${side}`, "aria-hidden": "true" });
    const href = at(question.with({ status: isChosen ? null : statuses }));
    return h("li", {}, toggle([mark, counted(label, side === "told" ? told : untold)], href, isChosen));
  });
}

/** @param {string} label @param {number} count */
function counted(label, count) {
  return h("span", {}, `${label} `, h("span", { class: "legend-count" }, number(count)));
}

/** @param {Node[]} words @param {string} href @param {boolean} isChosen */
function toggle(words, href, isChosen) {
  return h("a", { class: "legend-item", href, "aria-current": isChosen ? "true" : false }, words);
}

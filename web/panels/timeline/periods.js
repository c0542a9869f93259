/** What was counted: the rows of the API as periods, each with its numbers by series. */

import { QUAD_CLASSES } from "../../colours.js";
import { lastDay } from "./time.js";

/**
 * A colour of the chart: a QuadClass or a type. `value` is what its filter takes; none where there is no filter for it.
 * @typedef {{key: string, label: string, colour: string, value: string | null}} Series
 *
 * `date` is what rows call a period, `start` and `end` are its days as far as they were asked for. `told` and `untold`
 * are counts by series: of what is told as fact, and of what is expected, unclear or denied.
 * @typedef {{
 *   date: string, start: string, end: string, told: number[], untold: number[], total: number, asserted: number,
 *   statuses: Map<string, number>, measure: number | null, share: number,
 * }} Period
 * `share` is what part it is of all reports of its days, where that was asked for.
 */

/** What the bars may be coloured by: the column of the rows, and how many groups the API is to tell apart at most. */
export const COLOURINGS = {
  quad_class: { label: "Class", column: "quad_class", top: 20, seriesOf: classes },
  root_code: { label: "Type", column: "root_code", top: 100, seriesOf: types },
};

/** @typedef {keyof typeof COLOURINGS} Colouring */

/** What is no value: a missing one, and what the API or this page has put together. */
const NO_VALUE = ["", "other"];
const MOST_TYPES = 6;

/** @param {any[]} rows @returns {Series[]} */
function classes(rows) {
  const present = new Set(rows.map((row) => keyOf(row.quad_class)));
  return QUAD_CLASSES.filter(({ code }) => code || present.has("")).map(({ code, label, colour }) => ({
    key: code,
    label,
    colour,
    value: code || null,
  }));
}

/** The largest types, from friendly to hostile, and the rest as one. @param {any[]} rows @returns {Series[]} */
function types(rows) {
  /** @type {Map<string, {label: string, count: number}>} */
  const found = new Map();
  for (const row of rows) {
    const key = keyOf(row.root_code);
    if (NO_VALUE.includes(key)) continue;
    const known = found.get(key) ?? { label: row.root_code_label ?? key, count: 0 };
    found.set(key, { ...known, count: known.count + row.count });
  }
  const largest = [...found].sort(([, one], [, other]) => other.count - one.count).slice(0, MOST_TYPES);
  const shown = largest.map(([key]) => key).sort((one, other) => rankOf(one) - rankOf(other));
  const series = coloured(shown).map(([key, colour]) => ({
    key,
    label: found.get(key)?.label ?? key,
    colour,
    value: key,
  }));
  const isAll = rows.every((row) => shown.includes(keyOf(row.root_code)));
  return isAll ? series : [...series, { key: "other", label: "Other types", colour: "quad-none", value: null }];
}

/** A colour for each type: one of its class, so light for words and dark for deeds. @param {string[]} roots */
function coloured(roots) {
  /** @type {Record<string, number>} */
  const used = {};
  return roots.map((root) => {
    const own = classOf(root);
    used[own] = (used[own] ?? 0) + 1;
    return [root, `type-${own}-${used[own]}`];
  });
}

/** The last of CAMEO's root codes in each QuadClass. */
const LAST_ROOTS = [5, 8, 13, 20];

/** @param {string} root */
const classOf = (root) => LAST_ROOTS.findIndex((last) => Number(root) <= last) + 1;

/** Where a type is among the classes as they are stacked. @param {string} root */
function rankOf(root) {
  const place = QUAD_CLASSES.findIndex(({ code }) => code === String(classOf(root)));
  return place * 100 + Number(root);
}

/** @param {unknown} value */
const keyOf = (value) => (value === null || value === undefined ? "" : String(value));

/**
 * Put rows by date, colouring and status together by date. What no series names counts with the last.
 * @param {any[]} rows
 * @param {{column: string, series: Series[], unit: import("./time.js").Unit, within: {start: string, end: string}}} about
 * `within` are the days that were asked for, which may begin or end within a period; empty where nothing bounds them
 * @returns {Period[]}
 */
export function periodsOf(rows, { column, series, unit, within }) {
  /** @type {Map<string, Period>} */
  const periods = new Map();
  const places = new Map(series.map(({ key }, place) => [key, place]));
  for (const row of rows) {
    const period = periods.get(row.date) ?? emptyPeriod(row.date, lastDay(row.date, unit), series.length);
    periods.set(row.date, period);
    const isTold = row.status === "asserted";
    period[isTold ? "told" : "untold"][places.get(keyOf(row[column])) ?? series.length - 1] += row.count;
    period.statuses.set(row.status, (period.statuses.get(row.status) ?? 0) + row.count);
    period.total += row.count;
    period.share += row.share ?? 0;
    if (isTold) period.asserted += row.count;
  }
  const found = [...periods.values()].sort((one, other) => (one.start < other.start ? -1 : 1));
  for (const period of found) {
    if (within.start > period.start) period.start = within.start;
    if (within.end && within.end < period.end) period.end = within.end;
  }
  return found;
}

/** @param {string} start @param {string} end @param {number} series @returns {Period} */
function emptyPeriod(start, end, series) {
  const none = () => new Array(series).fill(0);
  return {
    date: start,
    start,
    end,
    told: none(),
    untold: none(),
    total: 0,
    asserted: 0,
    statuses: new Map(),
    measure: null,
    share: 0,
  };
}

/** Give each period its average. @param {Period[]} periods @param {any[]} rows @param {string} column */
export function measured(periods, rows, column) {
  const values = new Map(rows.map((row) => [row.date, row[column]]));
  for (const period of periods) period.measure = values.get(period.date) ?? null;
}

/** What the timeline asks: the summary's own rows where they are what is to be drawn, else the aggregates behind them. */

import { ask, Problem } from "../../ask.js";
import { number } from "../../words.js";
import { COLOURINGS, measured, periodsOf } from "./periods.js";
import { daysBetween, unitOf, unitsFor } from "./time.js";

/** @typedef {import("../../question.js").Question} Question */
/** @typedef {import("./time.js").Unit} Unit */
/** @typedef {keyof typeof LINES} LineName */

const PATH = "/v1/events/aggregate";

/** What the line may be: the average of a column, how it is called, and what its numbers mean. */
export const LINES = {
  goldstein: {
    label: "Goldstein",
    column: "avg_goldstein",
    name: "Mean Goldstein",
    scale: `${number(-10)} conflict, ${number(10)} cooperation`,
  },
  tone: {
    label: "Tone",
    column: "avg_tone",
    name: "Mean tone",
    scale: `below ${number(0)} is negative`,
  },
};

/** A question without its range of days. */
export const WITHOUT_DAYS = { date: null, date__gte: null, date__gt: null, date__lte: null, date__lt: null };

/** Narrower bars than this cannot be told apart. */
const NARROWEST_BAR = 1.5;
/** More bars than this tell no more. */
const MOST_BARS = 1000;
/** The most rows of one answer of the API. */
const MOST_ROWS = 20_000;
/** Up to so many months the whole range is shown by day. */
const FEW_MONTHS = 24;
/** All types and statuses that there are. */
const TYPES = 21;
const STATUSES = 4;

/**
 * What is drawn for a view that has rows, by the options of its address.
 * @param {import("../../panel.js").View} view
 * @param {number} width of the chart in pixels
 */
export async function charted({ question, summary, options, signal }, width) {
  const { coverage, timeline, measures, facets } = summary.data;
  const by = options.get("by") === "root_code" ? "root_code" : "quad_class";
  const days = spanOf(timeline, coverage.end);
  const groups = by === "root_code" ? (facets.root_code?.length ?? TYPES) * (facets.status?.length ?? STATUSES) : 1;
  const most = Math.min(MOST_BARS, MOST_ROWS / groups);
  const suiting = unitsFor(days, most);
  const room = Math.min(width / NARROWEST_BAR, most);
  const unit = unitOf({ chosen: options.get("unit") ?? "", own: coverage.unit, days, suiting, room });
  const { column, top, seriesOf } = COLOURINGS[by];
  const isOwn = unit === coverage.unit;
  // A chart has no order of its own.
  const asked = question.with({ sort: null });
  const isShare = options.get("bars") === "share";
  const grouped = { group_by: `date:${unit},${column},status`, top };
  const counts = asked.at(PATH, isShare ? { ...grouped, metric: "count,share" } : grouped);
  const averages = asked.at(PATH, { group_by: `date:${unit}`, metric: "count,avg:goldstein,avg:tone" });
  const [rows, averaged] = await Promise.all([
    isOwn && by === "quad_class" && !isShare ? timeline : rowsOf(counts, signal),
    isOwn || !measures ? measures : rowsOf(averages, signal),
  ]);
  const series = seriesOf(rows);
  const periods = periodsOf(rows, { column, series, unit, within: within(question) });
  const lines = linesIn(averaged ?? []);
  const line = lines.find((name) => name === options.get("line")) ?? lines[0] ?? null;
  if (line) measured(periods, averaged, LINES[line].column);
  return {
    by,
    unit,
    units: suiting,
    series,
    periods,
    lines,
    line,
    isShare,
    path: rows === timeline ? summary.links.timeline : counts,
  };
}

/** How many days there are from the first row on. @param {{date: string}[]} rows @param {string} end */
function spanOf(rows, end) {
  const last = rows[rows.length - 1].date;
  return daysBetween(rows[0].date, end > last ? end : last) + 1;
}

/** The averages of which there is any. @param {any[]} rows @returns {LineName[]} */
function linesIn(rows) {
  const names = /** @type {LineName[]} */ (Object.keys(LINES));
  return names.filter((name) => rows.some((row) => typeof row[LINES[name].column] === "number"));
}

/** @param {string} path @param {AbortSignal} signal @returns {Promise<any[]>} */
const rowsOf = async (path, signal) => (await ask(path, signal)).data;

/** The days that a question is bound to, where it says days. @param {Question} question */
function within(question) {
  const day = (/** @type {string} */ name) => /^\d{4}-\d\d-\d\d$/.exec(question.value(name))?.[0] ?? "";
  return { start: day("date__gte"), end: day("date__lte") };
}

/** @param {Question | null} question */
export function isNarrowed(question) {
  return Object.keys(WITHOUT_DAYS).some((name) => question?.value(name));
}

/**
 * How many there are in all the time there is, whatever days are chosen; null where that takes too long.
 * @param {Question} question @param {AbortSignal} signal
 * @returns {Promise<{rows: {date: string, count: number}[], unit: Unit} | null>}
 */
export async function wholeTime(question, signal) {
  const all = question.with(WITHOUT_DAYS);
  const by = (/** @type {Unit} */ unit) => rowsOf(all.at(PATH, { group_by: `date:${unit}` }), signal);
  try {
    const months = await by("month");
    return months.length > FEW_MONTHS ? { rows: months, unit: "month" } : { rows: await by("day"), unit: "day" };
  } catch (error) {
    // The chart itself is there; what it is a part of may be more than can be counted.
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** What stands on a day, or in a week, that nobody tells: events known only to their month, or to a range of days. */

import { ask, Problem } from "../../ask.js";
import { anyOf, counted, number } from "../../words.js";

/** How exactly a time is told that has a bar of its own, by the unit of the chart. A month stands for itself. */
const TOLD = /** @type {Record<string, string[]>} */ ({ day: ["instant", "day"], week: ["instant", "day", "week"] });
/** From the closest on, as the codebook has them. */
const ORDER = ["week", "month", "quarter", "season", "year", "range"];
/** It is counted event by event, and so only where that is soon done. */
const MOST_COUNTED = 50_000;

/**
 * Say how many events are told with less than a day or week; nothing where all are, or where it cannot be known soon.
 * @param {import("../../panel.js").View} view @param {import("./time.js").Unit} unit
 */
export async function unsure({ question, summary, signal }, unit) {
  const { count } = summary.data;
  // Where parts of the summary took too long, nothing more is asked.
  const isSlow = summary.meta.too_broad.length > 0;
  if (!TOLD[unit] || isSlow || !count?.is_exact || count.count > MOST_COUNTED) return "";
  const asked = question.with({ sort: null }).at("/v1/events/aggregate", { group_by: "date_precision" });
  try {
    return said((await ask(asked, signal)).data, unit);
  } catch (error) {
    // The chart itself is there.
    if (error instanceof Problem) return "";
    throw error;
  }
}

/** @param {{date_precision: string, count: number}[]} rows @param {string} unit */
function said(rows, unit) {
  const counts = new Map(rows.map((row) => [row.date_precision, row.count]));
  const names = ORDER.filter((name) => !TOLD[unit].includes(name) && counts.get(name));
  if (!names.length) return "";
  const of = (/** @type {string} */ name) => counts.get(name) ?? 0;
  const some = names.reduce((sum, name) => sum + of(name), 0);
  const all = rows.reduce((sum, { count }) => sum + count, 0);
  const closer = anyOf(names.map((name) => `a ${name} (${number(of(name))})`));
  const verb = some === 1 ? "is" : "are";
  const own = unit === "day" ? "the day" : "the week";
  return `${number(some)} of ${counted(all, "event")} ${verb} not told to ${own}, but to ${closer}: each stands where its time begins.`;
}

/** Units of time: their periods, and which of them suit a stretch of days. */

import { date, dayOf, range } from "../../words.js";

/** @typedef {"day" | "week" | "month" | "quarter" | "year"} Unit */

const DAY = 86_400_000;

/** How many days a unit has, about; from the finest on. @type {Record<Unit, number>} */
const DAYS = { day: 1, week: 7, month: 30.4, quarter: 91.3, year: 365.2 };

/** What a reader chooses among. @type {readonly Unit[]} */
const OFFERED = ["day", "week", "month", "year"];

/** @param {Date} day */
export const isoOf = (day) => day.toISOString().slice(0, 10);

/** @param {string} iso @param {number} days */
export const shifted = (iso, days) => isoOf(new Date(dayOf(iso).getTime() + days * DAY));

/** How many days from one day to another. @param {string} start @param {string} end */
export const daysBetween = (start, end) => Math.round((dayOf(end).getTime() - dayOf(start).getTime()) / DAY);

/** The last day of the period that begins with a day. @param {string} start @param {Unit} unit */
export function lastDay(start, unit) {
  const next = dayOf(start);
  if (unit === "year") next.setUTCFullYear(next.getUTCFullYear() + 1);
  else if (unit === "month" || unit === "quarter") next.setUTCMonth(next.getUTCMonth() + (unit === "month" ? 1 : 3));
  else next.setUTCDate(next.getUTCDate() + DAYS[unit]);
  return isoOf(new Date(next.getTime() - DAY));
}

/** How a period is called; `isWhole` where no range cuts it. @param {{start: string, end: string}} period @param {Unit} unit */
export function periodName({ start, end }, unit) {
  if (start === end) return date(start, "weekday");
  const isWhole = lastDay(start, unit) === end;
  return isWhole && (unit === "month" || unit === "year") ? date(start, unit) : range(start, end);
}

/**
 * The units in which so many days make a chart: more bars than one, and not too many.
 * @param {number} days
 * @param {number} most bars
 */
export function unitsFor(days, most) {
  return OFFERED.filter((unit) => days > DAYS[unit] * 1.5 && days / DAYS[unit] <= most);
}

/**
 * The unit of a chart: of those that suit, the one that was chosen or the next coarser one. Where none was chosen, the
 * API's own, or a coarser one that has room.
 * @param {{chosen: string, own: Unit, days: number, suiting: Unit[], room: number}} about
 * @returns {Unit}
 */
export function unitOf({ chosen, own, days, suiting, room }) {
  const names = /** @type {Unit[]} */ (Object.keys(DAYS));
  const coarser = (/** @type {string} */ than) => names.slice(names.indexOf(/** @type {Unit} */ (than)));
  const wanted = chosen in DAYS && coarser(chosen).find((unit) => suiting.includes(unit));
  if (wanted) return wanted;
  const fits = (/** @type {Unit} */ unit) => days / DAYS[unit] <= room;
  return [own, ...coarser(own).filter((unit) => OFFERED.includes(unit))].find(fits) ?? "year";
}

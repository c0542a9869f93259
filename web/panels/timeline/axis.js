/** What stands on the axes: days where the reader would put them, and round numbers. */

import { date, dayOf } from "../../words.js";

/** A tick at the beginning of a period, `second` on the line below. */
/** @typedef {{place: number, label: string, second: string}} Tick */

/** @typedef {{every: (day: Date, place: number) => boolean, form: "day" | "month" | "year", room: number}} Rung */

const MONTH = (/** @type {Date} */ day) => day.getUTCMonth();
const isFirst = (/** @type {Date} */ day) => day.getUTCDate() === 1;

/** Ways of choosing ticks, from the densest on; `room` is the width of a label. @type {Rung[]} */
const LADDER = [
  { every: () => true, form: "day", room: 52 },
  { every: (day) => day.getUTCDay() === 1, form: "day", room: 52 },
  { every: (day) => isFirst(day) || day.getUTCDate() === 15, form: "day", room: 52 },
  { every: isFirst, form: "month", room: 44 },
  { every: (day) => isFirst(day) && MONTH(day) % 3 === 0, form: "month", room: 44 },
  { every: (day) => isFirst(day) && MONTH(day) % 6 === 0, form: "month", room: 44 },
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500].map((years) => ({
    every: (/** @type {Date} */ day) => isFirst(day) && MONTH(day) === 0 && day.getUTCFullYear() % years === 0,
    form: /** @type {"year"} */ ("year"),
    room: 44,
  })),
];

/** The finest rung that says something about a unit. @type {Record<import("./time.js").Unit, number>} */
const FIRST_RUNG = { day: 0, week: 0, month: 3, quarter: 4, year: 6 };

/**
 * Choose the ticks of some periods.
 * @param {{date: string}[]} periods
 * @param {import("./time.js").Unit} unit
 * @param {number} width of the axis in pixels
 * @returns {Tick[]}
 */
export function ticksOf(periods, unit, width) {
  const days = periods.map((period) => dayOf(period.date));
  const step = width / periods.length;
  for (const rung of LADDER.slice(FIRST_RUNG[unit])) {
    const places = placesOf(days, rung, unit);
    const gap = Math.min(...places.slice(1).map((place, index) => place - places[index]));
    if (gap * step >= rung.room) return labelled(places, periods, rung.form);
  }
  return labelled([0], periods, "year");
}

/** Where a rung has its ticks: at the periods in which such a day is. */
/** @param {Date[]} days @param {Rung} rung @param {import("./time.js").Unit} unit */
function placesOf(days, { every, form }, unit) {
  const all = days.map((_day, place) => place);
  if (unit !== "week" || form === "day") return all.filter((place) => every(days[place], place));
  // A week seldom begins with a month: the first one that begins in it has its tick.
  const monthOf = (/** @type {Date} */ day) => new Date(Date.UTC(day.getUTCFullYear(), MONTH(day), 1));
  return all.filter((place) => {
    const month = monthOf(days[place]);
    const isNew = place > 0 && monthOf(days[place - 1]).getTime() !== month.getTime();
    return isNew && every(month, place);
  });
}

/** Write days and months on one line, their year below where it begins. */
/** @param {number[]} places @param {{date: string}[]} periods @param {"day" | "month" | "year"} form @returns {Tick[]} */
function labelled(places, periods, form) {
  let year = "";
  return places.map((place) => {
    const iso = periods[place].date;
    if (form === "year") return { place, label: date(iso, "year"), second: "" };
    const isNew = iso.slice(0, 4) !== year;
    year = iso.slice(0, 4);
    const label = date(iso, form === "day" ? "day_of_year" : "month_of_year");
    return { place, label, second: isNew ? date(iso, "year") : "" };
  });
}

/** The round step that divides a length into so many parts or fewer: 1, 2 or 5 and zeros, never below the finest. */
/** @param {number} length @param {number} parts @param {number} [finest] */
export function roundStep(length, parts, finest = 1) {
  const least = length / Math.max(1, parts);
  const size = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].map((factor) => factor * size).find((one) => one >= least) ?? least;
  return Math.max(finest, step);
}

/** Multiples of a step above zero up to a value. @param {number} step @param {number} most */
export function multiples(step, most) {
  // Of what is no whole number, the last may be a hair too far.
  return Array.from({ length: Math.floor(most / step + 1e-9) }, (_none, place) => (place + 1) * step);
}

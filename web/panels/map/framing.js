/** What part of the world the map shows of itself: where most of the events are. */

import { around, dot, WHOLE } from "./world.js";

/** @typedef {import("./world.js").Box} Box */

/** The least part of the world that is shown, in units of the drawing. */
const LEAST_FRAME = [20, 12];
/** What covers this share of the world's width is framed as the whole world. */
const WIDE_SHARE = 0.55;
/** So many of the events are in the frame, those of the countries with the most. */
const MOST_EVENTS = 2 / 3;
/** Left free at each side, of what is framed. */
const EDGE = 0.15;

/**
 * The countries that are to be seen: those that are chosen, else those that have most of the events.
 * @param {any[]} rows
 * @param {Map<string, import("./world.js").Country>} countries
 * @param {readonly string[]} chosen
 */
export function foremost(rows, countries, chosen) {
  const ordered = [...rows].sort((a, b) => b.count - a.count);
  const enough = ordered.reduce((sum, { count }) => sum + count, 0) * MOST_EVENTS;
  let before = 0;
  const most = ordered.filter(({ count }) => {
    before += count;
    return before - count < enough;
  });
  const asked = ordered.filter(({ country }) => chosen.includes(country));
  const shown = asked.length ? asked : most;
  return shown.flatMap(({ country, country_label: label }) => countries.get(country) ?? dot(country, label) ?? []);
}

/** The frame of countries: not too near, and the whole world where it is most of it. */
/** @param {import("./world.js").Country[]} countries @returns {Box} */
export function framed(countries) {
  if (!countries.length) return WHOLE;
  const [[left, top], [right, bottom]] = around(countries.map(({ box }) => box));
  if (isWide(right - left))
    return around([
      WHOLE,
      [
        [left, WHOLE[0][1]],
        [right, bottom],
      ],
    ]);
  const x = Math.max((right - left) * EDGE, (LEAST_FRAME[0] - (right - left)) / 2);
  const y = Math.max((bottom - top) * EDGE, (LEAST_FRAME[1] - (bottom - top)) / 2);
  return [
    [left - x, top - y],
    [right + x, bottom + y],
  ];
}

/** @param {number} width */
const isWide = (width) => width > (WHOLE[1][0] - WHOLE[0][0]) * WIDE_SHARE;

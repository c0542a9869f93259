/** What colour a country has: by how many events it has, in classes with round bounds, or by their mean Goldstein value. */

import { goldsteinColour } from "../../colours.js";
import { number, short } from "../../words.js";

const MOST_CLASSES = 6;
/** Round numbers within a power of ten, from the finest series to the coarsest. */
const SERIES = [[1, 2, 5], [1, 3], [1]];

/** @typedef {{from: number, to: number, colour: string}} Shade What is at least `from` and below `to`. */

/**
 * The classes of counts, from few to many; colours are of tokens.css.
 * @param {number[]} counts
 * @returns {Shade[]}
 */
export function countShades(counts) {
  const known = counts.filter((count) => count > 0);
  if (!known.length) return [];
  const [least, most] = [Math.min(...known), Math.max(...known)];
  const starts = SERIES.map((series) => classStarts(series, least, most));
  const chosen = starts.find((one) => one.length <= MOST_CLASSES) ?? starts[starts.length - 1].slice(-MOST_CLASSES);
  return chosen.map((from, place) => ({
    from,
    to: chosen[place + 1] ?? most + 1,
    colour: `amount-${chosen.length === 1 ? 4 : 1 + Math.round((place * (MOST_CLASSES - 1)) / (chosen.length - 1))}`,
  }));
}

/** @param {number[]} series @param {number} least @param {number} most */
function classStarts(series, least, most) {
  const powers = Array.from({ length: Math.floor(Math.log10(most)) + 1 }, (_, power) => 10 ** power);
  const all = powers.flatMap((power) => series.map((step) => step * power)).filter((start) => start <= most);
  return all.filter((start, place) => start > least || !(all[place + 1] <= least));
}

/** @param {Shade[]} shades @param {number} count */
export function countColour(shades, count) {
  return shades.find(({ from, to }) => count >= from && count < to)?.colour ?? "amount-0";
}

/** @param {{count: number, avg_goldstein?: number | null}} row @param {boolean} isGoldstein @param {Shade[]} shades */
export function rowColour(row, isGoldstein, shades) {
  if (!isGoldstein) return countColour(shades, row.count);
  return row.avg_goldstein === null || row.avg_goldstein === undefined ? "" : goldsteinColour(row.avg_goldstein);
}

/** The classes as a key. @param {Shade[]} shades */
export function shadeSteps(shades) {
  return shades.map((shade) => ({ colour: shade.colour, says: bounds(shade) }));
}

/** @param {Shade} shade */
function bounds({ from, to }) {
  return to - from === 1 ? number(from) : `${short(from)}–${short(to - 1)}`;
}

/** Places as circles: how many events happened in each cell of a grid, as finely as the zoom shows. */

import { ask, Problem } from "../../ask.js";
import { degreesAt, REACH, UNITS_PER_DEGREE } from "./world.js";

/** The sizes of cells that the API knows, in degrees. */
const SIZES = [0.1, 0.2, 0.25, 0.4, 0.5, 1, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5, 10, 12, 15, 20, 30];
/** A cell is so small that its middle cannot be told from where in it the events were. */
const LEAST_PIXELS = 3;
const MOST_CELLS = 200;
/** Where more than this is seen, the rest of the world is asked for too. */
const WIDE_DEGREES = 200;
const NAMES_SHOWN = 4;
/** The service places events one by one: of more than these, all over the world, it would not come to an end in time. */
const MOST_PLACED = 400_000;

/**
 * What is known to a spot, and what to a stretch of land. What is known to a country only is no place on a map.
 * @type {{kind: Place["kind"], precisions: string[]}[]}
 */
const KINDS = [
  { kind: "stretch", precisions: ["admin2", "admin1", "area", "sea"] },
  { kind: "spot", precisions: ["exact", "city", "near"] },
];

/**
 * @typedef {{kind: "spot" | "stretch", latitude: number, longitude: number, size: number, count: number,
 *   goldstein: number | null, precisions: string[]}} Place
 * @typedef {{path: string, kind: Place["kind"], precisions: string[], size: number}} Asked
 */

/**
 * What to ask for what is seen.
 * @param {import("../../question.js").Question} question
 * @param {number} count How many events match.
 * @param {import("./world.js").Box} seen
 * @param {number} scale Pixels to a unit of the drawing.
 * @returns {Asked[] | null} Null where there are too many to say in time.
 */
export function placesAsked(question, count, seen, scale) {
  const size = SIZES.find((one) => one * UNITS_PER_DEGREE * scale >= LEAST_PIXELS) ?? 30;
  const box = question.values("bbox").length ? null : boxSeen(seen, size);
  if (!box && count > MOST_PLACED) return null;
  const own = question.values("place_precision");
  return KINDS.flatMap(({ kind, precisions }) => {
    const wanted = own.length ? precisions.filter((one) => own.includes(one)) : precisions;
    if (!wanted.length) return [];
    const narrowed = question.with({ sort: null, place_precision: wanted, ...(box && { bbox: box.join(",") }) });
    const besides = { group_by: `cell:${size}`, metric: "count,avg:goldstein", top: MOST_CELLS };
    return [{ kind, precisions: wanted, size, path: narrowed.at("/v1/events/aggregate", besides) }];
  });
}

/** The degrees that are seen, rounded to cells so that a small move asks nothing new; null where that is most of the world. */
/** @param {import("./world.js").Box} seen @param {number} size */
function boxSeen([[left, top], [right, bottom]], size) {
  const middle = (left + right) / 2;
  const corners = [left, middle, right].flatMap((x) => [degreesAt(x, top), degreesAt(x, bottom)]);
  const across = corners.map(({ longitude }) => longitude);
  const up = corners.map(({ latitude }) => latitude);
  const [west, east] = [Math.min(...across), Math.max(...across)];
  if (left < REACH[0][0] || right > REACH[1][0] || east - west > WIDE_DEGREES) return null;
  const step = Math.max(1, size * 4);
  /** @param {number} value @param {number} most */
  const held = (value, most) => Math.round(Math.max(-most, Math.min(most, value)) * 10) / 10;
  return [
    held(Math.floor(west / step) * step, 180),
    held(Math.floor(Math.min(...up) / step) * step, 90),
    held(Math.ceil(east / step) * step, 180),
    held(Math.ceil(Math.max(...up) / step) * step, 90),
  ];
}

/**
 * The places, the fewest events last, and how many events are in cells that are too small to be among them; null where
 * there are too many events to say in time.
 * @param {Asked[]} asked
 * @param {AbortSignal} signal
 * @returns {Promise<{places: Place[], left: number} | null>}
 */
export async function places(asked, signal) {
  try {
    const answers = await Promise.all(asked.map(({ path }) => ask(path, signal)));
    const rows = answers.flatMap(({ data }, which) => data.map((/** @type {any} */ row) => ({ row, ...asked[which] })));
    const found = rows.filter(({ row }) => row.cell_latitude !== null);
    const rest = rows.filter(({ row }) => row.cell === "other");
    return { places: found.map(placeOf), left: rest.reduce((sum, { row }) => sum + row.count, 0) };
  } catch (error) {
    if (error instanceof Problem && error.isTooBroad) return null;
    throw error;
  }
}

/** @param {{row: any} & Asked} found @returns {Place} */
function placeOf({ row, kind, precisions, size }) {
  const { cell_latitude: latitude, cell_longitude: longitude, count, avg_goldstein: goldstein } = row;
  return { kind, latitude, longitude, size, count, goldstein, precisions };
}

/** The cell of a place, as a box that the API takes. @param {Place} place */
export function cellBox({ latitude, longitude, size }) {
  const round = (/** @type {number} */ value) => Number(value.toFixed(3));
  const half = size / 2;
  return [longitude - half, latitude - half, longitude + half, latitude + half].map(round);
}

/**
 * The names of the places in a cell, the most events first.
 * @param {import("../../question.js").Question} question
 * @param {Place} place
 * @param {AbortSignal} signal
 * @returns {Promise<{name: string, count: number}[]>}
 */
export async function namesIn(question, place, signal) {
  const within = question.with({ sort: null, bbox: cellBox(place).join(","), place_precision: place.precisions });
  const { data } = await ask(within.at("/v1/events/aggregate", { group_by: "place", top: NAMES_SHOWN }), signal);
  const named = data.filter((/** @type {any} */ row) => row.place !== null && row.place !== "other");
  return named.map((/** @type {any} */ { place: name, count }) => ({ name, count }));
}

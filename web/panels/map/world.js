/** The world as it is drawn: an equal-area projection, the outline of each country, and where small ones are. */

import { geoEqualEarth, geoPath } from "d3-geo";
import { feature, mesh } from "topojson-client";
import { inPieces, pause } from "../../pausing.js";
import { SMALL } from "./small.js";

/** @typedef {import("../zooming.js").Box} Box */
/** @typedef {{code: string, name: string, d: string, centre: [number, number], box: Box}} Country */

/** The width of the whole world in the drawing's own coordinates. */
const WIDTH = 1000;
/** The latitudes that the map shows: nothing is told of what lies beyond them. */
const [NORTH, SOUTH] = [83.5, -56];
/** What of the width is shown as the whole world: the rest is open sea. */
const [LEFT, RIGHT] = [62, 988];
/** What is smaller than this share of a country's largest part, or as far from it, does not count for its frame. */
const MAIN_PART = 0.2;
const FAR = 0.3 * WIDTH;
const TORN = 0.8 * WIDTH;

const projection = geoEqualEarth().fitWidth(WIDTH, { type: "Sphere" });
const path = geoPath(projection).digits(2);

/** How many of the drawing's units a degree is wide, near the equator. */
export const UNITS_PER_DEGREE = WIDTH / 360;

/** All that can be looked at. @type {Box} */
export const REACH = [
  [0, at(NORTH, 0)[1]],
  [WIDTH, at(SOUTH, 0)[1]],
];
/** What is framed as the whole world. @type {Box} */
export const WHOLE = [
  [LEFT, REACH[0][1]],
  [RIGHT, REACH[1][1]],
];

/** @param {number} latitude @param {number} longitude @returns {[number, number]} */
export function at(latitude, longitude) {
  return projection([longitude, latitude]) ?? [NaN, NaN];
}

/** The latitude and longitude of a point of the drawing, held to the world. @param {number} x @param {number} y */
export function degreesAt(x, y) {
  const [longitude, latitude] = projection.invert?.([x, Math.max(REACH[0][1], Math.min(REACH[1][1], y))]) ?? [0, 0];
  return { latitude, longitude: Math.max(-180, Math.min(180, longitude)) };
}

/** A box of degrees, its sides along meridians and parallels. @param {number[]} box West, south, east, north. */
export function outline([west, south, east, north]) {
  const wide = Array.from({ length: 61 }, (_, step) => west + ((east - west) * step) / 60);
  const high = Array.from({ length: 31 }, (_, step) => south + ((north - south) * step) / 30);
  const ring = [
    ...wide.map((x) => at(south, x)),
    ...high.map((y) => at(y, east)),
    ...[...wide].reverse().map((x) => at(north, x)),
    ...[...high].reverse().map((y) => at(y, west)),
  ];
  return `M${ring.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L")}Z`;
}

/** @type {Promise<{countries: Map<string, Country>, borders: string, globe: string}> | undefined} */
let asked;

/** Ask for the world, once. */
export function world() {
  asked ??= read().catch((error) => {
    asked = undefined;
    throw error;
  });
  return asked;
}

async function read() {
  const answer = await fetch("/static/explorer/world.json");
  if (!answer.ok) throw new Error(`The map of the world cannot be read: ${answer.status}`);
  const atlas = await answer.json();
  await pause();
  atlas.arcs = atlas.arcs.map(inPairs);
  const drawn = /** @type {GeoJSON.FeatureCollection<any, {name: string}>} */ (
    /** @type {unknown} */ (feature(atlas, atlas.objects.countries))
  );
  /** @type {Map<string, Country>} */
  const countries = new Map();
  await inPieces(drawn.features, ({ id, properties, geometry }) => {
    const code = String(id);
    // Two shapes of one country are drawn as one; the first is that of the atlas, the second what lies beside it.
    const d = [countries.get(code)?.d, path(geometry)].filter(Boolean).join("");
    countries.set(
      code,
      countries.has(code) ? { ...countryOf(countries, code), d } : shaped(code, properties.name, geometry, d),
    );
  });
  await pause();
  const borders = path(mesh(atlas, atlas.objects.countries, (a, b) => a.id !== b.id)) ?? "";
  return { countries, borders, globe: path({ type: "Sphere" }) ?? "" };
}

/** @param {number[]} numbers */
const inPairs = (numbers) =>
  Array.from({ length: numbers.length / 2 }, (_, at) => [numbers[2 * at], numbers[2 * at + 1]]);

/** @param {Map<string, Country>} countries @param {string} code */
const countryOf = (countries, code) => /** @type {Country} */ (countries.get(code));

/** @param {string} code @param {string} name @param {any} geometry @param {string} d @returns {Country} */
function shaped(code, name, geometry, d) {
  const parts = geometry.type === "Polygon" ? [geometry.coordinates] : geometry.coordinates;
  const measured = parts
    .map((/** @type {any} */ coordinates) => ({ type: "Polygon", coordinates }))
    .map((/** @type {any} */ part) => ({ part, area: path.area(part) }))
    .sort((/** @type {any} */ a, /** @type {any} */ b) => b.area - a.area);
  const centre = path.centroid(measured[0].part);
  const main = measured.filter(
    (/** @type {any} */ { part, area }) =>
      area >= measured[0].area * MAIN_PART && Math.abs(path.centroid(part)[0] - centre[0]) < FAR,
  );
  const boxes = main.map((/** @type {any} */ { part }) => path.bounds(part));
  // An island on the 180th meridian is at both ends of the map.
  const isTorn = around(boxes)[1][0] - around(boxes)[0][0] > TORN;
  return { code, name, d, centre, box: isTorn ? [centre, centre] : around(boxes) };
}

/** Where a country is that has no shape. @param {string} code @param {string} name @returns {Country | null} */
export function dot(code, name) {
  if (!SMALL[code]) return null;
  const centre = at(...SMALL[code]);
  return { code, name, d: "", centre, box: [centre, centre] };
}

/** The box around boxes. @param {Box[]} boxes @returns {Box} */
export function around(boxes) {
  return [
    [Math.min(...boxes.map(([[x]]) => x)), Math.min(...boxes.map(([[, y]]) => y))],
    [Math.max(...boxes.map(([, [x]]) => x)), Math.max(...boxes.map(([, [, y]]) => y))],
  ];
}

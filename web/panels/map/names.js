/** Which countries are named on the map, and where: the most events first, as long as there is room. */

export const NAME_SIZE = 11;
const LETTER_WIDTH = 6.2;
/** A name may reach so far beyond its country; those of the most events may be wider than theirs. */
const OVERHANG = 1.25;
const ALWAYS = 8;
/** Where a name is tried, up and down from the middle of its country. */
const TRIED = [0, -13, 13, -26, 26];
/** Smaller circles, in pixels, leave a name legible. */
const LEAST_COVER = 3.5;

/**
 * @typedef {{name: string, centre: [number, number], box: import("./world.js").Box}} Named
 * @typedef {{x: number, y: number, r: number}} Circle On the screen.
 * @typedef {{name: string, x: number, y: number}} Name The middle of a name, on the screen.
 */

/**
 * @param {Named[]} countries the most events first
 * @param {{k: number, x: number, y: number}} transform
 * @param {{width: number, height: number}} screen
 * @param {Circle[]} circles
 */
export function namesOf(countries, transform, screen, circles) {
  const covering = circles.filter(({ r }) => r >= LEAST_COVER);
  /** @type {Name[]} */
  const found = [];
  countries.forEach((country, rank) => {
    const tried = placesFor(country, transform, rank < ALWAYS).filter(
      (one) => isWithin(one, screen) && !found.some((other) => isTouching(one, other)),
    );
    const free = tried.find((one) => !covering.some((circle) => isCovered(one, circle)));
    // A name of many events is written across its circles rather than not at all.
    const place = free ?? (rank < ALWAYS ? tried[0] : undefined);
    if (place) found.push(place);
  });
  return found;
}

/** Where a name may be. @param {Named} country @param {{k: number, x: number, y: number}} transform @param {boolean} isFirst */
function placesFor({ name, centre, box: [[left, top], [right, bottom]] }, { k, x, y }, isFirst) {
  if (!isFirst && (right - left) * k * OVERHANG < widthOf(name)) return [];
  const reach = Math.max(((bottom - top) * k) / 2, isFirst ? NAME_SIZE + 2 : 0);
  return TRIED.filter((by) => Math.abs(by) <= reach).map((by) => ({
    name,
    x: centre[0] * k + x,
    y: centre[1] * k + y + by,
  }));
}

/** @param {string} name */
const widthOf = (name) => name.length * LETTER_WIDTH;

/** @param {Name} one @param {{width: number, height: number}} screen */
function isWithin({ name, x, y }, { width, height }) {
  const half = widthOf(name) / 2;
  return x - half > 0 && x + half < width && y > NAME_SIZE && y < height - NAME_SIZE;
}

/** @param {Name} one @param {Name} other */
function isTouching(one, other) {
  const across = (widthOf(one.name) + widthOf(other.name)) / 2 + LETTER_WIDTH;
  return Math.abs(one.x - other.x) < across && Math.abs(one.y - other.y) < NAME_SIZE + 3;
}

/** @param {Name} one @param {Circle} circle */
function isCovered(one, { x, y, r }) {
  return Math.abs(one.x - x) < widthOf(one.name) / 2 + r && Math.abs(one.y - y) < NAME_SIZE / 2 + r;
}

/** Names beside circles, as many as fit without hiding one another or a circle, those of most weight first. */

export const LABEL_SIZE = 12;
const LINE = 15;
const GAP = 4;
const MOST_LETTERS = 26;

/** @typedef {{left: number, top: number, right: number, bottom: number}} Room */
/** @typedef {{x: number, y: number, r: number, text: string}} Named Of the screen, in pixels. */

/** @type {CanvasRenderingContext2D | null} */
let context = null;

/** How wide a text is in the letters of an element. @param {string} text @param {Element} within */
export function textWidth(text, within) {
  context ??= document.createElement("canvas").getContext("2d");
  if (!context) return text.length * 7;
  context.font = `${LABEL_SIZE}px ${getComputedStyle(within).fontFamily}`;
  return context.measureText(text).width;
}

/** @param {string} name */
export const shortened = (name) =>
  name.length > MOST_LETTERS ? `${name.slice(0, MOST_LETTERS - 1).trimEnd()}…` : name;

/**
 * Where the names go: the middle of each line, or null where there is no room.
 * @param {(Named & {width: number})[]} named Those of most weight first.
 * @param {{x: number, y: number, r: number}[]} circles
 * @param {{width: number, height: number}} field
 * @returns {({x: number, y: number} | null)[]}
 */
export function labelled(named, circles, field) {
  const taken = circles.map(({ x, y, r }) => ({ left: x - r, top: y - r, right: x + r, bottom: y + r }));
  return named.map((one) => {
    const found = rooms(one).find((room) => isWithin(room, field) && !taken.some((other) => overlap(room, other)));
    if (!found) return null;
    taken.push(found);
    return { x: (found.left + found.right) / 2, y: (found.top + found.bottom) / 2 };
  });
}

/** Beside, below and above a circle. @param {Named & {width: number}} one @returns {Room[]} */
function rooms({ x, y, r, width }) {
  const far = r + GAP;
  const aside = r * 0.7 + GAP;
  const centres = [
    [x + far + width / 2, y],
    [x - far - width / 2, y],
    [x, y + far + LINE / 2],
    [x, y - far - LINE / 2],
    [x + aside + width / 2, y + aside],
    [x + aside + width / 2, y - aside],
    [x - aside - width / 2, y + aside],
    [x - aside - width / 2, y - aside],
  ];
  return centres.map(([across, down]) => ({
    left: across - width / 2,
    right: across + width / 2,
    top: down - LINE / 2,
    bottom: down + LINE / 2,
  }));
}

/** @param {Room} room @param {{width: number, height: number}} field */
const isWithin = ({ left, top, right, bottom }, { width, height }) =>
  left >= 2 && top >= 2 && right <= width - 2 && bottom <= height - 2;

/** @param {Room} a @param {Room} b */
const overlap = (a, b) => a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;

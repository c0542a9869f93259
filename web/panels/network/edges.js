/** The shape of an arrow from one circle to another. */

const BEND = 0.17;
const LOOP = 2.4;

/** @typedef {{x: number, y: number, r: number}} Circle */

/** How wide an arrow is drawn, from the thickness of the API: 1 to 10. @param {number} thickness */
export const edgeWidth = (thickness) => 0.5 + thickness * 0.42;

/**
 * The line and the head of an arrow. It bends to its left, so that who acts on each other has two arrows apart.
 * @param {Circle} from @param {Circle} to @param {number} width
 * @returns {{line: string, head: string}}
 */
export function arrow(from, to, width) {
  if (from === to) return loop(from, width);
  const [dx, dy] = [to.x - from.x, to.y - from.y];
  const bend = { x: (from.x + to.x) / 2 + dy * BEND, y: (from.y + to.y) / 2 - dx * BEND };
  const size = headSize(width);
  const start = towards(from, bend, from.r + 1);
  const tip = towards(to, bend, to.r + 1.5);
  const end = towards(tip, bend, size * 0.8);
  return { line: `M${at(start)}Q${at(bend)} ${at(end)}`, head: head(tip, bend, size) };
}

/** Who acts on itself. @param {Circle} circle @param {number} width */
function loop({ x, y, r }, width) {
  const size = headSize(width);
  const out = r * LOOP + 8;
  const side = { x: x + out, y: y - out };
  const start = towards({ x, y }, { x: x - out * 0.3, y: y - out }, r + 1);
  const tip = towards({ x, y }, { x: x + out, y: y + out * 0.3 }, r + 1.5);
  const end = towards(tip, side, size * 0.8);
  return {
    line: `M${at(start)}C${at({ x: x - out * 0.2, y: y - out })} ${at(side)} ${at(end)}`,
    head: head(tip, side, size),
  };
}

/** @param {number} width */
const headSize = (width) => 4 + width * 1.5;

/** The point so far from one on the way to another. @param {{x: number, y: number}} from @param {{x: number, y: number}} to @param {number} far */
function towards(from, to, far) {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  return { x: from.x + ((to.x - from.x) * far) / length, y: from.y + ((to.y - from.y) * far) / length };
}

/** @param {{x: number, y: number}} tip @param {{x: number, y: number}} origin @param {number} size */
function head(tip, origin, size) {
  const base = towards(tip, origin, size);
  const [x, y] = [(tip.y - base.y) * 0.42, -(tip.x - base.x) * 0.42];
  return `M${at(tip)}L${at({ x: base.x + x, y: base.y + y })}L${at({ x: base.x - x, y: base.y - y })}Z`;
}

/** @param {{x: number, y: number}} point */
const at = ({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`;

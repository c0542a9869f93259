/** Where actors stand: those that act on one another near each other, nobody on another, the same each time. */

import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";

/** @typedef {{id: string, x: number, y: number, r: number}} Standing */

const TICKS = 260;
/** How long it may keep the page from answering at a time. */
const SLICE_MILLISECONDS = 12;
const GAP_PIXELS = 7;
/** Towards the middle, so that who has to do with nobody does not drift away. */
const PULL = 0.11;
const REPULSION = 3.2;
const MOST_STRETCH = 1.7;

/**
 * Let the actors find their places on a field of so many pixels. They start from the same places each time.
 * @template {Standing} N
 * @param {N[]} nodes
 * @param {{source: string, target: string, weight: number}[]} links
 * @param {{width: number, height: number}} field
 * @param {AbortSignal} signal
 */
export async function settle(nodes, links, { width, height }, signal) {
  const room = Math.sqrt((width * height) / Math.max(1, nodes.length));
  const linked = links.filter(({ source, target }) => source !== target).map((link) => ({ ...link }));
  const pull = forceLink(linked).id((node) => /** @type {any} */ (node).id);
  const ownStrength = pull.strength();
  const simulation = forceSimulation(nodes)
    .force(
      "link",
      pull
        .distance(room * 0.9)
        .strength((link, place, all) => ownStrength(link, place, all) * (0.4 + 0.6 * /** @type {any} */ (link).weight)),
    )
    .force(
      "charge",
      forceManyBody()
        .strength(-room * REPULSION)
        .distanceMax(room * 3),
    )
    .force(
      "collide",
      forceCollide((/** @type {any} */ node) => node.r + GAP_PIXELS),
    )
    .force("x", forceX(0).strength(PULL * Math.min(1, height / width)))
    .force("y", forceY(0).strength(PULL * Math.max(1, width / height)))
    .stop();
  simulation.alphaDecay(1 - 0.001 ** (1 / TICKS));
  let left = TICKS;
  while (left > 0) {
    const end = performance.now() + SLICE_MILLISECONDS;
    for (; left > 0 && performance.now() < end; left--) simulation.tick();
    await pause();
    signal.throwIfAborted();
  }
  stretch(nodes, width, height);
}

const pause = () => new Promise((resolve) => setTimeout(resolve));

/** Use the room in both directions. @param {Standing[]} nodes @param {number} width @param {number} height */
function stretch(nodes, width, height) {
  const [[left, top], [right, bottom]] = extent(nodes);
  const [across, down] = [width / Math.max(1, right - left), height / Math.max(1, bottom - top)];
  const least = Math.min(across, down, MOST_STRETCH);
  for (const node of nodes) {
    node.x = (node.x - (left + right) / 2) * Math.min(across, least * MOST_STRETCH);
    node.y = (node.y - (top + bottom) / 2) * Math.min(down, least * MOST_STRETCH);
  }
}

/** The box of all actors. @param {Standing[]} nodes @returns {import("../zooming.js").Box} */
export function extent(nodes) {
  const [xs, ys] = [nodes.map(({ x }) => x), nodes.map(({ y }) => y)];
  return [
    [Math.min(...xs), Math.min(...ys)],
    [Math.max(...xs), Math.max(...ys)],
  ];
}

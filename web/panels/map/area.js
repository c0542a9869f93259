/** An area chosen on the map: drawn as a box of degrees, by dragging or with the arrow keys. */

import { select, pointer } from "d3-selection";
import { s } from "../../dom.js";
import { degreesAt, outline } from "./world.js";

/** @typedef {[number, number, number, number]} Degrees West, south, east, north. */

const LEAST_PIXELS = 6;
/** What the keys begin with, and how far a key moves a side: shares of what is seen. */
const FIRST_SHARE = 0.25;
const STEP_SHARE = 0.05;

/**
 * @param {SVGSVGElement} svg
 * @param {{
 *   layer: SVGGElement,
 *   zoom: () => import("d3-zoom").ZoomTransform,
 *   seen: () => import("./world.js").Box,
 *   chosen: (box: string) => void,
 *   turned: (isOn: boolean) => void,
 * }} how `layer` has the drawing's own coordinates.
 */
export function selectingArea(svg, { layer, zoom, seen, chosen, turned }) {
  let isOn = false;
  /** @type {Degrees | null} */
  let box = null;
  const drawn = s("path", { class: "area-drawn", "vector-effect": "non-scaling-stroke", "pointer-events": "none" });

  /** @param {boolean} on @param {{isByKey?: boolean}} [how] */
  function turn(on, { isByKey = false } = {}) {
    isOn = on;
    svg.classList.toggle("is-selecting", on);
    drawn.remove();
    box = null;
    if (isByKey) place(middle());
    turned(on);
  }

  /** @returns {Degrees} */
  function middle() {
    const [[left, top], [right, bottom]] = seen();
    const [x, y] = [(right - left) * FIRST_SHARE, (bottom - top) * FIRST_SHARE];
    return boxOf([left + x, top + y], [right - x, bottom - y]);
  }

  /** @param {Degrees} degrees */
  function place(degrees) {
    box = degrees;
    drawn.setAttribute("d", outline(box));
    layer.append(drawn);
  }

  function done() {
    const found = box;
    turn(false);
    if (found) chosen(found.map((one) => Number(one.toFixed(2))).join(","));
  }

  /** @param {PointerEvent} event */
  function pressed(event) {
    if (event.button || !(isOn || (event.shiftKey && event.pointerType === "mouse"))) return;
    event.preventDefault();
    if (!isOn) turn(true);
    const start = pointer(event, svg);
    svg.setPointerCapture(event.pointerId);
    const moving = select(svg);
    moving.on("pointermove.area", (/** @type {PointerEvent} */ move) => {
      place(boxOf(zoom().invert(start), zoom().invert(pointer(move, svg))));
    });
    moving.on("pointerup.area pointercancel.area", (/** @type {PointerEvent} */ end) => {
      moving.on(".area", null);
      svg.addEventListener("click", swallowed, { capture: true, once: true });
      setTimeout(() => svg.removeEventListener("click", swallowed, { capture: true }));
      const [x, y] = pointer(end, svg);
      const isSmall = Math.abs(x - start[0]) < LEAST_PIXELS || Math.abs(y - start[1]) < LEAST_PIXELS;
      if (end.type === "pointercancel" || isSmall) turn(false);
      else done();
    });
  }

  /** @param {KeyboardEvent} event */
  function keyed(event) {
    if (!isOn) return;
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "Escape") turn(false);
    else if (event.key === "Enter") done();
    else if (way && box) place(moved(box, way, event.shiftKey, middle()));
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  svg.addEventListener("pointerdown", pressed);
  svg.addEventListener("keydown", keyed);
  return { turn, isOn: () => isOn };
}

/** The end of a drag is no click on what lies there. @param {Event} event */
function swallowed(event) {
  event.preventDefault();
  event.stopPropagation();
}

/** The degrees between two points of the drawing. @param {[number, number]} a @param {[number, number]} b @returns {Degrees} */
function boxOf(a, b) {
  const [one, other] = [degreesAt(...a), degreesAt(...b)];
  return [
    Math.min(one.longitude, other.longitude),
    Math.min(one.latitude, other.latitude),
    Math.max(one.longitude, other.longitude),
    Math.max(one.latitude, other.latitude),
  ];
}

/** A box moved by a step, or made wider and higher by it, and held to the world. */
/** @param {Degrees} box @param {number[]} way @param {boolean} isWider @param {Degrees} measure @returns {Degrees} */
function moved([west, south, east, north], [right, up], isWider, measure) {
  const x = right * (measure[2] - measure[0]) * STEP_SHARE * 2;
  const y = up * (measure[3] - measure[1]) * STEP_SHARE * 2;
  /** @param {number} value @param {number} least @param {number} most */
  const held = (value, least, most) => Math.max(least, Math.min(most, value));
  if (isWider) return [west, south, held(east + x, west + 0.1, 180), held(north + y, south + 0.1, 90)];
  return [held(west + x, -180, 180), held(south + y, -90, 90), held(east + x, -180, 180), held(north + y, -90, 90)];
}

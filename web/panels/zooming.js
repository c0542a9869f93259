/** Zoom and pan of a drawing: by wheel, pinch, drag, keys and buttons, without keeping the page from scrolling. */

import { select } from "d3-selection";
import { zoom, zoomIdentity, zoomTransform } from "d3-zoom";
import { h, icon } from "../dom.js";

/** @typedef {[[number, number], [number, number]]} Box Left and top, right and bottom. */

const STEP = 1.6;
const PAN_SHARE = 0.15;
const MOVE_MILLISECONDS = 240;
const HINT_MILLISECONDS = 1400;
const MARGIN_SHARE = 0.03;

/**
 * Let an SVG be zoomed. The drawing has coordinates of its own; `moved` is told the transform that brings them onto the
 * screen, at every step and, with `isOver`, once it rests.
 * @param {SVGSVGElement} svg
 * @param {{
 *   name: string, extents: () => {whole: Box, reach: Box}, most: number, isBusy?: () => boolean,
 *   moved: (transform: import("d3-zoom").ZoomTransform, isOver: boolean) => void,
 * }} how `extents` is what is framed as the whole, and what can be come to by panning; `most` is the greatest zoom, as a multiple of that which shows all; `isBusy` says that dragging means other things.
 */
export function zooming(svg, { name, extents, most, moved, isBusy = () => false }) {
  let [width, height] = [0, 0];
  let running = 0;
  /** Whether the reader has chosen what is seen. */
  let isReaders = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let fading;
  const hint = h("p", { class: "zoom-hint", hidden: true, "aria-hidden": "true" }, "Ctrl + scroll to zoom");
  const behaviour = /** @type {import("d3-zoom").ZoomBehavior<SVGSVGElement, unknown>} */ (zoom())
    .filter(may)
    .wheelDelta(wheelDelta)
    .on("zoom", ({ transform, sourceEvent }) => {
      isReaders ||= Boolean(sourceEvent);
      moved(transform, false);
    })
    .on("end", ({ transform }) => moved(transform, true));
  const selected = select(svg).call(behaviour).on("dblclick.zoom", null);
  svg.addEventListener("keydown", pressed);

  /** @param {any} event */
  function may(event) {
    cancelAnimationFrame(running);
    if (event.type === "wheel") return event.ctrlKey || event.metaKey || svg.matches(":focus-within") || told();
    // One finger scrolls the page.
    if (event.type === "touchstart") return event.touches.length > 1;
    return !event.button && !event.shiftKey && !isBusy();
  }

  function told() {
    hint.hidden = false;
    clearTimeout(fading);
    fading = setTimeout(() => (hint.hidden = true), HINT_MILLISECONDS);
    return false;
  }

  /** The transform that shows a part of the drawing, as large as it fits. @param {Box} box */
  function framing([[left, top], [right, bottom]]) {
    const [, greatest] = behaviour.scaleExtent();
    const fit = Math.min(width / (right - left), height / (bottom - top)) * (1 - 2 * MARGIN_SHARE);
    const k = Math.min(greatest, fit);
    return zoomIdentity.translate(width / 2 - (k * (left + right)) / 2, height / 2 - (k * (top + bottom)) / 2).scale(k);
  }

  /** @param {import("d3-zoom").ZoomTransform} to */
  function go(to) {
    cancelAnimationFrame(running);
    const from = zoomTransform(svg);
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return behaviour.transform(selected, to);
    const start = performance.now();
    /** @param {number} now */
    function step(now) {
      const t = Math.min(1, (now - start) / MOVE_MILLISECONDS);
      behaviour.transform(selected, t < 1 ? between(from, to, 1 - (1 - t) ** 3) : to);
      if (t < 1) running = requestAnimationFrame(step);
    }
    running = requestAnimationFrame(step);
  }

  /** @param {number} factor */
  function by(factor) {
    isReaders = true;
    behaviour.scaleBy(selected, factor);
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const way = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (event.key === "+" || event.key === "=") by(STEP);
    else if (event.key === "-") by(1 / STEP);
    else if (event.key === "0") whole();
    else if (way && event.shiftKey && !isBusy()) pan(way[0] * width * PAN_SHARE, way[1] * height * PAN_SHARE);
    else return;
    event.preventDefault();
  }

  /** @param {number} x @param {number} y Pixels of the screen. */
  function pan(x, y) {
    isReaders = true;
    const { k } = zoomTransform(svg);
    behaviour.translateBy(selected, x / k, y / k);
  }

  function whole() {
    isReaders = true;
    go(framing(extents().whole));
  }

  /** @param {"plus" | "minus"} sign @param {string} says @param {number} factor */
  const button = (sign, says, factor) =>
    h(
      "button",
      { type: "button", class: "zoom-button", "aria-label": `${says}: ${name}`, onclick: () => by(factor) },
      icon(sign),
    );

  return {
    /** The buttons to lay over the drawing. */
    buttons: [button("plus", "Zoom in", STEP), button("minus", "Zoom out", 1 / STEP)],
    hint,
    pan,
    whole,
    isReaders: () => isReaders,
    /** Show a part of the drawing, until the reader chooses another. @param {Box} box @param {{isAtOnce?: boolean}} [how] */
    frame(box, { isAtOnce = false } = {}) {
      isReaders = false;
      if (isAtOnce) behaviour.transform(selected, framing(box));
      else go(framing(box));
    },
    transform: () => zoomTransform(svg),
    /** What of the drawing is to be seen. @returns {Box} */
    seen() {
      const transform = zoomTransform(svg);
      return [transform.invert([0, 0]), transform.invert([width, height])];
    },
    /** Take a size in pixels; the middle of what is seen stays where it is. @param {number} wide @param {number} high */
    resize(wide, high) {
      const before = width && zoomTransform(svg).invert([width / 2, height / 2]);
      const scale = width && (zoomTransform(svg).k * wide) / width;
      [width, height] = [wide, high];
      const { whole, reach } = extents();
      const [[left, top], [right, bottom]] = whole;
      const least = Math.min(width / (right - left), height / (bottom - top));
      behaviour
        .extent([
          [0, 0],
          [width, height],
        ])
        .scaleExtent([least * (1 - 2 * MARGIN_SHARE), least * most])
        .translateExtent(padded(reach, width / least, height / least));
      if (before && scale) {
        const to = zoomIdentity.translate(width / 2 - scale * before[0], height / 2 - scale * before[1]).scale(scale);
        behaviour.transform(selected, to);
      }
    },
  };
}

/** The box with what of the screen is left free at its sides when all is shown. */
/** @param {Box} box @param {number} wide @param {number} high @returns {Box} */
function padded([[left, top], [right, bottom]], wide, high) {
  const x = Math.max(wide * MARGIN_SHARE, (wide - (right - left)) / 2) * 1.1;
  const y = Math.max(high * MARGIN_SHARE, (high - (bottom - top)) / 2) * 1.1;
  return [
    [left - x, top - y],
    [right + x, bottom + y],
  ];
}

/** A pinch on a touchpad comes as small steps with Ctrl, a wheel as large ones. @param {WheelEvent} event */
function wheelDelta(event) {
  const unit = event.deltaMode === 1 ? 0.05 : event.deltaMode ? 1 : 0.002;
  return -event.deltaY * unit * (event.ctrlKey && Math.abs(event.deltaY) < 40 ? 8 : 1);
}

/** @param {import("d3-zoom").ZoomTransform} a @param {import("d3-zoom").ZoomTransform} b @param {number} t */
function between(a, b, t) {
  const k = a.k * (b.k / a.k) ** t;
  // The share of the way, such that one point of the screen holds still while the scale changes.
  const share = Math.abs(b.k - a.k) < 1e-6 ? t : (k - a.k) / (b.k - a.k);
  return zoomIdentity.translate(a.x + (b.x - a.x) * share, a.y + (b.y - a.y) * share).scale(k);
}

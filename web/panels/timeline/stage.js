/** The drawing as a reader meets it: a pointer or the arrow keys tell the numbers of a period and choose a range. */

import { fill, h, s } from "../../dom.js";
import { counted, number, percent } from "../../words.js";
import { drawn } from "./drawing.js";
import { periodName } from "./time.js";
import { tip } from "./tip.js";

/** @typedef {import("./periods.js").Period} Period */
/** @typedef {{from: number, to: number}} Chosen places of periods, the first and the last */

/** A pointer that moved less has pressed, not dragged. */
const PRESS = 5;
const FAR = 10;
/** How far the bubble is from where the reader points. */
const ASIDE = 14;

/**
 * Make the stage of a drawing.
 * @param {{narrowed: (start: Period, end: Period) => string, go: (href: string) => void, widen: () => void}} told
 * `narrowed` gives the address of a range of periods, `widen` leaves the range that is chosen
 */
export function stage({ narrowed, go, widen }) {
  const svg = s("svg", { class: "timeline-drawing", "aria-hidden": "true" });
  const marks = s("g", { class: "screen-only" });
  const how = h(
    "span",
    { id: "timeline-how", class: "unseen" },
    "Arrow keys move along the periods, with Shift they choose several, Enter narrows to them, Escape leaves.",
  );
  const chart = h(
    "div",
    { class: "timeline-chart", role: "slider", tabindex: 0, "aria-label": "Periods", "aria-describedby": how.id },
    svg,
  );
  const bubble = h("div", { class: "timeline-tip", hidden: true });
  const element = h("div", { class: "timeline-stage" }, chart, bubble, how);

  /** @type {import("./drawing.js").Chart | null} */
  let shown = null;
  /** @type {import("./drawing.js").Area} */
  let area = { left: 0, right: 0, top: 0, bottom: 0, step: 1 };
  let at = -1;
  let anchor = -1;
  let isPinned = false;
  /** @type {number | null} where a pointer is; null where keys have moved */
  let pointed = null;
  /** @type {{x: number, place: number, isDrag: boolean} | null} */
  let pressed = null;

  /** Draw in the room that there is. @param {import("./drawing.js").Chart} next */
  function show(next) {
    if (shown?.periods !== next.periods) leave();
    shown = next;
    const { width, height } = next;
    const made = drawn(next);
    area = made.area;
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("width", String(width));
    svg.setAttribute("height", String(height));
    svg.dataset.pictureHeight = String(made.fullHeight);
    fill(svg, made.parts, marks);
    chart.setAttribute("aria-valuemin", "1");
    chart.setAttribute("aria-valuemax", String(next.periods.length));
    said(Math.max(at, 0));
    mark();
  }

  /** Say a period to who does not see it. @param {number} place */
  function said(place) {
    if (!shown) return;
    const { periods, unit, isShare } = shown;
    const period = periods[place];
    const chosen = anchor >= 0 && anchor !== place ? `${number(Math.abs(anchor - place) + 1)} periods chosen. ` : "";
    const untold = period.total - period.asserted;
    const rest = untold ? `, ${number(untold)} of them not told as fact` : "";
    chart.setAttribute("aria-valuenow", String(place + 1));
    const share = isShare ? `, ${percent(period.share)} of all reports` : "";
    const events = `${counted(period.total, "event")}${rest}${share}`;
    chart.setAttribute("aria-valuetext", `${chosen}${periodName(period, unit)}: ${events}`);
  }

  /** @returns {Chosen} */
  const chosen = () => ({ from: Math.min(at, anchor), to: Math.max(at, anchor) });

  function mark() {
    if (!shown || at < 0) {
      fill(marks);
      bubble.hidden = true;
      return;
    }
    const { from, to } = anchor < 0 ? { from: at, to: at } : chosen();
    const isRange = anchor >= 0;
    const x = area.left + from * area.step;
    const about = { y: area.top, height: area.bottom - area.top, x, width: Math.max(1, (to - from + 1) * area.step) };
    fill(marks, s("rect", { class: isRange ? "timeline-chosen" : "timeline-at", ...about }));
    fill(bubble, tip(shown, { from, to }, isPinned ? narrowed(shown.periods[from], shown.periods[to]) : ""));
    bubble.hidden = false;
    put();
  }

  /** Put the bubble beside where the reader points, within the stage and not under the pointer. */
  function put() {
    const x = pointed ?? area.left + (at + 0.5) * area.step;
    const [room, wide] = [element.clientWidth, bubble.offsetWidth];
    const beside = x + ASIDE + wide > room ? x - ASIDE - wide : x + ASIDE;
    bubble.style.left = `${Math.max(0, Math.min(room - wide, beside))}px`;
    bubble.style.top = `${area.top}px`;
    bubble.classList.toggle("pinned", isPinned);
  }

  function leave() {
    at = anchor = -1;
    isPinned = false;
    pressed = null;
    mark();
  }

  /** The place that is nearest. @param {number} place */
  const within = (place) => Math.max(0, Math.min((shown?.periods.length ?? 1) - 1, place));

  /** @param {number} next */
  function move(next) {
    at = within(next);
    said(at);
    mark();
  }

  /** The period where a pointer is, if there is one. @param {PointerEvent} event */
  function placeOf(event) {
    pointed = event.clientX - svg.getBoundingClientRect().left;
    return Math.floor((pointed - area.left) / area.step);
  }

  /** @param {Chosen} range */
  function narrow({ from, to }) {
    if (!shown) return;
    const href = narrowed(shown.periods[from], shown.periods[to]);
    leave();
    go(href);
  }

  chart.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    pressed = { x: event.clientX, place: within(placeOf(event)), isDrag: false };
    chart.setPointerCapture(event.pointerId);
  });
  chart.addEventListener("pointermove", (event) => {
    if (pressed && Math.abs(event.clientX - pressed.x) > PRESS) pressed.isDrag = true;
    if (pressed?.isDrag) {
      isPinned = false;
      anchor = pressed.place;
      move(placeOf(event));
    } else if (!isPinned && event.pointerType === "mouse") move(placeOf(event));
  });
  chart.addEventListener("pointerup", (event) => {
    const wasDrag = pressed?.isDrag;
    pressed = null;
    if (wasDrag) return narrow(chosen());
    anchor = -1;
    const place = within(placeOf(event));
    isPinned = !(isPinned && place === at);
    move(place);
  });
  chart.addEventListener("pointercancel", leave);
  chart.addEventListener("pointerleave", () => {
    if (!pressed && !isPinned && !chart.matches(":focus-visible")) leave();
  });
  chart.addEventListener("focus", () => {
    if (at < 0 && chart.matches(":focus-visible")) move(0);
  });
  chart.addEventListener("dblclick", () => {
    leave();
    widen();
  });
  element.addEventListener("focusout", (event) => {
    if (!(event.relatedTarget instanceof Node && element.contains(event.relatedTarget))) leave();
  });
  chart.addEventListener("keydown", (event) => {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -FAR, PageUp: FAR };
    const ends = { Home: 0, End: Infinity };
    const step = steps[/** @type {keyof typeof steps} */ (event.key)];
    const next = step === undefined ? ends[/** @type {keyof typeof ends} */ (event.key)] : at + step;
    if (event.altKey || event.metaKey || event.ctrlKey) return;
    if (next !== undefined) {
      if (!event.shiftKey) anchor = -1;
      else if (anchor < 0) anchor = Math.max(at, 0);
      isPinned = false;
      pointed = null;
      move(next);
    } else if (event.key === "Enter" && at >= 0) narrow(anchor < 0 ? { from: at, to: at } : chosen());
    else if (event.key === "Escape" && at >= 0) leave();
    else return;
    event.preventDefault();
  });

  return { element, svg, chart, show };
}

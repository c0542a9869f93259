/** The whole time that there is, with the chosen range in it: two handles for its first and its last day. */

import { fill, h, s } from "../../dom.js";
import { date } from "../../words.js";
import { daysBetween, lastDay, shifted } from "./time.js";

/** @typedef {{start: string, end: string}} Range of days, both included */
/** @typedef {"start" | "end" | "both"} Grip */

const HEIGHT = 34;
/** So long after the last key the range is asked for. */
const PAUSE_MS = 350;
const FAR_DAYS = 30;

/** @param {(range: Range) => void} chosen @param {() => Node} way out, to the whole range */
export function strip(chosen, way) {
  const svg = s("svg", { class: "timeline-strip-drawing", height: HEIGHT, "aria-hidden": "true" });
  const handles = { start: handle("start", "First day"), end: handle("end", "Last day") };
  const board = h("div", { class: "timeline-strip-board" }, svg, handles.start, handles.end);
  const ends = h("p", { class: "timeline-strip-ends" });
  const element = h("div", { class: "timeline-strip", hidden: true }, board, ends);

  /** @type {Range} */
  let whole = { start: "", end: "" };
  /** @type {Range} */
  let range = whole;
  /** @type {{date: string, count: number}[]} */
  let rows = [];
  let unit = /** @type {import("./time.js").Unit} */ ("month");
  let pause = 0;
  /** @type {{grip: Grip, x: number, range: Range} | null} */
  let held = null;

  const days = () => daysBetween(whole.start, whole.end) + 1;
  const width = () => board.clientWidth || 1;
  /** @param {string} day */
  const xOf = (day) => (daysBetween(whole.start, day) / days()) * width();

  /** @param {{date: string, count: number}[]} counted @param {import("./time.js").Unit} by @param {Range} now */
  function show(counted, by, now) {
    rows = counted;
    unit = by;
    const end = lastDay(rows[rows.length - 1].date, unit);
    whole = { start: least(rows[0].date, now.start), end: most(end, now.end) };
    range = now;
    element.hidden = false;
    fill(ends, h("span", {}, date(whole.start)), way(), h("span", {}, date(whole.end)));
    draw();
  }

  function draw() {
    if (element.hidden) return;
    const [from, to] = [xOf(range.start), xOf(shifted(range.end, 1))];
    svg.setAttribute("viewBox", `0 0 ${width()} ${HEIGHT}`);
    svg.setAttribute("width", String(width()));
    const window = { class: "timeline-strip-window", x: from, width: Math.max(1, to - from), y: 0, height: HEIGHT };
    fill(svg, s("rect", window), s("path", { d: bars(), class: "timeline-strip-bars" }));
    for (const [name, x] of /** @type {["start" | "end", number][]} */ ([
      ["start", from],
      ["end", to],
    ])) {
      handles[name].style.left = `${x}px`;
      handles[name].setAttribute("aria-valuemin", "0");
      handles[name].setAttribute("aria-valuemax", String(days() - 1));
      handles[name].setAttribute("aria-valuenow", String(daysBetween(whole.start, range[name])));
      handles[name].setAttribute("aria-valuetext", date(range[name]));
    }
  }

  function bars() {
    const greatest = Math.max(1, ...rows.map(({ count }) => count));
    return rows
      .map(({ date: day, count }) => {
        const tall = count && Math.max(1, (count / greatest) * (HEIGHT - 4));
        const x = xOf(day);
        const wide = Math.max(0.5, xOf(shifted(lastDay(day, unit), 1)) - x - 0.5);
        return count ? `M${x.toFixed(1)},${HEIGHT}v${-tall.toFixed(1)}h${wide.toFixed(1)}V${HEIGHT}z` : "";
      })
      .join("");
  }

  /** Move a grip by days from where a range was, within the whole. */
  /** @param {Grip} grip @param {Range} from @param {number} by */
  function moved(grip, from, by) {
    const [before, after] = [daysBetween(from.start, whole.start), daysBetween(from.end, whole.end)];
    const room = daysBetween(from.start, from.end);
    const limits = { start: [before, room], end: [-room, after], both: [before, after] }[grip];
    const days = Math.max(limits[0], Math.min(limits[1], by));
    range = {
      start: grip === "end" ? from.start : shifted(from.start, days),
      end: grip === "start" ? from.end : shifted(from.end, days),
    };
    draw();
  }

  /** @param {"start" | "end"} grip @param {string} label */
  function handle(grip, label) {
    return h("div", {
      class: `timeline-handle timeline-handle-${grip}`,
      role: "slider",
      tabindex: 0,
      "aria-label": `${label} of the range`,
      "data-grip": grip,
      onkeydown: (/** @type {KeyboardEvent} */ event) => pushed(event, grip),
    });
  }

  /** @param {KeyboardEvent} event @param {Grip} grip */
  function pushed(event, grip) {
    const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -FAR_DAYS, PageUp: FAR_DAYS };
    const all = { ...steps, Home: -Infinity, End: Infinity };
    const step = all[/** @type {keyof typeof all} */ (event.key)];
    if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    moved(grip, range, step);
    clearTimeout(pause);
    pause = window.setTimeout(() => chosen(range), PAUSE_MS);
  }

  board.addEventListener("pointerdown", (event) => {
    if (event.button || !event.isPrimary) return;
    const grip = event.target instanceof HTMLElement ? event.target.dataset.grip : undefined;
    held = { grip: /** @type {Grip} */ (grip ?? "both"), x: event.clientX, range };
    board.setPointerCapture(event.pointerId);
  });
  board.addEventListener("pointermove", (event) => {
    if (!held) return;
    moved(held.grip, held.range, Math.round(((event.clientX - held.x) / width()) * days()));
  });
  board.addEventListener("pointerup", () => {
    const before = held?.range;
    held = null;
    if (before && (before.start !== range.start || before.end !== range.end)) chosen(range);
  });
  board.addEventListener("pointercancel", () => {
    if (held) range = held.range;
    held = null;
    draw();
  });

  return { element, show, draw, hide: () => (element.hidden = true) };
}

/** @param {string} one @param {string} other */
const least = (one, other) => (one < other ? one : other);
/** @param {string} one @param {string} other */
const most = (one, other) => (one > other ? one : other);

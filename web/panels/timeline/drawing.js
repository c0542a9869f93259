/** The drawing: bars above a line for what is told as fact, hatched bars below it for what is not, and an average. */

import { s } from "../../dom.js";
import { number, percent, short, signed } from "../../words.js";
import { multiples, roundStep, ticksOf } from "./axis.js";
import { key } from "./key.js";

/** @typedef {import("./periods.js").Period} Period */
/** @typedef {import("./periods.js").Series} Series */

/**
 * @typedef {{
 *   periods: Period[], series: Series[], unit: import("./time.js").Unit, id: string,
 *   line: {name: string, scale: string} | null, isShare: boolean,
 *   width: number, height: number,
 * }} Chart
 * `line` is what the average is of, null where there is none; `isShare` draws what part of all reports they are; `id` keeps the patterns of several drawings apart.
 *
 * @typedef {{left: number, right: number, top: number, bottom: number, step: number}} Area
 * Where the bars are, and how far they are from one another.
 */

const TOP = 10;
const RIGHT = 10;
/** The axis with a line of labels, and with a second one below. */
const AXIS = 22;
const TWO_LINES = 36;
const WIDEST_BAR = 64;
/** What a digit of the axis takes. */
const DIGIT = 7;
const GRID_GAP = 26;
const MOST_LINES = 8;
/** The least room for the labels of the axes, so that most drawings begin at the same place. */
const LEAST_LABEL = 4;
const AVERAGE_NAME = 28;
/** How far numbers above one another are at least. */
const LABEL_ROW = 14;
/** From this height on, the average has more room. */
const TALL = 320;
/** From this width on, what the numbers of the average mean stands beside its name. */
const ROOM_FOR_SCALE = 280;
/** The API rounds a share to nine digits. */
const LEAST_SHARE = 1e-9;
/** From this distance on, each value of the average is a point. */
const APART = 24;

/** Draw a chart: what belongs into the SVG, and where the bars are. @param {Chart} chart */
export function drawn(chart) {
  const { periods, unit, width, height } = chart;
  const isAveraged = periods.filter(({ measure }) => measure !== null).length > 1;
  const averageHeight = isAveraged ? (height < TALL ? 44 : 76) : 0;
  // What the labels leave is not known yet, and how many digits they have changes little.
  const ticks = ticksOf(periods, unit, width - RIGHT - LEAST_LABEL * DIGIT);
  const bottom = height - (ticks.some(({ second }) => second) ? TWO_LINES : AXIS);
  const bars = { top: TOP, bottom: bottom - (averageHeight && averageHeight + AVERAGE_NAME) };
  const scale = countScale(chart, bars.top, bars.bottom);
  const mean = isAveraged ? meanScale(periods) : { most: 0, least: 0, labels: [] };
  const labels = [...scale.ticks, ...mean.labels].map(({ label }) => label.length);
  const left = Math.max(...labels, LEAST_LABEL) * DIGIT + 10;
  /** @type {Area} */
  const area = { ...bars, left, right: width - RIGHT, step: (width - RIGHT - left) / periods.length };
  const legend = key(chart, height + 8);
  const parts = [
    s(
      "defs",
      {},
      chart.series.map((one) => hatch(one, chart.id)),
    ),
    countGrid(scale, area),
    s("g", { class: "timeline-bars" }, barPaths(chart, area, scale)),
    s("line", { class: "timeline-zero", x1: left, x2: area.right, y1: scale.y(0), y2: scale.y(0) }),
    isAveraged && average(chart, mean, { ...area, top: bottom - averageHeight, bottom }),
    dayAxis(ticks, { ...area, bottom }),
    legend.element,
  ];
  return { parts, area: { ...area, bottom }, fullHeight: height + 8 + legend.height };
}

/** What a count of a period is drawn as: itself, or its part of all reports. @param {Period} period @param {boolean} isShare */
const drawnAs = ({ share, total }, isShare) => (!isShare ? 1 : total && share / total);

/** Counts as heights: up for what is told as fact, down for the rest, on one scale. */
/** @param {Chart} chart @param {number} top @param {number} bottom */
function countScale({ periods, isShare }, top, bottom) {
  const up = Math.max(...periods.map((period) => period.asserted * drawnAs(period, isShare)));
  const down = Math.max(...periods.map((period) => (period.total - period.asserted) * drawnAs(period, isShare)));
  const finest = isShare ? LEAST_SHARE : 1;
  const whole = Math.max(finest, up + down);
  const unit = (bottom - top) / whole;
  const zero = top + (whole - down) * unit;
  const step = roundStep(whole, Math.min(MOST_LINES, (bottom - top) / GRID_GAP), finest);
  const written = isShare ? percent : short;
  const y = (/** @type {number} */ value) => zero - value * unit;
  const values = [0, ...multiples(step, whole - down), ...multiples(step, down).map((value) => -value)];
  return { y, ticks: values.map((value) => ({ value, label: written(Math.abs(value)) })) };
}

/** @param {ReturnType<typeof countScale>} scale @param {Area} area */
function countGrid({ ticks, y }, { left, right }) {
  return s(
    "g",
    { class: "timeline-grid" },
    ticks.map(({ value, label }) => [
      value !== 0 && s("line", { x1: left, x2: right, y1: y(value), y2: y(value) }),
      s("text", { x: left - 8, y: y(value), dy: "0.32em", "text-anchor": "end" }, label),
    ]),
  );
}

/** One path for each series and side, so that a thousand periods are as few elements as one. */
/** @param {Chart} chart @param {Area} area @param {ReturnType<typeof countScale>} scale */
function barPaths({ periods, series, id, isShare }, area, { y }) {
  const wide = area.step < 3 ? area.step : Math.min(WIDEST_BAR, area.step - Math.max(1, area.step * 0.16));
  const told = series.map(() => "");
  const untold = series.map(() => "");
  periods.forEach((period, place) => {
    const x = area.left + place * area.step + (area.step - wide) / 2;
    const as = drawnAs(period, isShare);
    stacked(period.told, told, x, wide, (value) => y(value * as));
    stacked(period.untold, untold, x, wide, (value) => y(-value * as));
  });
  const isEdged = area.step >= 6;
  return series.map(({ colour }, place) => [
    told[place] && s("path", { class: isEdged && "timeline-edged", d: told[place], fill: `var(--${colour})` }),
    untold[place] && s("path", { d: untold[place], fill: `url(#${id}-${colour})` }),
  ]);
}

/** Add the bars of one period to the paths of their series, one upon the other. */
/** @param {number[]} counts @param {string[]} paths @param {number} x @param {number} wide @param {(value: number) => number} y */
function stacked(counts, paths, x, wide, y) {
  let below = 0;
  counts.forEach((count, place) => {
    if (!count) return;
    // What is there is seen, however little it is.
    const from = y(below);
    const to = below === 0 && Math.abs(y(count) - from) < 1 ? from + Math.sign(y(1) - y(0)) : y(below + count);
    below += count;
    paths[place] += `M${x.toFixed(2)},${from.toFixed(2)}h${wide.toFixed(2)}V${to.toFixed(2)}h${(-wide).toFixed(2)}z`;
  });
}

/** The pattern of what is not told as fact. @param {Series} series @param {string} id */
function hatch({ colour }, id) {
  const size = 5;
  const about = { id: `${id}-${colour}`, width: size, height: size, patternUnits: "userSpaceOnUse" };
  return s(
    "pattern",
    { ...about, patternTransform: "rotate(45)" },
    s("rect", { width: size, height: size, fill: `var(--${colour})`, "fill-opacity": 0.22 }),
    s("rect", { width: 2, height: size, fill: `var(--${colour})` }),
  );
}

/** @param {import("./axis.js").Tick[]} ticks @param {Area} area */
function dayAxis(ticks, { left, right, bottom, step }) {
  const isWide = step >= 48;
  const labels = ticks.map(({ place, label, second }) => {
    const x = left + (place + (isWide ? 0.5 : 0)) * step;
    const anchor = isWide ? "middle" : "start";
    if (!isWide && x + label.length * DIGIT > right + RIGHT) return null;
    return [
      !isWide && s("line", { x1: x, x2: x, y1: bottom, y2: bottom + 5 }),
      s("text", { x: isWide ? x : x + 1, y: bottom + 17, "text-anchor": anchor }, label),
      second && s("text", { x: isWide ? x : x + 1, y: bottom + 31, "text-anchor": anchor, class: "strong" }, second),
    ];
  });
  return s("g", { class: "timeline-days" }, s("line", { x1: left, x2: right, y1: bottom, y2: bottom }), labels);
}

/** The values between which an average is drawn, and zero, as they stand at its side. @param {Period[]} periods */
function meanScale(periods) {
  const known = periods.flatMap(({ measure }) => (measure === null ? [] : [measure]));
  const most = Math.max(0, ...known);
  const least = Math.min(0, ...known);
  // The ends come first: zero has its line, also where there is no room for its number.
  const labels = [most, least, 0].map((value) => ({ value, label: value ? signed(value) : number(0) }));
  return { most, least, labels };
}

/** The average as a line of its own, around zero and with gaps where nothing was. */
/** @param {Chart} chart @param {ReturnType<typeof meanScale>} scale @param {Area} area */
function average({ periods, line }, { most, least, labels }, { left, right, top, bottom, step }) {
  const y = (/** @type {number} */ value) => bottom - 4 - ((value - least) / (most - least || 1)) * (bottom - top - 8);
  const shown = labels.filter(({ value }, place) =>
    labels.slice(0, place).every((other) => Math.abs(y(value) - y(other.value)) >= LABEL_ROW),
  );
  const { path, points } = averagePaths(periods, (place) => left + (place + 0.5) * step, y, step >= APART);
  const name = line && (right - left < ROOM_FOR_SCALE ? line.name : `${line.name}: ${line.scale}`);
  return s(
    "g",
    { class: "timeline-average" },
    s("text", { x: left, y: top - 8, class: "timeline-average-name" }, name),
    shown.map(({ value, label }) => s("text", { x: left - 8, y: y(value), dy: "0.32em", "text-anchor": "end" }, label)),
    s("line", { x1: left, x2: right, y1: y(0), y2: y(0) }),
    s("path", { d: path }),
    s("path", { class: "timeline-points", d: points }),
  );
}

/** A line from each value to the next, and points where a value has no neighbour or all have room. */
/** @param {Period[]} periods @param {(place: number) => number} x @param {(value: number) => number} y @param {boolean} isApart */
function averagePaths(periods, x, y, isApart) {
  let path = "";
  let points = "";
  const has = (/** @type {number} */ place) => (periods[place]?.measure ?? null) !== null;
  periods.forEach(({ measure }, place) => {
    if (measure === null) return;
    const at = `${x(place).toFixed(2)},${y(measure).toFixed(2)}`;
    path += `${has(place - 1) ? "L" : "M"}${at}`;
    // A line without length is seen by its round ends.
    if (isApart || !(has(place - 1) || has(place + 1))) points += `M${at}h0`;
  });
  return { path, points };
}

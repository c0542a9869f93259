/** The timeline: how many events each day, month or year has, what they are, and how surely they are told. */

import { fill, h } from "../dom.js";
import { empty, frame } from "../panel.js";
import { Question } from "../question.js";
import { laidOut } from "../pausing.js";
import { go, pathOf, place, setOption, viewed, VIEWS } from "../route.js";
import { range } from "../words.js";
import { charted, isNarrowed, LINES, wholeTime, WITHOUT_DAYS } from "./timeline/asking.js";
import { legend } from "./timeline/legend.js";
import { COLOURINGS } from "./timeline/periods.js";
import { segments } from "./timeline/segments.js";
import { stage } from "./timeline/stage.js";
import { strip } from "./timeline/strip.js";
import { table } from "./timeline/table.js";
import { unsure } from "./timeline/unsure.js";

/** @typedef {import("../panel.js").View} View */

const UNITS = { day: "Day", week: "Week", month: "Month", quarter: "Quarter", year: "Year" };
const BARS = { count: "Count", share: "Share" };
const GUESSED_WIDTH = 800;

/** How many timelines were made: the patterns of each have names of their own. */
let made = 0;

/** @returns {import("../panel.js").Panel} */
export function timelinePanel() {
  const id = `timeline-${++made}`;
  const choices = {
    unit: segments("A bar for each", (value) => setOption("unit", value)),
    by: segments("Colour by", (value) => setOption("by", value === "quad_class" ? "" : value)),
    bars: segments("Bars are", (value) => setOption("bars", value === "count" ? "" : value)),
    line: segments("Line", (value) => setOption("line", value === "goldstein" ? "" : value)),
  };
  const controls = Object.values(choices).map(({ element }) => element);
  const panel = frame({ title: "Timeline", name: "timeline", controls });

  /** @type {Question | null} */
  let question = null;
  /** @type {Omit<import("./timeline/drawing.js").Chart, "width" | "height"> | null} */
  let chart = null;

  /** @type {(first: {start: string}, last: {end: string}) => string} */
  const narrowed = ({ start }, { end }) => addressOf(question, { ...WITHOUT_DAYS, date__gte: start, date__lte: end });
  const widened = () => addressOf(question, WITHOUT_DAYS);
  const board = stage({ narrowed, go, widen: () => isNarrowed(question) && go(widened()) });
  const whole = strip(
    (days) => go(narrowed(days, days)),
    () => h("a", { href: widened() }, "The whole range"),
  );
  const numbers = table(narrowed);
  const key = h("div");
  const note = h("p", { class: "timeline-note muted small" });

  /** The room of the chart; that of the panel alone until it is laid out. */
  let size = { width: 0, height: 0 };
  function draw() {
    const { width, height } = size;
    if (chart && width && height) board.show({ ...chart, width, height });
    whole.draw();
  }
  function measure() {
    const { clientWidth: width, clientHeight: height } = board.chart;
    size = { width, height };
  }
  new ResizeObserver(([{ contentRect }]) => {
    size = { width: Math.round(contentRect.width), height: Math.round(contentRect.height) };
    // In the next frame, since what is drawn must not change what is being measured.
    requestAnimationFrame(draw);
  }).observe(board.chart);

  /** @param {View} view */
  async function show(view) {
    const { summary, signal } = view;
    question = view.question;
    const about = { title: "Timeline", embed: question.at("/embed/timeline") };
    panel.takes({ ...about, path: summary.links.timeline });
    if (!summary.data.timeline.length) return fill(panel.body, empty("No event has a day here."));
    if (!size.width) await laidOut();
    const found = await charted(view, size.width || panel.body.clientWidth || GUESSED_WIDTH);
    const { periods, series, unit, line, by, isShare } = found;
    chart = { periods, series, unit, id, isShare, line: line && LINES[line] };
    choices.by.show(by, labels(COLOURINGS));
    choices.unit.show(unit, unitLabels(found.units, unit));
    choices.bars.show(isShare ? "share" : "count", BARS);
    choices.line.show(line ?? "", labels(LINES, periods.length > 1 ? found.lines : []));
    panel.say(said(summary.data.coverage, unit), isShare && ": what part it is of all reports of the same datasets");
    panel.takes({ ...about, path: found.path, picture: () => [board.svg] });
    fill(key, legend(series, { question, name: by, periods, at: (other) => addressOf(other, {}) }));
    if (board.element.parentElement !== panel.body) {
      fill(panel.body, key, board.element, note, whole.element, numbers.element);
      await laidOut();
      measure();
    }
    draw();
    numbers.show({ ...chart, width: 0, height: 0 });
    await Promise.all([context(view.question, periods, signal), unsure(view, unit).then((said) => fill(note, said))]);
  }

  /** Show where the chosen days are within all. */
  /** @param {Question} asked @param {import("./timeline/periods.js").Period[]} periods @param {AbortSignal} signal */
  async function context(asked, periods, signal) {
    const all = isNarrowed(asked) ? await wholeTime(asked, signal) : null;
    if (all?.rows.length)
      whole.show(all.rows, all.unit, { start: periods[0].start, end: periods[periods.length - 1].end });
    else whole.hide();
  }

  return { element: panel.element, needs: "timeline", uses: ["measures"], show };
}

/** The address of a question in the view where the reader is, drawn as now. */
/** @param {Question | null} question @param {Record<string, string | null>} changes */
function addressOf(question, changes) {
  const { view } = place();
  const path = pathOf(VIEWS.find((one) => one === view) ?? "timeline");
  return viewed((question ?? new Question()).with(changes), path);
}

/** @param {{start: string | null, end: string | null}} coverage @param {keyof typeof UNITS} unit */
function said({ start, end }, unit) {
  return start && end ? `${range(start, end)}, a bar for each ${unit}` : `A bar for each ${unit}`;
}

/** @param {Record<string, {label: string}>} named @param {string[]} [names] */
function labels(named, names = Object.keys(named)) {
  return Object.fromEntries(names.map((name) => [name, named[name].label]));
}

/** What may be chosen, with what is shown, from the finest on. */
/** @param {string[]} units @param {keyof typeof UNITS} shown */
function unitLabels(units, shown) {
  return Object.fromEntries(Object.entries(UNITS).filter(([unit]) => unit === shown || units.includes(unit)));
}

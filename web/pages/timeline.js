/** The timeline of one record: the drawing of the explorer, of what a summary tells. Its parts lead into the explorer. */

import { fill, h } from "../dom.js";
import { LINES, WITHOUT_DAYS } from "../panels/timeline/asking.js";
import { legend } from "../panels/timeline/legend.js";
import { COLOURINGS, measured, periodsOf } from "../panels/timeline/periods.js";
import { stage } from "../panels/timeline/stage.js";
import { unsure } from "../panels/timeline/unsure.js";
import { go } from "../route.js";

const [COLOURING, LINE] = /** @type {const} */ (["quad_class", "goldstein"]);

/**
 * @param {Omit<import("../panel.js").View, "options">} view a summary with a timeline, and the question that it answers
 * @returns {{content: import("../dom.js").Child, picture: () => SVGSVGElement[]}}
 */
export function timeline({ question, summary, signal }) {
  const { data } = summary;
  const unit = data.coverage.unit;
  const { column, seriesOf } = COLOURINGS[COLOURING];
  const series = seriesOf(data.timeline);
  const periods = periodsOf(data.timeline, { column, series, unit, within: { start: "", end: "" } });
  measured(periods, data.measures ?? [], LINES[LINE].column);
  const line = periods.some(({ measure }) => measure !== null) ? LINES[LINE] : null;
  const chart = { periods, series, unit, id: "record-timeline", line, isShare: false };
  /** @type {Parameters<typeof stage>[0]["narrowed"]} */
  const narrowed = ({ start }, { end }) =>
    question.with({ ...WITHOUT_DAYS, date__gte: start, date__lte: end }).at("/timeline");
  const board = stage({ narrowed, go, widen: () => {} });
  const note = h("p", { class: "timeline-note muted small" });
  new ResizeObserver(([{ contentRect }]) => {
    const [width, height] = [contentRect.width, contentRect.height].map(Math.round);
    // In the next frame, since what is drawn must not change what is being measured.
    if (width && height) requestAnimationFrame(() => board.show({ ...chart, width, height }));
  }).observe(board.chart);
  const key = legend(series, { question, name: COLOURING, periods, at: (other) => other.at("/timeline") });
  unsure({ question, summary, options: new URLSearchParams(), signal }, unit).then(
    (said) => fill(note, said),
    () => {},
  );
  return { content: [key, board.element, note], picture: () => [board.svg] };
}

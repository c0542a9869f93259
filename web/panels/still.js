/** What d3-zoom takes of d3-transition, for drawings in which nothing moves by itself: it spares the page its code. */

import { selection } from "d3-selection";

/** Nothing is under way. */
export function interrupt() {}

selection.prototype.interrupt = function () {
  return this;
};

/** The quotes as a list to be read. */

import { fill, h, icon } from "../dom.js";
import { empty, frame } from "../panel.js";
import { quoteList, quotesToTheLast } from "../pages/quote.js";
import { place } from "../route.js";
import { filterName, listed } from "../words.js";

/** Quotes in the overview. */
const FEW = 4;

/** @returns {import("../panel.js").Panel} */
export function quotesPanel() {
  const panel = frame({ title: "Quotes", name: "quotes" });
  let shown = "";
  return {
    element: panel.element,
    needs: "quotes",
    show({ question, summary }) {
      const { view } = place();
      panel.takes({ title: "Quotes", path: summary.links.quotes, embed: question.at("/embed/quotes") });
      panel.say(leftOut(summary.meta.left_out.quotes ?? []));
      const drawn = `${view} ${summary.links.quotes} ${summary.meta.revision}`;
      if (drawn === shown) return;
      shown = "";
      const { rows, next } = { rows: summary.data.quotes, next: summary.links.quotes_next };
      shown = drawn;
      if (!rows.length) fill(panel.body, empty("Nobody is quoted here."));
      else if (view === "overview") few(panel.body, rows, next, question);
      else fill(panel.body, quotesToTheLast(rows, next));
    },
  };
}

/** What of the question quotes know nothing of. @param {string[]} filters */
function leftOut(filters) {
  if (!filters.length) return null;
  const names = listed(filters.map(filterName));
  return `Not known of quotes, so these are shown without ${filters.length > 1 ? "the filters" : "the filter"}: ${names}.`;
}

/** @param {HTMLElement} body @param {any[]} rows @param {string | null} next @param {import("../question.js").Question} question */
function few(body, rows, next, question) {
  const hasMore = rows.length > FEW || next;
  const more = h("a", { class: "plain", href: question.at("/quotes") }, "All quotes", icon("arrow"));
  fill(body, quoteList(rows.slice(0, FEW)), hasMore && h("p", { class: "panel-more" }, more));
}

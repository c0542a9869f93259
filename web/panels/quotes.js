/** The quotes as a list to be read. */

import { ask, Problem } from "../ask.js";
import { fill, h, icon } from "../dom.js";
import { empty, frame } from "../panel.js";
import { quoteList, quotesToTheLast } from "../pages/quote.js";
import { place } from "../route.js";
import { counted, filterName, listed } from "../words.js";

/** Quotes in the overview. */
const FEW = 4;

/** @returns {import("../panel.js").Panel} */
export function quotesPanel() {
  const panel = frame({ title: "Quotes", name: "quotes" });
  let shown = "";
  return {
    element: panel.element,
    needs: "quotes",
    async show({ question, summary, signal }) {
      const { view } = place();
      const without = summary.meta.left_out.quotes ?? [];
      const embed = question.without(without).at("/embed/quotes");
      panel.takes({ title: "Quotes", path: summary.links.quotes, embed, leftOut: without });
      const count = view === "overview" ? allShown(summary) : await quotesCounted(summary, signal);
      if (signal.aborted) return;
      panel.say(count && `${saidOf(count)}. `, leftOut(without));
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

/** @typedef {{count: number, is_exact: boolean}} Count */

/** How many quotes there are, where the summary has all of them. @param {any} summary @returns {Count | null} */
const allShown = ({ data: { quotes }, links }) =>
  quotes && !links.quotes_next ? { count: quotes.length, is_exact: true } : null;

/** How many quotes there are; null where that takes too long. */
/** @param {any} summary @param {AbortSignal} signal @returns {Promise<Count | null>} */
export async function quotesCounted(summary, signal) {
  const known = allShown(summary);
  if (known) return known;
  const { pathname, searchParams } = new URL(summary.links.quotes, location.href);
  for (const [name, value] of Object.entries({ limit: "1", count: "capped", fields: "id" }))
    searchParams.set(name, value);
  try {
    const { meta } = await ask(`${pathname}?${searchParams}`, signal);
    return { count: meta.count, is_exact: meta.count_is_exact };
  } catch (error) {
    if (error instanceof Problem) return null;
    throw error;
  }
}

/** @param {Count} count */
const saidOf = ({ count, is_exact: isExact }) => `${isExact ? "" : "More than "}${counted(count, "quote")}`;

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

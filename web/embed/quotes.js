/** Quotes that are asked for by filters of their own, which no view of events takes. */

import { ask } from "../ask.js";

/** What quotes can be selected by and events cannot, besides with an operator behind it. */
const OF_QUOTES = ["about", "addressee", "cue", "entity", "event", "kind", "speaker", "speaker_country", "via"];

/** @param {import("../question.js").Question} question */
export const isOfQuotes = (question) => question.chosen.some(([name]) => OF_QUOTES.includes(name.replace(/__.*/, "")));

/**
 * What the panel of quotes needs of a summary, as the list of quotes answers it.
 * @param {import("../question.js").Question} question @param {AbortSignal} signal
 */
export async function quotesAlone(question, signal) {
  const path = question.at("/v1/quotes");
  const { data, meta, links } = await ask(question.at("/v1/quotes", { count: "capped" }), signal);
  return {
    path,
    count: { count: meta.count, is_exact: meta.count_is_exact },
    summary: {
      data: { quotes: data, facets: {} },
      meta: { left_out: {}, too_broad: [], revision: meta.revision },
      links: { quotes: path, quotes_next: links.next },
    },
    datasets: /** @type {string[]} */ ([...new Set(data.map((/** @type {any} */ quote) => quote.dataset))]),
  };
}

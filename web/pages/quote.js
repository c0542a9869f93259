/** A quote to be read: the words, who says them and to whom, and the sentence that they stand in. */

import { ask } from "../ask.js";
import { fill, h, icon } from "../dom.js";
import { failed } from "../panel.js";
import { date } from "../words.js";
import { actorLink, actors, articleName, sourceName } from "./said.js";
import { markedSentence } from "./sentence.js";
import { stretchPath } from "./spans.js";

/** Whose words they are, where they are not wholly the speaker's own. */
const KINDS = /** @type {Record<string, string>} */ ({
  partial: "partly in the speaker’s own words",
  indirect: "in the reporter’s words",
});
/** From so many characters on they are set smaller. */
const LONG = 220;

/** @param {any} quote */
export function quoteItem(quote) {
  const { kind, text } = quote;
  // What the reporter tells in his words is read where it stands, and not twice.
  const isToldWhole = kind === "indirect" && quote.sentence.length > text.length;
  return h(
    "li",
    { class: "quote", id: quote.id },
    h(
      "blockquote",
      { class: `quote-words ${kind} ${text.length > LONG ? "long" : ""}`, dir: "auto" },
      isToldWhole ? sentence(quote) : words(quote),
    ),
    h("p", { class: "quote-who" }, speaker(quote)),
    h("p", { class: "quote-where" }, where(quote)),
    !isToldWhole && quote.sentence !== text && h("div", { class: "quote-sentence" }, sentence(quote)),
  );
}

/** A list of quotes. @param {any[]} quotes */
export const quoteList = (quotes) => h("ul", { class: "quotes" }, quotes.map(quoteItem));

/**
 * A list of quotes with a button that brings more, until there are none.
 * @param {any[]} rows
 * @param {string | null} next the path of the next page
 */
export function quotesToTheLast(rows, next) {
  const list = quoteList(rows);
  const more = h("button", { class: "plain", type: "button", onclick: onMore }, "More quotes", icon("down"));
  const end = h("div", { class: "panel-more", role: "status" }, next && more);

  async function onMore() {
    more.disabled = true;
    try {
      const answer = await ask(/** @type {string} */ (next));
      next = answer.links.next;
      const added = answer.data.map(quoteItem);
      list.append(...added);
      fill(end, next ? more : h("p", { class: "muted" }, "That is all."));
      // Who reads by keyboard goes on at the first that came.
      added[0]?.querySelector("a")?.focus({ preventScroll: true });
    } catch (error) {
      fill(end, failed(error, undefined, onMore));
    }
    more.disabled = false;
  }

  return [list, end];
}

/** The speaker's own words stand between quotation marks, all others without. @param {{kind: string, text: string}} quote */
export function words({ kind, text }) {
  const hasMarks = /^["“„«‘']/.test(text);
  return kind === "direct" && !hasMarks ? `“${text}”` : text;
}

/** @param {any} quote */
function speaker({ kind, speaker, cue, via, addressee }) {
  return [
    speaker ? h("strong", {}, actorLink(speaker)) : h("span", { class: "muted" }, "A speaker who is not named"),
    cue && [" ", h("span", { class: "quote-cue", title: "The word by which it is told" }, cue.text)],
    addressee.length > 0 && [" · to ", actors(addressee)],
    via.map((/** @type {any} */ one) => [" · ", one.cue || "passed on by", " ", actorLink(one)]),
    KINDS[kind] && h("span", { class: "quote-kind" }, KINDS[kind]),
  ];
}

/** @param {any} quote */
function where(quote) {
  const { article } = quote;
  const isOfPublication = quote.date.basis === "publication";
  return [
    h("time", { datetime: quote.date.start }, date(quote.date.start)),
    isOfPublication && " (day of publication)",
    article.source && [" · ", sourceName(article.source)],
    " · ",
    h("a", { href: stretchPath(article.id, quote), dir: "auto" }, articleName(article)),
  ];
}

/** @param {any} quote */
function sentence(quote) {
  const stretches = quote.segments.length ? quote.segments : [{ start: quote.start, end: quote.end, text: quote.text }];
  return markedSentence(quote.sentence, "quote", stretches, []);
}

/** A sentence of an article with what stands in it marked, and each mark named in words. */

import { h } from "../dom.js";
import { pieces, sentenceStart } from "./spans.js";

/** What the fields of marks are called. Others show their own name. */
const FIELDS = /** @type {Record<string, string>} */ ({
  trigger: "what is done",
  date: "when",
  place: "where",
  actor1: "who acts",
  actor2: "acted upon",
  status: "how sure",
  attributed_to: "who says so",
  fatalities: "deaths",
  speaker: "who speaks",
  cue: "cue",
  via: "passed on by",
  addressee: "to whom",
  about: "about whom",
});

/** @typedef {{start: number, end: number, text: string, field?: string}} Mark */

/**
 * @param {string} sentence
 * @param {"event" | "quote"} kind of the stretches: they are shaded, what `marks` name is underlined
 * @param {Mark[]} stretches
 * @param {Mark[]} marks
 */
export function markedSentence(sentence, kind, stretches, marks) {
  const all = [...stretches, ...marks];
  const base = sentenceStart(sentence, all);
  if (base === null) return h("p", { class: "sentence", dir: "auto" }, sentence);
  return h(
    "p",
    { class: "sentence", dir: "auto" },
    pieces(sentence, base, all).map((piece) => marked(piece, kind, marks)),
  );
}

/** @param {ReturnType<typeof pieces<Mark>>[number]} piece @param {string} kind @param {Mark[]} marks */
function marked({ text, end, marks: over }, kind, marks) {
  const named = over.filter((mark) => marks.includes(mark));
  const isWithin = over.length > named.length;
  // A mark that others cut is named once, where it ends.
  const ending = named.filter((mark) => mark.end === end);
  const words = named.length ? h("span", { class: `marked marked-${named[0].field}` }, text) : text;
  const names = ending.map(({ field = "" }) => h("span", { class: "mark-name" }, FIELDS[field] ?? field));
  return isWithin ? h("mark", { class: `stretch stretch-${kind}` }, words, names) : [words, names];
}

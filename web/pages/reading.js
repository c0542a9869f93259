/** The text of an article with what was found in it marked. */

import { fill, h } from "../dom.js";
import { recordPath } from "../route.js";
import { paragraphs, pieces } from "./spans.js";

/** What can be marked, in the order of the switches. */
export const KINDS = /** @type {const} */ (["entities", "events", "quotes"]);

/** @typedef {(typeof KINDS)[number]} Kind */
/** @typedef {{start: number, end: number, kind: Kind | "furniture" | "at", key?: string}} Mark */

/** Everything that was found, as marks. @param {any} article @param {any[]} events @param {any[]} quotes @returns {Mark[]} */
export function marksOf(article, events, quotes) {
  return [
    ...article.furniture.map((/** @type {any} */ span) => ({ ...span, kind: "furniture" })),
    ...article.mentions.map((/** @type {any} */ one) => ({
      start: one.start,
      end: one.end,
      kind: "entities",
      key: one.entity.id,
    })),
    ...events.flatMap((event) => event.evidence.map((/** @type {any} */ span) => mark(span, "events", event.id))),
    ...quotes.flatMap((quote) => stretches(quote).map((span) => mark(span, "quotes", quote.id))),
  ];
}

/** @param {any} quote @returns {any[]} */
const stretches = (quote) => (quote.segments.length ? quote.segments : [quote]);

/** @param {{start: number, end: number}} span @param {Kind} kind @param {string} key @returns {Mark} */
const mark = ({ start, end }, kind, key) => ({ start, end, kind, key });

/**
 * Draw the text in an element, with the marks of the kinds that are switched on.
 * @param {HTMLElement} element
 * @param {string} text
 * @param {Mark[]} marks
 */
export function drawText(element, text, marks) {
  fill(
    element,
    paragraphs(text).map((one) => h("p", { dir: "auto" }, pieces(one.text, one.start, marks).map(drawn))),
  );
}

/** One piece: marked for each kind that lies over it; a link where it names an entity. */
/** @param {{text: string, marks: Mark[]}} piece */
function drawn({ text, marks }) {
  if (!marks.length) return text;
  const kinds = [...new Set(marks.map(({ kind }) => kind))];
  const keys = [...new Set(marks.flatMap(({ key }) => key ?? []))];
  const attributes = { class: kinds.map((kind) => `in-${kind}`).join(" "), "data-keys": keys.join(" ") || false };
  const entity = marks.filter(({ kind }) => kind === "entities").at(-1)?.key;
  if (entity) return h("a", { ...attributes, href: recordPath(entity) }, text);
  return h(kinds.includes("furniture") && kinds.length === 1 ? "span" : "mark", attributes, text);
}

/**
 * Where the pointer or the focus is on something that was found, light it up in the text and in the lists.
 * @param {HTMLElement} element that holds both
 */
export function lightTogether(element) {
  /** @param {Event} event */
  const under = (event) => {
    const found = event.target instanceof Element ? event.target.closest("[data-keys]") : null;
    light(element, found?.getAttribute("data-keys")?.split(" ") ?? []);
  };
  element.addEventListener("mouseover", under);
  element.addEventListener("focusin", under);
}

/** @param {HTMLElement} element @param {string[]} keys of what is to be lit, and nothing else */
export function light(element, keys) {
  for (const one of element.querySelectorAll(".lit")) one.classList.remove("lit");
  for (const key of keys)
    for (const one of element.querySelectorAll(`[data-keys~="${CSS.escape(key)}"]`)) one.classList.add("lit");
}

/**
 * The keys of what was found at a stretch: of all that begins and ends there, else of all that lies over it.
 * @param {Mark[]} marks @param {import("./spans.js").Span} span
 */
export function keysAt(marks, { start, end }) {
  const over = marks.filter((mark) => mark.start < end && mark.end > start);
  const exact = over.filter((mark) => mark.start === start && mark.end === end);
  return (exact.length ? exact : over).flatMap(({ key }) => key ?? []);
}

/** Show in the lists what is lit in the text, without moving the page. @param {HTMLElement} lists @param {string} key */
export function showListed(lists, key) {
  const item = lists.querySelector(`li[data-keys~="${CSS.escape(key)}"]`);
  const fold = item?.closest("details");
  if (!item || !fold) return;
  fold.open = true;
  const [{ top, bottom }, box] = [item.getBoundingClientRect(), lists.getBoundingClientRect()];
  if (top < box.top || bottom > box.bottom) lists.scrollTop += top - box.top - (box.height - (bottom - top)) / 2;
}

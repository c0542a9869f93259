/** One article: its text with entities, events and quotes marked in it, and the lists of them in reading order. */

import { ask } from "../ask.js";
import { fill, h } from "../dom.js";
import { place, setOption } from "../route.js";
import { date, instant, listed, number } from "../words.js";
import { entitiesFound, eventsFound, quotesFound } from "./found.js";
import { drawText, keysAt, KINDS, light, lightTogether, marksOf, showListed } from "./reading.js";
import { facts, head, recordPage } from "./record.js";
import { articleName, elsewhere, sourceName } from "./said.js";
import { stretchPath } from "./spans.js";

/** The most that a page of the API has, and how many pages of an article's records are asked for. */
const PAGE = 200;
const MOST_PAGES = 10;

const SWITCHES = { entities: "Entities", events: "Events", quotes: "Quotes" };

export function articlePage() {
  /** Draws the text again as the address says. @type {(place: import("../route.js").Place) => void} */
  let draw = () => {};
  return recordPage(
    async ({ id: asked }, signal) => {
      const article = await ask(`/v1/articles/${asked}`, signal);
      const [reported, quotes] = await Promise.all([
        everything(
          `/v1/events?article=${article.id}&fields=id,summary,status,type,date,attributed_to,evidence`,
          signal,
        ),
        everything(`/v1/quotes?article=${article.id}&fields=id,kind,text,speaker,start,end,segments`, signal),
      ]);
      const events = reported.map((event) => withEvidenceIn(event, article.id));
      const title = articleName(article);
      const text = reading(article, events, quotes);
      const side = h("div", {
        class: "record-side found-lists",
        tabindex: 0,
        role: "region",
        "aria-label": "Found in the text",
      });
      fill(side, eventsFound(article, events), quotesFound(article, quotes), entitiesFound(article), about(article));
      const both = h("div", { class: "article-body" }, text.element, side);
      lightTogether(both);
      draw = (at) => {
        const keys = text.draw(at);
        if (!keys?.length) return;
        light(both, keys);
        showListed(side, keys[0]);
      };
      const use = { title, path: `/v1/articles/${article.id}` };
      return { title, content: [head({ kind: kind(article), title, lead: lead(article), use }), both] };
    },
    (at) => draw(at),
  );
}

/** All pages of a list. @param {string} path @param {AbortSignal} signal @returns {Promise<any[]>} */
async function everything(path, signal) {
  const found = [];
  /** @type {string | null} */
  let next = `${path}&limit=${PAGE}`;
  for (let page = 0; next && page < MOST_PAGES; page++) {
    const answer = await ask(next, signal);
    found.push(...answer.data);
    next = answer.links.next;
  }
  return found;
}

/** An event with what this article says of it alone. @param {any} event @param {string} article */
function withEvidenceIn(event, article) {
  return { ...event, evidence: event.evidence.filter((/** @type {any} */ span) => span.article === article) };
}

/** @param {any} article */
const kind = ({ source }) => ["Article", source && [" · ", sourceName(source)]];

/** @param {any} article */
function lead({ published, authors, url, rights }) {
  const isDay = published.precision !== "instant";
  return [
    h(
      "p",
      {},
      "Published ",
      h("time", { datetime: published.at }, isDay ? date(published.at) : instant(published.at)),
      authors.length > 0 && [" · by ", h("span", { dir: "auto" }, listed(authors))],
      url && [" · ", elsewhere(url, "at the publisher")],
    ),
    rights && h("p", { class: "muted small", dir: "auto" }, rights),
  ];
}

/** The text with its switches; where there is none, why. `draw` gives the keys of what it has gone to. */
/** @param {any} article @param {any[]} events @param {any[]} quotes */
function reading(article, events, quotes) {
  const why = untold(article);
  if (!article.text) return { element: h("div", { class: "article-text" }, why), draw: () => null };
  const marks = marksOf(article, events, quotes);
  const switches = h("div", { class: "switches", role: "group", "aria-label": "Marked in the text" });
  const words = h("div", { class: "article-words" });
  let drawn = "";
  /** @param {import("../route.js").Place} at */
  function draw({ options }) {
    const on = switchedOn(options);
    const span = spanOf(options.get("at") ?? "");
    const now = JSON.stringify([article.id, on, span]);
    if (now === drawn) return null;
    drawn = now;
    fill(
      switches,
      KINDS.map((one) => switchOf(one, on, marks)),
    );
    const shown = marks.filter((one) => one.kind === "furniture" || on.some((name) => name === one.kind));
    drawText(words, article.text, span ? [...shown, { ...span, kind: "at" }] : shown);
    if (span) goTo(words);
    return span && keysAt(marks, span);
  }
  return { element: h("div", { class: "article-text" }, switches, why, words), draw };
}

/** @param {URLSearchParams} options */
function switchedOn(options) {
  const chosen = options.get("marks");
  return chosen === null ? [...KINDS] : KINDS.filter((one) => chosen.split(",").includes(one));
}

/** @param {import("./reading.js").Kind} kind @param {string[]} on @param {import("./reading.js").Mark[]} marks */
function switchOf(kind, on, marks) {
  const count = new Set(marks.filter((one) => one.kind === kind).map(({ key }) => key)).size;
  return h(
    "button",
    {
      type: "button",
      class: `switch switch-${kind}`,
      "aria-pressed": String(on.includes(kind)),
      onclick: () => toggle(kind),
    },
    h("span", { class: `in-${kind}` }, SWITCHES[kind]),
    h("span", { class: "number muted" }, number(count)),
  );
}

/** @param {import("./reading.js").Kind} kind */
function toggle(kind) {
  const on = switchedOn(place().options);
  const now = KINDS.filter((one) => (one === kind) !== on.includes(one));
  setOption("marks", now.length === KINDS.length ? "" : now.join(",") || "none");
}

/** @param {string} written @returns {{start: number, end: number} | null} */
function spanOf(written) {
  const [, start, end] = /^(\d+)-(\d+)$/.exec(written) ?? [];
  return start && Number(end) > Number(start) ? { start: Number(start), end: Number(end) } : null;
}

/** Bring the stretch that the address names into view, and the focus to it. @param {HTMLElement} words */
function goTo(words) {
  const first = /** @type {HTMLElement | null} */ (words.querySelector(".in-at"));
  if (!first) return;
  if (first.tagName !== "A") first.tabIndex = -1;
  first.focus({ preventScroll: true });
  first.scrollIntoView({ block: "center" });
}

/** Why not all of the text is here. @param {any} article */
function untold({ text, text_served, url }) {
  const there = url && h("p", {}, elsewhere(url, "Read it at the publisher"));
  if (text && text_served === "whole") return null;
  if (text)
    return h("div", { class: "untold" }, h("p", {}, "Its rights allow only this much of the text to be shown."), there);
  const why =
    text_served === "whole"
      ? "The store holds no text of this article: it is known from a dataset that gives only its address."
      : "Its rights do not allow its text to be shown here. What was found in it is listed.";
  return h("div", { class: "untold" }, h("p", {}, why), there);
}

/** @param {any} article */
function about({ id, published, dateline, language, copy_of, tone, dataset, licence }) {
  const parts = facts([
    ["How its day is known", published.note],
    ["Written in", dateline?.place ? dateline.place.name : dateline?.text],
    ["Language", languageName(language)],
    ["Near-copy of", copy_of && h("a", { href: stretchPath(copy_of) }, "another article")],
    ["Tone", tone !== null && `${number(tone)}, from ${number(-100)} to ${number(100)}`],
    ["Dataset", h("a", { href: `/v1/datasets/${dataset}` }, dataset)],
    ["Licence", licence],
    ["Id", h("code", {}, id)],
  ]);
  return h(
    "section",
    { class: "found", "aria-labelledby": "about-title" },
    h("h2", { id: "about-title" }, "What is recorded"),
    parts,
  );
}

/** @param {string} code */
function languageName(code) {
  try {
    return new Intl.DisplayNames("en", { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

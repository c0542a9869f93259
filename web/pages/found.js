/** What was found in an article, as lists in reading order beside its text. */

import { h } from "../dom.js";
import { recordPath } from "../route.js";
import { counted, number, when } from "../words.js";
import { words } from "./quote.js";
import { accordingTo, actorLink, quadClass, status } from "./said.js";
import { stretchPath } from "./spans.js";

const LAST = Number.MAX_SAFE_INTEGER;
/** From so many characters on a quote is cut short: the whole of it stands in the text. */
const LONG = 180;

/** @param {any} article @param {any[]} events */
export function eventsFound(article, events) {
  const placed = events.map((event) => ({ event, span: event.evidence[0] }));
  placed.sort((one, other) => (one.span?.start ?? LAST) - (other.span?.start ?? LAST));
  const items = placed.map(({ event, span }) =>
    h(
      "li",
      { "data-keys": event.id },
      h("a", { href: recordPath(event.id), dir: "auto" }, event.summary),
      h("div", { class: "muted small line" }, quadClass(event.type), status(event.status), when(event.date)),
      event.attributed_to.length > 0 && h("div", { class: "muted small" }, accordingTo(event)),
      toText(article, span, event.summary),
    ),
  );
  return list(counted(events.length, "event"), "events", items);
}

/** @param {any} article @param {any[]} quotes */
export function quotesFound(article, quotes) {
  const items = [...quotes]
    .sort((one, other) => one.start - other.start)
    .map((quote) =>
      h(
        "li",
        { "data-keys": quote.id },
        h("div", { class: "found-quote", dir: "auto" }, words({ ...quote, text: cut(quote.text) })),
        h("div", { class: "small" }, quote.speaker ? actorLink(quote.speaker) : "A speaker who is not named"),
        toText(article, quote, quote.text.slice(0, LONG)),
      ),
    );
  return list(counted(quotes.length, "quote"), "quotes", items);
}

/** @param {string} text */
const cut = (text) => (text.length > LONG ? `${text.slice(0, LONG)}…` : text);

/** Each entity once, with how often it is named, as it first comes. @param {any} article */
export function entitiesFound(article) {
  /** @type {Map<string, {entity: any, span: any, count: number}>} */
  const found = new Map();
  for (const { entity, start, end } of article.mentions) {
    const known = found.get(entity.id);
    if (known) known.count += 1;
    else found.set(entity.id, { entity, span: { start, end }, count: 1 });
  }
  for (const entity of article.named) if (!found.has(entity.id)) found.set(entity.id, { entity, span: null, count: 1 });
  const items = [...found.values()].map(({ entity, span, count }) =>
    h(
      "li",
      { "data-keys": entity.id },
      h(
        "div",
        { class: "line" },
        actorLink(entity),
        h("span", { class: "muted small number" }, `${entity.kind} · ${number(count)}×`),
      ),
      toText(article, span, entity.name),
    ),
  );
  return list(counted(found.size, "entity", "entities"), "entities", items);
}

/** The way to where it stands in the text. @param {any} article @param {any} span @param {string} what */
function toText(article, span, what) {
  if (!span || !article.text) return null;
  return h(
    "a",
    { class: "to-text small", href: stretchPath(article.id, span) },
    "in the text",
    h("span", { class: "unseen" }, `: ${what}`),
  );
}

/** @param {string} title @param {import("./reading.js").Kind} kind @param {HTMLElement[]} items */
function list(title, kind, items) {
  if (!items.length) return null;
  return h(
    "details",
    { class: `found found-${kind}`, open: kind !== "entities" },
    h("summary", {}, h("h2", {}, title)),
    h("ol", { class: "record-list" }, items),
  );
}

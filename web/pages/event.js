/** One event: who did what to whom, when and where, who says so, and where the text says it. */

import { ask } from "../ask.js";
import { h } from "../dom.js";
import { recordPath } from "../route.js";
import { counted, date, number, percent, when } from "../words.js";
import { goldsteinScale } from "./goldstein.js";
import { changes } from "./history.js";
import { quotesToTheLast } from "./quote.js";
import { facts, head, none, recordPage, section } from "./record.js";
import { accordingTo, actorLink, articleName, elsewhere, inLine, meaning, quadClass, status } from "./said.js";
import { markedSentence } from "./sentence.js";
import { stretchPath } from "./spans.js";

/** How surely each status is told, in a sentence. */
const TOLD = /** @type {Record<string, string>} */ ({
  asserted: "told as done or under way",
  expected: "told as planned, threatened, feared or forecast; it had not happened",
  denied: "said by somebody not to be so",
  unclear: "disputed, unconfirmed or claimed by one side only",
});
const ALIKE = 6;
const QUOTES = 3;

export function eventPage() {
  return recordPage(async ({ id }, signal) => {
    const event = await ask(`/v1/events/${id}`, signal);
    const codes = await codesOf(event, signal);
    const use = { title: event.summary, path: `/v1/events/${id}`, embed: `/embed/event?id=${id}` };
    const sections = [
      section({ title: "Evidence", name: "evidence" }, signal, () => evidence(event)),
      section({ title: "Reported by", name: "sources" }, signal, () => sources(event, signal)),
      quotes(event, signal),
      seeAlso(event, signal),
      section({ title: "History", name: "history", use: historyUse(event) }, signal, () => history(event, signal)),
    ];
    const [evidenceOf, sourcesOf, quotesOf, alike, historyOf] = sections.map((one) => one?.element);
    return {
      title: event.summary,
      content: [
        head({ kind: [quadClass(event.type), " · ", event.type.label], title: event.summary, use, lead: lead(event) }),
        h("div", { class: "record-main" }, evidenceOf, quotesOf, alike),
        h("div", { class: "record-side" }, about(event, codes), sourcesOf, historyOf),
      ],
      then: sections.map((one) => one?.done ?? Promise.resolve()),
    };
  });
}

/** @param {any} event */
const historyUse = ({ id }) => ({ title: "History", path: `/v1/events/${id}/history` });

/** What its codes mean. @param {any} event @param {AbortSignal} signal */
async function codesOf({ type, place, date, flag }, signal) {
  const [plover, country, placeKnown, dateKnown, odd] = await Promise.all([
    meaning("plover_type", type.plover_type, signal),
    meaning("country", place?.country, signal),
    meaning("place_precision", place?.precision, signal),
    meaning("date_precision", date.precision, signal),
    meaning("flag", flag, signal),
  ]);
  return { plover, country, placeKnown, dateKnown, odd };
}

/** @param {any} event */
function lead(event) {
  const said = accordingTo(event);
  return h(
    "p",
    {},
    status(event.status),
    ` ${TOLD[event.status] ?? ""}`,
    said && [" · ", said],
    " · ",
    h("time", { datetime: event.date.start }, when(event.date)),
  );
}

/** @param {any} event @param {Awaited<ReturnType<typeof codesOf>>} codes */
function about(event, codes) {
  const { type, fatalities, counts, tone } = event;
  const parts = facts([
    ["Who acts", side(event.actor1)],
    ["Acted upon", side(event.actor2)],
    ["When", day(event.date, codes.dateKnown)],
    ["Where", where(event.place, codes)],
    ["Type", [h("span", { class: "number" }, `CAMEO ${type.event_code} `), type.label]],
    ["Within", type.root_label],
    ["PLOVER", type.plover_type && [codes.plover.label, type.plover_mode && ` (${type.plover_mode})`]],
    ["Contexts", type.contexts.join(", ")],
    ["Goldstein scale", type.goldstein !== null && goldsteinScale(type.goldstein)],
    ["Deaths", fatalities && deaths(fatalities)],
    ["Tone", tone !== null && `${number(tone)}, from ${number(-100)} to ${number(100)}`],
    ["Counts", countsOf(counts)],
    ["Confidence", event.confidence !== null && percent(event.confidence)],
    ["To be noted", event.flag && codes.odd.description],
    ["Dataset", h("a", { href: `/v1/datasets/${event.dataset}` }, event.dataset)],
    ["Licence", event.licence],
  ]);
  return h(
    "section",
    { class: "panel", "aria-labelledby": "about-title" },
    h("h2", { id: "about-title" }, "What is recorded"),
    parts,
  );
}

/** Each of a side with what it is here. @param {any[]} actors */
function side(actors) {
  return actors.map((actor) =>
    h(
      "div",
      {},
      actorLink(actor),
      actor.as_written &&
        actor.as_written !== actor.name && [" as “", h("span", { dir: "auto" }, actor.as_written), "”"],
      h("span", { class: "muted small" }, ` ${[actor.kind, actor.country, actor.sector].filter(Boolean).join(" · ")}`),
    ),
  );
}

/** @param {any} when_ @param {{description: string}} known */
function day(when_, known) {
  const isExact = when_.precision === "day" || when_.precision === "instant";
  return [
    h("div", {}, when(when_)),
    !isExact && h("div", { class: "muted small" }, known.description),
    when_.as_written && h("div", {}, "Written as “", h("span", { dir: "auto" }, when_.as_written), "”"),
    when_.known_day && h("div", {}, `Known from outside the text: ${date(when_.known_day)}`),
    when_.note && h("div", { class: "muted small", dir: "auto" }, when_.note),
  ];
}

/** @param {any} place @param {Awaited<ReturnType<typeof codesOf>>} codes */
function where(place, { country, placeKnown }) {
  if (!place) return null;
  const within = [place.admin1, country.label].filter((name) => name && name !== place.name);
  return [
    h("div", {}, place.id ? actorLink(place) : h("span", { dir: "auto" }, place.name)),
    within.length > 0 && h("div", { dir: "auto" }, within.join(", ")),
    h("div", { class: "muted small" }, placeKnown.description),
  ];
}

/** @param {{best: number | null, low: number | null, high: number | null}} deaths */
function deaths({ best, low, high }) {
  const between = low !== null && high !== null && low !== high && ` (between ${number(low)} and ${number(high)})`;
  return [best === null ? "not known" : number(best), between];
}

/** @param {{mentions: number, articles: number, sources: number}} counts */
function countsOf({ mentions, articles, sources }) {
  return [counted(mentions, "mention"), counted(articles, "article"), counted(sources, "publisher")].join(" · ");
}

/** Every passage that states the event. @param {any} event */
function evidence({ evidence, articles }) {
  if (!evidence.length) return none("The dataset gives no passage of a text for it.");
  return evidence.map((/** @type {any} */ passage) => {
    const article = articles.find((/** @type {any} */ one) => one.id === passage.article);
    return h(
      "figure",
      { class: "evidence" },
      markedSentence(passage.sentence, "event", [passage], passage.marks),
      h(
        "figcaption",
        {},
        h(
          "a",
          { href: stretchPath(passage.article, passage) },
          "Read it in ",
          article ? articleName(article) : "the article",
        ),
        ` · ${METHODS[passage.method] ?? passage.method}, ${percent(passage.confidence)} sure`,
      ),
    );
  });
}

const METHODS = /** @type {Record<string, string>} */ ({
  annotator: "marked by a person",
  import: "taken over from the dataset",
  rule: "found by a rule",
  model: "found by a model",
});

/** @param {any} event @param {AbortSignal} signal */
async function sources({ articles, publishers, dataset }, signal) {
  const { title, citation, url } = await ask(`/v1/datasets/${dataset}`, signal);
  return [
    h("ul", { class: "record-list" }, articles.map(articleLine)),
    publishers.length > 0 && h("p", {}, inLine(publishers.map((/** @type {any} */ one) => one.name))),
    !articles.length && !publishers.length && none("The dataset names no publisher."),
    h("p", { class: "muted small" }, "From ", url ? elsewhere(url, title) : title, `. ${citation}`),
  ];
}

/** @param {any} article */
function articleLine(article) {
  return h(
    "li",
    {},
    h("a", { href: recordPath(article.id), dir: "auto" }, articleName(article)),
    h(
      "div",
      { class: "muted small" },
      article.source && `${article.source.name} · `,
      date(article.published_at),
      article.url && [" · ", elsewhere(article.url, "at the publisher")],
    ),
  );
}

/** What is said about it. @param {any} event @param {AbortSignal} signal */
function quotes({ id }, signal) {
  const title = "What is said about it";
  const path = `/v1/quotes?event=${id}&limit=${QUOTES}`;
  return section({ title, name: "said", use: { title, path } }, signal, async () => {
    const { data, links } = await ask(path, signal);
    return data.length ? quotesToTheLast(data, links.next) : none("No quote about it is here.");
  });
}

/** What else there is between the same two; of one alone, what else it does. @param {any} event @param {AbortSignal} signal */
function seeAlso(event, signal) {
  const [one, other] = [...event.actor1.slice(0, 1), ...event.actor2.slice(0, 1)];
  if (!one?.id) return null;
  const isPair = other?.id && other.id !== one.id;
  const query = isPair ? `between=${one.id},${other.id}` : `actor=${one.id}`;
  const title = isPair ? `Between ${one.name} and ${other.name}` : `With ${one.name}`;
  const use = { title, path: `/v1/events?${query}` };
  return section({ title, name: "alike", use }, signal, async () => {
    const fields = "id,summary,date,status,type";
    const { data } = await ask(`/v1/events?${query}&limit=${ALIKE + 1}&fields=${fields}`, signal);
    const others = data.filter((/** @type {any} */ found) => found.id !== event.id).slice(0, ALIKE);
    if (!others.length) return none("No other event.");
    return [eventList(others), h("p", {}, h("a", { href: `/events?${query}` }, "All of them"))];
  });
}

/** Events in a line each. @param {any[]} events */
export function eventList(events) {
  return h(
    "ul",
    { class: "record-list" },
    events.map((event) =>
      h(
        "li",
        {},
        h("a", { href: recordPath(event.id), dir: "auto" }, event.summary),
        h("div", { class: "muted small line" }, when(event.date), status(event.status), quadClass(event.type)),
      ),
    ),
  );
}

/** @param {any} event @param {AbortSignal} signal */
async function history(event, signal) {
  const { data, links } = await ask(historyUse(event).path, signal);
  return changes(data, links.next);
}

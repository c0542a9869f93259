/** One entity: who it is, what it does and what is done to it, what it says and what is said of it. */

import { ask } from "../ask.js";
import { h } from "../dom.js";
import { Question } from "../question.js";
import { recordPath } from "../route.js";
import { counted, date, number } from "../words.js";
import { eventList } from "./event.js";
import { quotesToTheLast } from "./quote.js";
import { facts, head, none, recordPage, section } from "./record.js";
import { actorLink, articleName, elsewhere, goldstein, meaning } from "./said.js";
import { timeline } from "./timeline.js";

const COUNTERPARTS = 8;
const EVENTS = 6;
const QUOTES = 3;
const ARTICLES = 6;

export function entityPage() {
  return recordPage(async ({ id: asked }, signal) => {
    const entity = await ask(`/v1/entities/${asked}`, signal);
    // One that was merged is answered with the one that stands for it.
    const { id, name } = entity;
    const [kind, country, sector] = await Promise.all([
      meaning("entity_kind", entity.kind, signal),
      meaning("country", entity.country, signal),
      meaning("sector", entity.sector, signal),
    ]);
    const codes = { kind: kind.label, country: country.label, sector: sector.label };
    const sections = sectionsOf(id, name, signal);
    const { overview, acts, acted, latest, says, said, articles } = sections;
    return {
      title: name,
      content: [
        head({
          kind: [codes.kind, country.label && country.label !== name && ` · ${country.label}`],
          title: name,
          lead: lead(entity),
          use: use(entity),
        }),
        h(
          "div",
          { class: "record-main" },
          overview.element,
          h("div", { class: "pair" }, acts.element, acted.element),
          latest.element,
          says.element,
          said.element,
        ),
        h("div", { class: "record-side" }, about(entity, codes), articles.element),
      ],
      then: Object.values(sections).map((one) => one.done),
    };
  });
}

/** @param {any} entity */
const use = ({ id, name }) => ({ title: name, path: `/v1/entities/${id}` });

/** What is asked about it, each part by a question of its own. @param {string} id @param {string} name @param {AbortSignal} signal */
function sectionsOf(id, name, signal) {
  /** @typedef {(how: {path: string, embed: string, picture?: () => SVGSVGElement[]}) => void} Takes */
  /** @param {string} title @param {string} key @param {string} path @param {(answer: any, takes: Takes) => import("../dom.js").Child} content */
  const asking = (title, key, path, content) => {
    const use = { title: `${name}: ${title.toLowerCase()}`, path };
    return section({ title, name: key, use }, signal, async ({ takes }) =>
      content(await ask(path, signal), (how) => takes({ ...use, ...how })),
    );
  };
  const pairs = `metric=count,avg:goldstein&top=${COUNTERPARTS}`;
  return {
    overview: asking("Timeline", "overview", `/v1/summary?actor=${id}`, (answer, takes) => {
      const drawn = answer.data.timeline?.length
        ? timeline({ question: new Question(`actor=${id}`), summary: answer, signal })
        : null;
      // The chart is one part of what was asked for.
      takes({ path: answer.links.timeline, embed: `/embed/timeline?actor=${id}`, picture: drawn?.picture });
      return overview(answer, id, drawn?.content);
    }),
    acts: asking("Acts on", "acts", `/v1/events/aggregate?group_by=actor2&actor1=${id}&${pairs}`, ({ data }) =>
      counterparts(data, "actor2", (other) => `/events?actor1=${id}&actor2=${other}`),
    ),
    acted: asking(
      "Is acted upon by",
      "acted",
      `/v1/events/aggregate?group_by=actor1&actor2=${id}&${pairs}`,
      ({ data }) => counterparts(data, "actor1", (other) => `/events?actor1=${other}&actor2=${id}`),
    ),
    latest: asking("Latest events", "latest", `/v1/events?actor=${id}&limit=${EVENTS}`, ({ data, links }) =>
      data.length
        ? [eventList(data), links.next && h("p", {}, h("a", { href: `/events?actor=${id}` }, "All its events"))]
        : none("No event names it."),
    ),
    says: asking("What it says", "says", `/v1/quotes?speaker=${id}&limit=${QUOTES}`, quotes),
    said: asking("What is said about it", "said", `/v1/quotes?about=${id}&limit=${QUOTES}`, quotes),
    articles: asking(
      "Named in",
      "articles",
      `/v1/articles?entity=${id}&limit=${ARTICLES}&fields=id,title,url,source,published`,
      ({ data, links }) => articles(data, links.next),
    ),
  };
}

/** @param {any} answer */
function quotes({ data, links }) {
  return data.length ? quotesToTheLast(data, links.next) : none("No quote is here.");
}

/** @param {any} entity */
function lead({ aliases, id, kind, code, name }) {
  const isBranch = kind === "country" && code;
  return [
    aliases.length > 0 &&
      h("p", { class: "muted" }, "Also ", h("span", { dir: "auto" }, aliases.slice(0, 12).join(", "))),
    h(
      "p",
      { class: "record-ways" },
      h("a", { class: "plain", href: `/?actor=${id}` }, "Explore all its events"),
      isBranch && h("a", { class: "plain", href: `/?actor=${code}` }, `${name} with its government and army`),
    ),
  ];
}

/** @param {any} entity @param {{kind: string, country: string, sector: string}} codes */
function about({ affiliations, identifiers, code, place, note, aliases }, { kind, country, sector }) {
  const parts = facts([
    ["Kind", kind],
    ["Country", country],
    ["Roles", affiliations.map(role)],
    ["Sector", sector],
    ["CAMEO code", code],
    ["Other names", aliases.length > 12 && aliases.join(", ")],
    ["Identifiers", identifiers.map(identifier)],
    ["Place", place && `${number(place.latitude)}, ${number(place.longitude)}`],
    ["Note", note],
  ]);
  return h(
    "section",
    { class: "panel", "aria-labelledby": "about-title" },
    h("h2", { id: "about-title" }, "What is recorded"),
    parts,
  );
}

/** @param {any} affiliation */
function role({ id, name, role, since, until }) {
  const days = since || until ? ` ${since ? date(since) : ""} – ${until ? date(until) : ""}` : "";
  return h(
    "div",
    {},
    role && h("span", { dir: "auto" }, role),
    role && name && ", ",
    name && actorLink({ id, name }),
    h("span", { class: "muted" }, days),
  );
}

/** @param {{scheme: string, value: string}} identifier */
function identifier({ scheme, value }) {
  const isItem = scheme === "wikidata" && /^Q\d+$/.test(value);
  if (isItem) return h("div", {}, elsewhere(`https://www.wikidata.org/wiki/${value}`, `Wikidata ${value}`));
  return h("div", {}, `${scheme} ${value}`);
}

/** @param {any} summary @param {string} id @param {import("../dom.js").Child} chart */
function overview({ data, meta }, id, chart) {
  if (!data.count?.count) return none("No event names it.");
  return [
    chart ?? none(`Left out, for it would take too long: ${meta.too_broad.join(", ")}.`),
    h("p", {}, h("a", { href: `/timeline?actor=${id}` }, `${counted(data.count.count, "event")} on the timeline`)),
  ];
}

/**
 * With whom it has how many events; the last row is all others.
 * @param {any[]} rows @param {"actor1" | "actor2"} column @param {(id: string) => string} hrefOf
 */
function counterparts(rows, column, hrefOf) {
  const known = rows.filter((row) => row[column] && row[column] !== "other");
  if (!known.length) return none("Nobody is named.");
  const most = Math.max(...known.map(({ count }) => count));
  return h(
    "ul",
    { class: "counterparts" },
    known.map((row) => counterpart(row, column, hrefOf, most)),
  );
}

/** @param {any} row @param {"actor1" | "actor2"} column @param {(id: string) => string} hrefOf @param {number} most */
function counterpart(row, column, hrefOf, most) {
  const bar = h("span", { class: "counterpart-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", String(row.count / most));
  return h(
    "li",
    {},
    bar,
    h("span", { class: "counterpart-name" }, actorLink({ id: row[column], name: row[`${column}_name`] })),
    goldstein(row.avg_goldstein),
    h("a", { class: "number", href: hrefOf(row[column]) }, counted(row.count, "event")),
  );
}

/** @param {any[]} found @param {string | null} next */
function articles(found, next) {
  if (!found.length) return none("No article names it.");
  const lines = found.map((article) =>
    h(
      "li",
      {},
      h("a", { href: recordPath(article.id), dir: "auto" }, articleName(article)),
      h("div", { class: "muted small" }, article.source && `${article.source.name} · `, date(article.published.at)),
    ),
  );
  return [
    h("ul", { class: "record-list" }, lines),
    next && h("p", { class: "muted small" }, `The latest ${number(found.length)}`),
  ];
}

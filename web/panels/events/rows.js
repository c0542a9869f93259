/** An event as a row of the table; on a narrow screen the same row is a card. */

import { h } from "../../dom.js";
import { accordingTo, goldstein, quadClass, sides, status } from "../../pages/said.js";
import { recordPath } from "../../route.js";
import { counted, percent, when } from "../../words.js";

/** What a row needs of an event, as `fields` takes it. */
export const FIELDS =
  "id,summary,date,actor1,actor2,type,status,attributed_to,place,counts,confidence,articles,publishers,dataset";

/** The columns, with the order that each gives. */
export const COLUMNS = [
  { title: "Date", first: "-date" },
  { title: "Who → whom" },
  { title: "What" },
  { title: "Goldstein scale", short: "Scale", first: "goldstein" },
  { title: "Status" },
  { title: "Place" },
  { title: "Mentions", short: "Reported by", first: "-mentions" },
  { title: "Confidence", short: "Sure", first: "-confidence" },
];

/** How exactly a date is known, where that is not a day. */
const KNOWN_TO = /** @type {Record<string, string>} */ ({
  week: "within the week",
  month: "within the month",
  quarter: "within the quarter",
  season: "within the season",
  year: "within the year",
  range: "within these days",
});

/** Of many actors the first. */
const MOST_ACTORS = 3;

/**
 * @param {any} event
 * @param {number} index
 * @param {Map<string, string>} countries names of countries, by code
 */
export function eventRow(event, index, countries) {
  const cells = [
    cell("date", h("time", { datetime: event.date.start }, when(event.date)), datePrecision(event.date)),
    cell("sides", sides(event, MOST_ACTORS)),
    cell(
      "what",
      h("a", { class: "what-summary", href: recordPath(event.id), dir: "auto" }, event.summary),
      h("span", { class: "what-type" }, quadClass(event.type), h("span", { class: "what-label" }, event.type.label)),
    ),
    cell("scale", h("span", { class: "unseen" }, "Goldstein scale "), goldstein(event.type.goldstein)),
    cell("status", status(event.status), said(accordingTo(event, 2))),
    cell("place", place(event.place, countries)),
    cell("sources", sources(event)),
    cell("sure", event.confidence === null ? "" : sureness(event.confidence)),
  ];
  return h("tr", { role: "row", "aria-rowindex": index + 2 }, cells);
}

/** @param {string} name @param {...import("../../dom.js").Child} content */
function cell(name, ...content) {
  return h("td", { role: "cell", class: `cell-${name}` }, ...content);
}

/** @param {{start: string, end: string, precision: string}} date */
function datePrecision({ start, end, precision }) {
  const known = start === end ? "" : KNOWN_TO[precision];
  return known && said(known);
}

/** @param {import("../../dom.js").Child} words */
function said(words) {
  return words && h("span", { class: "cell-more" }, words);
}

/** @param {any} place @param {Map<string, string>} countries */
function place(place, countries) {
  if (!place) return null;
  const country = (place.country && countries.get(place.country)) ?? place.country;
  const isWider = country && !place.name.includes(country);
  return [h("span", { dir: "auto" }, place.name), isWider && said(country)];
}

/** @param {any} event */
function sources({ articles, publishers, counts, dataset }) {
  const names = [...articles.map((/** @type {any} */ one) => one.source), ...publishers]
    .filter(Boolean)
    .map(({ name }) => name);
  const others = Math.max(counts.sources, new Set(names).size) - 1;
  return [
    h("span", { dir: "auto", class: "source-name" }, names[0] ?? dataset),
    others > 0 && said(`and ${counted(others, "other")}`),
    counts.mentions > 0 && said(counted(counts.mentions, "mention")),
  ];
}

/** @param {number} confidence */
function sureness(confidence) {
  return [h("span", { class: "number" }, percent(confidence)), h("span", { class: "card-only" }, " sure")];
}

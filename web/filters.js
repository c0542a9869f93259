/** The filters: what is chosen as chips, and what can be chosen as lists with counts. */

import { Problem } from "./ask.js";
import { h, icon, renew } from "./dom.js";
import { Question } from "./question.js";
import { go, viewed } from "./route.js";
import { faultOf, isLate } from "./late.js";
import { awaited } from "./panel.js";
import { isAboutWho, labelOf } from "./summed.js";
import { between, dated, filterName, folded, number, percent } from "./words.js";

/** What the lists in the rail choose, and how a row of theirs is named. */
const FACETS = [
  { name: "status", title: "Status", label: "status_label", column: "status" },
  { name: "quad_class", title: "Class", label: "quad_class_label", column: "quad_class" },
  { name: "root_code", title: "Type", label: "root_code_label", column: "root_code" },
  { name: "actor", title: "Actor", label: "actor_name", column: "actor" },
  { name: "country", title: "Country of the event", label: "country_label", column: "country" },
  { name: "dataset", title: "Dataset", label: "dataset", column: "dataset" },
];
const SHOWN_FIRST = 6;
/** The parts of a summary that the lists show. */
export const LISTED = FACETS.map(({ name }) => `facets.${name}`);

/**
 * The filters that are chosen, each with its way out.
 * @param {import("./question.js").Question} question
 * @param {string} path
 * @param {any} [summary]
 */
export function chips(question, path, summary) {
  const chosen = question.chosen;
  if (!chosen.length) return h("p", { class: "muted" }, "All events. Search, or choose below.");
  return h(
    "ul",
    { class: "chips", "aria-label": "Chosen filters" },
    chosen
      .flatMap(([name, values]) => values.map((value, nth) => ({ name, value, nth })))
      .map(({ name, value, nth }, place) => [
        nth > 0 && h("li", { class: "chip-or" }, between(name)),
        chip(question, path, name, value, summary, place),
      ]),
    chosen.length > 1 && h("li", {}, h("a", { class: "chip-clear", href: viewed(new Question(), path) }, "Clear all")),
  );
}

/**
 * @param {import("./question.js").Question} question @param {string} path @param {string} name @param {string} value
 * @param {any} summary @param {number} place
 */
function chip(question, path, name, value, summary, place) {
  const said = valueName(name, value, summary);
  return h(
    "li",
    { class: "chip chosen" },
    h("span", { class: "chip-name" }, filterName(name)),
    h("span", { class: "chip-value" }, said),
    h(
      "a",
      {
        class: "chip-out",
        id: `chip-${place}`,
        href: viewed(question.toggled(name, value), path),
        "aria-label": `Without ${filterName(name)} ${said}`,
      },
      icon("close"),
    ),
  );
}

/** What a code or id means, where the summary tells. @param {string} name @param {string} value @param {any} summary */
export function valueName(name, value, summary) {
  const named = isAboutWho(name) && summary?.meta.names?.[value];
  if (named) return named;
  const base = name.replace(/__.*/, "").replace(/^(actor[12]|between)$/, "actor");
  if (base === "date") return dated(value);
  const facet = FACETS.find((one) => one.name === base);
  const rows = (facet && summary?.data.facets[facet.name]) ?? [];
  const row = facet && rows.find((/** @type {any} */ one) => String(one[facet.column]) === value);
  return row?.[facet?.label ?? ""] ?? labelOf(summary, name.replace(/__.*/, ""), value) ?? value;
}

/** What can be chosen. Made once, so that whoever types a day or has opened the fold is not disturbed. */
export function rail() {
  const days = daysForm();
  const lists = h("div", {});
  const isWide = matchMedia("(min-width: 62rem)").matches;
  const fold = h("details", { class: "rail-fold", open: isWide }, h("summary", {}, "Filters"), days.element, lists);
  const element = h("aside", { class: "rail rail-empty", "aria-label": "Filters" }, fold);
  return {
    element,
    /** @param {import("./question.js").Question} question @param {any} summary @param {string} path */
    show(question, summary, path) {
      element.hidden = false;
      element.classList.remove("rail-empty");
      days.show(question, summary, path);
      renew(
        lists,
        FACETS.map((facet) => list(facet, question, summary, path)),
      );
    },
    hide: () => (element.hidden = true),
  };
}

/** @param {typeof FACETS[number]} facet @param {import("./question.js").Question} question @param {any} summary @param {string} path */
function list(facet, question, summary, path) {
  if (isLate(summary, `facets.${facet.name}`)) return lateList(facet, faultOf(summary, `facets.${facet.name}`));
  /** @type {any[]} */
  const rows = summary.data.facets[facet.name];
  const known = rows.filter((row) => row[facet.column] !== null && row[facet.column] !== "other");
  if (!known.length) return null;
  const most = Math.max(...known.map((row) => row.count));
  // An event has several actors, so that these add up to more than all.
  const all = facet.name === "actor" ? summary.data.count?.count : rows.reduce((sum, { count }) => sum + count, 0);
  const items = known.map((row) => choice(facet, question, row, path, { most, all }));
  return h(
    "section",
    { class: "facet" },
    h("h2", {}, facet.title),
    h("ul", {}, items.slice(0, SHOWN_FIRST)),
    items.length > SHOWN_FIRST &&
      h(
        "details",
        { class: "facet-more", id: `more-${facet.name}` },
        h("summary", {}, `${number(items.length - SHOWN_FIRST)} more`),
        h("ul", {}, items.slice(SHOWN_FIRST)),
      ),
  );
}

/** A list that is still to come, or why it does not. @param {typeof FACETS[number]} facet @param {unknown} fault */
function lateList({ name, title }, fault) {
  const said = fault instanceof Problem ? fault.details.title : "This list cannot be shown";
  return h(
    "section",
    { class: "facet" },
    h("h2", {}, title),
    fault ? h("p", { class: "muted small", title: fault instanceof Problem && fault.message }, said) : awaited(name),
  );
}

/**
 * @param {typeof FACETS[number]} facet @param {import("./question.js").Question} question @param {any} row
 * @param {string} path @param {{most: number, all: number}} counts of the largest row, and of all events
 */
function choice(facet, question, row, path, { most, all }) {
  const value = String(row[facet.column]);
  const name = row[facet.label] ?? value;
  // Somebody may be chosen by his name too.
  const isMeant = (/** @type {string} */ one) =>
    one === value || (facet.name === "actor" && folded(one) === folded(name));
  const others = question.values(facet.name).filter((one) => !isMeant(one));
  const isChosen = others.length < question.values(facet.name).length;
  const bar = h("span", { class: "facet-bar", "aria-hidden": "true" });
  bar.style.setProperty("--share", String(row.count / most));
  return h(
    "li",
    {},
    h(
      "a",
      {
        class: "facet-choice",
        id: `choose-${facet.name}-${value}`,
        href: viewed(question.with({ [facet.name]: isChosen ? others : [...others, value] }), path),
        "aria-current": isChosen ? "true" : false,
        title: all > 0 && `${percent(row.count / all)} of ${number(all)}`,
      },
      bar,
      h("span", { class: "facet-label" }, name),
      h("span", { class: "facet-count" }, number(row.count)),
    ),
  );
}

/** The first and last day, for who would rather type than drag. */
function daysForm() {
  const from = h("input", { type: "date", name: "date__gte" });
  const until = h("input", { type: "date", name: "date__lte" });
  /** @type {(input: HTMLInputElement) => void} */
  let chosen = () => {};
  const element = h(
    "form",
    { class: "facet days", action: "/", onchange: (/** @type {any} */ event) => chosen(event.target) },
    h("h2", {}, "Days"),
    h(
      "div",
      { class: "days-fields" },
      h("label", {}, h("span", {}, "From"), from),
      h("label", {}, h("span", {}, "Until"), until),
    ),
  );

  /** @param {import("./question.js").Question} question @param {any} summary @param {string} path */
  function show(question, { data: { coverage } }, path) {
    const covered = { date__gte: coverage.start ?? "", date__lte: coverage.end ?? "" };
    for (const input of [from, until]) {
      const otherwise = covered[/** @type {keyof typeof covered} */ (input.name)];
      if (input !== document.activeElement) input.value = day(question.value(input.name)) || otherwise;
    }
    chosen = ({ name, value }) => {
      // While a year is typed the field tells of the years 2, 20 and 202.
      if (value && value < "1000") return;
      // The first day of what matches is no choice, unless one was made: then it may be the very day that is meant.
      const isAll = !question.value(name) && value === covered[/** @type {keyof typeof covered} */ (name)];
      go(viewed(question.with({ date: null, [name]: value && !isAll ? value : null }), path));
    };
  }

  return { element, show };
}

/** A day as the field for it takes it; the API takes months and moments besides. @param {string} value */
const day = (value) => (/^\d{4}-\d\d-\d\d$/.test(value) ? value : "");

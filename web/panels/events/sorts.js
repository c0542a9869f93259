/** The orders of events, as the API names them and as people do. */

import { h } from "../../dom.js";
import { go, viewed } from "../../route.js";

export const FIRST_SORT = "-date";

/** Each with its words; the first is how it is where nobody chose. */
const SORTS = [
  ["-date", "Latest first"],
  ["date", "Earliest first"],
  ["goldstein", "Most hostile first"],
  ["-goldstein", "Most friendly first"],
  ["-mentions", "Most mentioned first"],
  ["mentions", "Least mentioned first"],
  ["-confidence", "Surest first"],
  ["confidence", "Least sure first"],
  ["-updated", "Changed last, first"],
  ["updated", "Changed first, first"],
];

/** @param {import("../../question.js").Question} question */
export const sortOf = (question) => question.value("sort") || FIRST_SORT;

/** The question in another order. @param {import("../../question.js").Question} question @param {string} sort @param {string} path */
function sortedPath(question, sort, path) {
  return viewed(sorted(question, sort), path);
}

/** The question in the same order from its other end. @param {import("../../question.js").Question} question */
export const turned = (question) => sorted(question, reversed(sortOf(question)));

/** @param {import("../../question.js").Question} question @param {string} sort */
const sorted = (question, sort) => question.with({ sort: sort === FIRST_SORT ? null : sort });

/** @param {string} sort */
const reversed = (sort) => (sort.startsWith("-") ? sort.slice(1) : `-${sort}`);

/** A choice of all orders. @param {import("../../question.js").Question} question @param {string} path */
export function sortChoice(question, path) {
  const current = sortOf(question);
  const options = SORTS.map(([value, words]) => h("option", { value, selected: value === current }, words));
  return h(
    "label",
    { class: "sort-choice" },
    h("span", { class: "unseen" }, "Order of the events"),
    h(
      "select",
      {
        onchange: (/** @type {Event} */ event) =>
          go(sortedPath(question, /** @type {HTMLSelectElement} */ (event.target).value, path)),
      },
      options,
    ),
  );
}

/**
 * The head of a column; a link to its order where it has one. `first` is the order that the first click gives.
 * @param {{title: string, first?: string, short?: string}} column
 * @param {import("../../question.js").Question} question
 * @param {string} path
 */
export function columnHead({ title, first, short = title }, question, path) {
  if (!first) return h("th", { scope: "col", role: "columnheader" }, title);
  const current = sortOf(question);
  const name = first.replace("-", "");
  const isSorted = current.replace("-", "") === name;
  return h(
    "th",
    {
      scope: "col",
      role: "columnheader",
      class: `column-${name}`,
      "aria-sort": isSorted ? (current.startsWith("-") ? "descending" : "ascending") : "none",
    },
    h(
      "a",
      {
        id: `sort-${name}`,
        href: sortedPath(question, isSorted ? reversed(current) : first, path),
        title: `Order by ${title.toLowerCase()}`,
      },
      short,
    ),
  );
}

/** Going far in a list that is too long to be scrolled: to a day, and to its other end. */

import { fill, h } from "../../dom.js";
import { setOption, viewed } from "../../route.js";
import { sortOf, turned } from "./sorts.js";

/** A question whose list begins with a day, in an order by days. */
const BEGINNING = /** @type {const} */ ({ "-date": "date__lte", date: "date__gte" });

/** @typedef {import("../../question.js").Question} Question */
/** @typedef {{start: string | null, end: string | null}} Coverage */

/**
 * The day that the list is to begin with, by the options of the address; empty where it begins with its first row.
 * @param {Question} question @param {URLSearchParams} options @param {Coverage} coverage
 */
export function beginning(question, options, { start, end }) {
  const day = /^\d{4}-\d\d-\d\d$/.exec(options.get("from") ?? "")?.[0] ?? "";
  return sortOf(question) in BEGINNING && start && end && start <= day && day <= end ? day : "";
}

/** The question from a day on, in its order. @param {Question} question @param {string} day */
export function from(question, day) {
  return day ? question.with({ [BEGINNING[/** @type {keyof typeof BEGINNING} */ (sortOf(question))]]: day }) : question;
}

/** The controls. Made once, so that whoever types a day is not disturbed. */
export function far() {
  const day = h("input", { type: "date", onchange: chosen });
  const days = h("label", { class: "far-day" }, h("span", {}, "Go to"), day);
  const first = h("button", { class: "quiet", type: "button", onclick: () => setOption("from", "") }, "First row");
  const last = h("a", { class: "plain", id: "far-end" }, "Last rows first");
  const element = h("div", { class: "far" });

  function chosen() {
    // While a year is typed the field tells of the years 2, 20 and 202.
    if (!day.value || (day.value >= day.min && day.value <= day.max)) setOption("from", day.value);
  }

  return {
    element,
    /** @param {Question} question @param {string} path @param {Coverage} coverage @param {string} begins */
    show(question, path, { start, end }, begins) {
      const isByDay = sortOf(question) in BEGINNING && start && end;
      for (const [name, value] of Object.entries({ min: start, max: end })) day.setAttribute(name, value ?? "");
      if (day !== document.activeElement) day.value = begins;
      days.hidden = !isByDay;
      first.hidden = !begins;
      last.href = viewed(turned(question), path, "from");
      if (!element.firstElementChild) fill(element, days, first, last);
    },
    hide: () => fill(element),
  };
}

/** A table that can be sorted by each of its columns, beside a drawing, for those who would rather read. */

import { fill, h, icon } from "../dom.js";
import { goldsteinColour } from "../colours.js";
import { number, signed } from "../words.js";

const SHOWN_FIRST = 60;

/**
 * @typedef {{title: string, short?: string, sort: (row: any) => string | number | null, cell: (row: any) => import("../dom.js").Child,
 *   isNumber?: boolean}} Column
 */

/**
 * @param {{caption: string, columns: Column[], by: number}} about `by` is the column that orders it at first.
 */
export function ranked({ caption, columns, by }) {
  /** @type {any[]} */
  let rows = [];
  let [column, isDown, isWhole] = [by, Boolean(columns[by].isNumber), false];
  const heads = columns.map(head);
  const body = h("tbody");
  const more = h("button", { type: "button", class: "quiet", hidden: true, onclick: showAll });
  const table = h(
    "table",
    { class: "ranked" },
    h("caption", { class: "unseen" }, caption),
    h("thead", {}, h("tr", {}, heads)),
    body,
  );
  const element = h("div", { class: "ranked-scroll" }, table, more);

  /** @param {Column} about @param {number} place */
  function head({ title, short, isNumber }, place) {
    const sorting = h(
      "button",
      { type: "button", onclick: () => sortBy(place), title: short ? title : false },
      short ?? title,
      icon("down"),
    );
    return h("th", { scope: "col", class: isNumber ? "number" : "" }, sorting);
  }

  /** @param {number} place */
  function sortBy(place) {
    isDown = place === column ? !isDown : Boolean(columns[place].isNumber);
    column = place;
    draw();
  }

  function showAll() {
    isWhole = true;
    draw();
  }

  function draw() {
    heads.forEach((one, place) => {
      if (place === column) one.setAttribute("aria-sort", isDown ? "descending" : "ascending");
      else one.removeAttribute("aria-sort");
    });
    const sorted = [...rows].sort((a, b) => compared(columns[column].sort(a), columns[column].sort(b), isDown));
    const shown = isWhole ? sorted : sorted.slice(0, SHOWN_FIRST);
    fill(
      body,
      shown.map((row) =>
        h(
          "tr",
          {},
          columns.map((one, place) => cell(one, row, place)),
        ),
      ),
    );
    more.hidden = shown.length === sorted.length;
    fill(more, `Show all ${number(sorted.length)}`);
  }

  return {
    element,
    /** @param {any[]} given */
    show(given) {
      [rows, isWhole] = [given, false];
      element.scrollTop = 0;
      draw();
    },
  };
}

/** @param {Column} column @param {any} row @param {number} place */
function cell(column, row, place) {
  const held = column.cell(row);
  return place ? h("td", { class: column.isNumber ? "number" : "" }, held) : h("th", { scope: "row" }, held);
}

/** What is not known comes last, either way. @param {any} a @param {any} b @param {boolean} isDown */
function compared(a, b, isDown) {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  const order = typeof a === "string" ? a.localeCompare(b) : a - b;
  return isDown ? -order : order;
}

/** A mean on the Goldstein scale, as a number with its colour. @param {number | null | undefined} value */
export function goldstein(value) {
  if (value === null || value === undefined) return h("span", { class: "muted" }, "–");
  const dot = h("span", { class: "ranked-dot", "aria-hidden": "true" });
  dot.style.setProperty("--dot", `var(--${goldsteinColour(value)})`);
  return [dot, signed(value)];
}

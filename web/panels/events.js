/** The events as a table, to the last row. */

import { ask } from "../ask.js";
import { fill, h, icon, renew } from "../dom.js";
import { failed, frame } from "../panel.js";
import { pathOf, place } from "../route.js";
import { counted, date, number } from "../words.js";
import { beginning, far, from } from "./events/far.js";
import { Rolling } from "./events/rolling.js";
import { COLUMNS, eventRow, FIELDS } from "./events/rows.js";
import { columnHead, sortChoice } from "./events/sorts.js";

/** Rows in the overview. */
const FEW = 12;
/** Rows asked for at once: few enough that to lay them out takes no time that is felt. */
const PAGE = "40";
/** Up to so many rows nobody needs another way to the last than to scroll. */
const MOST_SCROLLED = 200;

/** @returns {import("../panel.js").Panel} */
export function eventsPanel() {
  const order = h("span", {});
  const goes = far();
  const panel = frame({ title: "Events", name: "events", controls: [goes.element, order] });
  const head = h("thead", { role: "rowgroup" });
  let shown = "";
  const again = () => {
    shown = "";
    window.dispatchEvent(new Event("moved"));
    panel.element.scrollIntoView();
  };
  let rolling = new AbortController();
  return {
    element: panel.element,
    needs: "events",
    async show({ question, summary, options, signal }) {
      const { view } = place();
      const path = pathOf(/** @type {import("../route.js").ViewName} */ (view));
      const begins = view === "overview" ? "" : beginning(question, options, summary.data.coverage);
      const link = from(question, begins).at("/v1/events");
      panel.takes({ title: "Events", path: link });
      renew(head, tableHead(question, path));
      if (view === "overview" || isShort(summary.data.count)) goes.hide();
      else goes.show(question, path, summary.data.coverage, begins);
      // Back from a record, the rows are where they were.
      const drawn = `${view} ${link} ${summary.meta.revision}`;
      if (drawn === shown) return;
      shown = "";
      rolling.abort();
      rolling = new AbortController();
      fill(order, sortChoice(question, path));
      const first = begins ? read(await ask(rowsPath(link), signal)) : firstRows(summary);
      const table = h("table", { class: "events", role: "table", "aria-labelledby": "events-title" });
      fill(table, head);
      if (view === "overview") few(panel.body, table, first.rows, question, summary);
      else roll(panel.body, table, { path: link, begins, first, again }, summary, rolling.signal);
      shown = drawn;
    },
  };
}

/** Whether all rows are soon scrolled to. @param {{count: number, is_exact: boolean} | null} count */
const isShort = (count) => count !== null && count.is_exact && count.count <= MOST_SCROLLED;

/** The first rows are those of the summary. @param {any} summary */
const firstRows = ({ data, links }) => ({ rows: data.events, next: links.events_next && rowsPath(links.events_next) });

/** @param {any} answer */
const read = ({ data, links }) => ({ rows: data, next: links.next });

/** The same page, of as many rows as are asked for at once, without what a row does not show. @param {string} path */
function rowsPath(path) {
  const address = new URL(path, location.href);
  address.searchParams.set("limit", PAGE);
  address.searchParams.set("fields", FIELDS);
  return address.pathname + address.search;
}

/** @param {import("../question.js").Question} question @param {string} path */
function tableHead(question, path) {
  const heads = COLUMNS.map((column) => columnHead(column, question, path));
  return h("tr", { role: "row" }, heads);
}

/** Draws rows as a part of the table. @param {any} summary */
function drawing({ data }) {
  /** @type {Map<string, string>} */
  const countries = new Map((data.countries ?? []).map((/** @type {any} */ row) => [row.country, row.country_label]));
  return (/** @type {any[]} */ rows, /** @type {number} */ first) =>
    h(
      "tbody",
      { role: "rowgroup" },
      rows.map((event, index) => eventRow(event, first + index, countries)),
    );
}

/**
 * The first rows, and the way to all.
 * @param {HTMLElement} body @param {HTMLElement} table @param {any[]} rows
 * @param {import("../question.js").Question} question @param {any} summary
 */
function few(body, table, rows, question, summary) {
  const { count } = summary.data;
  table.append(drawing(summary)(rows.slice(0, FEW), 0));
  const known = count?.is_exact ? counted(count.count, "event") : count && `more than ${number(count.count)} events`;
  const more = h(
    "a",
    { class: "plain", href: question.at("/events") },
    known ? `All ${known}` : "All events",
    icon("arrow"),
  );
  fill(body, table, rows.length > FEW && h("p", { class: "panel-more" }, more));
}

/**
 * All rows, as they are scrolled to.
 * @param {HTMLElement} body @param {HTMLElement} table
 * @param {{path: string, begins: string, first: {rows: any[], next: string | null}, again: () => void}} list
 * Which list, the day that it begins with, its first rows, and what shows these again.
 * @param {any} summary @param {AbortSignal} signal
 */
function roll(body, table, { path, begins, first, again }, summary, signal) {
  const { count } = summary.data;
  const total = count ? `${count.is_exact ? "" : "more than "}${number(count.count)}` : "many";
  const of = begins ? `from ${date(begins)} on` : `of ${total}`;
  table.setAttribute("aria-rowcount", String(count?.is_exact && !begins ? count.count + 1 : -1));
  const element = h("div", { class: "rolling" });
  const where = h("p", { class: "rolling-where number" });
  const end = h("div", { class: "rolling-end", role: "status" });
  const back = h("button", { class: "chip", type: "button", hidden: true, onclick: again }, "Back to the first row");
  fill(body, back, element, end, where);
  const list = new Rolling(
    {
      element,
      holder: table,
      read: (page) => (page === path ? Promise.resolve(first) : ask(page, signal).then(read)),
      draw: drawing(summary),
      onMove(from, to) {
        fill(where, `Rows ${number(from + 1)}–${number(to)} ${of}`);
        back.hidden = !list.pages[0].first;
      },
      onEnd: (state, error) =>
        fill(
          end,
          endOf(state, list?.pages.at(-1), error, () => list.again()),
        ),
    },
    signal,
  );
  list.begin(path, first);
}

/**
 * What stands below the last row.
 * @param {"more" | "loading" | "all" | "failed"} state @param {import("./events/rolling.js").Page | undefined} last
 * @param {unknown} error @param {() => void} again
 */
function endOf(state, last, error, again) {
  if (state === "loading") return h("p", { class: "muted" }, "Loading more…");
  if (state === "all") return h("p", {}, `That is all: ${counted(last ? last.first + last.count : 0, "event")}.`);
  if (state === "failed") return failed(error, undefined, again);
  return null;
}

/** A call as a query of Grafana's Infinity data source, whose backend parser reads JSON by dotted paths. */

import { addressOf, without } from "./call.js";

const DAY = /^\d{4}-\d\d-\d\d(T|$)/;

/** @typedef {{selector: string, text: string, type: "string" | "number" | "timestamp" | "boolean"}} Column */

/**
 * The query model, as it stands in the JSON of a panel. `rows` are some of the answer, by which the columns are known.
 * @param {import("./call.js").Call} call
 * @param {Record<string, any>[]} rows
 */
export function infinityQuery(call, rows) {
  return {
    refId: "A",
    type: "json",
    source: "url",
    parser: "backend",
    format: "table",
    url: addressOf(without(call, ["format"])),
    url_options: { method: "GET" },
    root_selector: call.shape === "record" ? "" : "data",
    columns: columnsOf(rows),
  };
}

/** A column for each plain value; lists, of which a cell would show only text, are left out. @param {any[]} rows */
export function columnsOf(rows) {
  /** @type {Map<string, Column["type"]>} */
  const types = new Map();
  for (const row of rows) {
    for (const [selector, value] of plain(row)) {
      // What is null here may be a number in the next row.
      if (value !== null || !types.has(selector)) types.set(selector, typeOf(value));
    }
  }
  return [...types].map(([selector, type]) => ({ selector, text: selector, type }));
}

/** @param {any} record @param {string} [above] @returns {[string, any][]} */
function plain(record, above = "") {
  return Object.entries(record).flatMap(([name, value]) => {
    if (Array.isArray(value)) return [];
    return value && typeof value === "object" ? plain(value, `${above}${name}.`) : [[`${above}${name}`, value]];
  });
}

/** @param {any} value @returns {Column["type"]} */
function typeOf(value) {
  if (typeof value === "number" || typeof value === "boolean") return /** @type {any} */ (typeof value);
  return typeof value === "string" && DAY.test(value) ? "timestamp" : "string";
}

/** What a path of the API answers with, and by which address it answers in other forms. Nothing here needs a page. */

import { readable } from "../question.js";

/**
 * A path as it is called. `shape` is what answers: a list in pages, rows all at once, one record, or a file.
 * @typedef {{origin: string, path: string, parameters: [string, string][], shape: "list" | "rows" | "record" | "file"}} Call
 */

const LIST = /^\/v1\/(events|quotes|articles|entities|sources|datasets)$/;
/** Lists that are read in pages, and are there in no other form. */
const PAGED = /^\/v1\/(changes|\w+\/\w+\/history)$/;
const ROWS = /^\/v1\/((events|quotes|articles)\/aggregate|graph\/(nodes|edges))$/;
const FILE = /^\/v1\/\w+\/export$/;

/** What says which page of a list is shown and how, and not which records are in it. */
const OF_A_PAGE = ["limit", "cursor", "count", "fields", "expand", "format"];
/** What says how rows are made of records, and not of which. */
const OF_ROWS = ["group_by", "metric", "top", "smooth", "unit", "sort", "sample", "seed", "explode"];
/** The greatest page: the fewest requests. */
const MOST_ON_A_PAGE = 200;

/** @param {string} path @param {string} origin @returns {Call} */
export function callOf(path, origin) {
  const address = new URL(path, origin);
  const { pathname, searchParams } = address;
  return { origin: address.origin, path: pathname, parameters: [...searchParams], shape: shapeOf(pathname) };
}

/** @param {string} path @returns {Call["shape"]} */
function shapeOf(path) {
  if (LIST.test(path) || PAGED.test(path)) return "list";
  if (ROWS.test(path)) return "rows";
  return FILE.test(path) ? "file" : "record";
}

/** The whole address of a call. @param {Call} call */
export function addressOf({ origin, path, parameters }) {
  const query = readable(new URLSearchParams(parameters).toString());
  return `${origin}${path}${query && `?${query}`}`;
}

/** @param {Call} call @param {readonly string[]} names @returns {Call} */
export function without(call, names) {
  return { ...call, parameters: call.parameters.filter(([name]) => !names.includes(name)) };
}

/** @param {Call} call @param {string} name @param {string} value @returns {Call} */
export function plus(call, name, value) {
  return { ...call, parameters: [...without(call, [name]).parameters, [name, value]] };
}

/** The call that gives all pages of a list in the fewest requests; of what has no pages, the call itself. @param {Call} call */
export function wholly(call) {
  if (call.shape !== "list" || isSample(call)) return call;
  return plus(without(call, ["cursor"]), "limit", String(MOST_ON_A_PAGE));
}

/** The call that gives the same as CSV, without pages; null for what is no table. @param {Call} call */
export function asCsv(call) {
  if (call.shape === "record" || PAGED.test(call.path)) return null;
  if (call.shape === "file") return without(call, ["format"]);
  if (call.shape === "list" && !isSample(call)) return { ...without(call, OF_A_PAGE), path: `${call.path}/export` };
  return plus(without(call, ["fields", "expand"]), "format", "csv");
}

/** The filters alone: which records the answer is made of. @param {Call} call */
export function filtersOf(call) {
  return without(call, [...OF_A_PAGE, ...OF_ROWS]).parameters;
}

/** @param {Call} call */
function isSample({ parameters }) {
  return parameters.some(([name]) => name === "sample");
}

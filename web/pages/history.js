/** The versions of a record as a list of changes, the newest first. */

import { h } from "../dom.js";
import { recordPath } from "../route.js";
import { instant } from "../words.js";
import { none } from "./record.js";

const DONE = /** @type {Record<string, string>} */ ({
  created: "Recorded",
  updated: "Changed",
  merged: "Merged into another record",
  deleted: "Deleted",
});
/** Values longer than this are told by their beginning. */
const LONGEST = 160;

/** @param {any[]} versions @param {string | null} next */
export function changes(versions, next) {
  if (!versions.length) return none("Nothing is known of its history.");
  return [
    h("ol", { class: "changes" }, versions.map(change)),
    next && h("p", {}, h("a", { href: next }, "Earlier changes")),
  ];
}

/** @param {any} version */
function change({ operation, at, load, into, reason, changed }) {
  return h(
    "li",
    {},
    h(
      "p",
      {},
      h("strong", {}, DONE[operation] ?? operation),
      " ",
      h("time", { datetime: at, class: "muted" }, instant(at)),
    ),
    h(
      "p",
      { class: "muted small" },
      load ? ["From ", h("span", { dir: "auto" }, load.file_name), ` (${load.dataset})`] : "By hand",
    ),
    reason && h("p", { dir: "auto" }, `“${reason}”`),
    into && h("p", {}, h("a", { href: recordPath(into) }, "The record that stands for it")),
    changed.length > 0 && h("dl", { class: "changed" }, changed.map(difference)),
  );
}

/** @param {{path: string, before: unknown, after: unknown}} one */
function difference({ path, before, after }) {
  return h(
    "div",
    {},
    h("dt", {}, path.replaceAll("_", " ").replaceAll(".", ", ")),
    h("dd", { dir: "auto" }, h("del", {}, told(before)), " → ", h("ins", {}, told(after))),
  );
}

/** A value of a record in words: of those named in it their names. @param {any} value @returns {string} */
function told(value) {
  if (value === null || value === undefined || value === "") return "nothing";
  if (Array.isArray(value)) return value.length ? short(value.map(told).join(", ")) : "nothing";
  if (typeof value === "object")
    return short(String(value.name ?? value.summary ?? value.text ?? JSON.stringify(value)));
  return short(String(value));
}

/** @param {string} words */
const short = (words) => (words.length > LONGEST ? `${words.slice(0, LONGEST)}…` : words);

/** Where the reader is: the view in the path, the question after `?`, how a view is drawn after `#`. */

import { Question } from "./question.js";

/** The views of a question, in the order of their tabs. The first is the page at `/`. */
export const VIEWS = /** @type {const} */ (["overview", "timeline", "map", "network", "events", "quotes"]);

/** @typedef {(typeof VIEWS)[number]} ViewName */
/** @typedef {{view: ViewName | "event" | "entity" | "article" | "nowhere", id: string, question: Question, options: URLSearchParams}} Place */

const RECORD = /^\/(event|entitie|article)s\/([^/]+)\/?$/;
const ID = /^[a-z]{3}_[0-9a-z]+$/;
/** What is asked for in place of what cannot be an id: that there is none is for the API to say. */
const NO_ID = "-";
const SINGULAR = /** @type {const} */ ({ event: "event", entitie: "entity", article: "article" });

/** Where the address says the reader is. @returns {Place} */
export function place(location = window.location) {
  const question = new Question(location.search);
  const options = new URLSearchParams(location.hash.slice(1));
  const record = RECORD.exec(location.pathname);
  if (record) {
    const view = SINGULAR[/** @type {keyof typeof SINGULAR} */ (record[1])];
    return { view, id: ID.test(record[2]) ? record[2] : NO_ID, question, options };
  }
  const named = location.pathname.replaceAll("/", "");
  const view = VIEWS.find((one) => one === named);
  if (!view && named && !location.pathname.startsWith("/embed/"))
    return { view: "nowhere", id: location.pathname, question, options };
  return { view: view ?? "overview", id: "", question, options };
}

/** @param {ViewName} view */
export function pathOf(view) {
  return view === "overview" ? "/" : `/${view}`;
}

/**
 * The address of a question in a view. From view to view it is drawn as it was; the options of a record are its own.
 * @param {Question} question @param {string} [path] @param {string} [without] an option that is left out
 */
export function viewed(question, path = location.pathname, without = "") {
  const { id, options } = place();
  options.delete(without);
  return question.at(path) + (!id && String(options) ? `#${options}` : "");
}

/** The page of a record. @param {string} id */
export function recordPath(id) {
  const folder = { evt: "events", ent: "entities", art: "articles" }[id.slice(0, 3)];
  return folder ? `/${folder}/${id}` : `/v1/sources/${id}`;
}

/** Paths that the page shows itself; all others are left to the browser. */
const OWN = new RegExp(`^/(${VIEWS.join("|")})?/?$|${RECORD.source}`);

/**
 * Go to an address of the page.
 * @param {string} href
 * @param {{replace?: boolean}} [how]
 */
export function go(href, { replace = false } = {}) {
  history[replace ? "replaceState" : "pushState"](null, "", href);
  window.dispatchEvent(new Event("moved"));
}

/** Change how a view is drawn, without a step for Back. @param {string} name @param {string} value */
export function setOption(name, value) {
  const { options } = place();
  if (value) options.set(name, value);
  else options.delete(name);
  go(`${location.pathname}${location.search}${String(options) && `#${options}`}`, { replace: true });
}

/** Take over plain clicks on links to the page's own places. @param {MouseEvent} event */
export function followed(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
    return;
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  const href = link?.getAttribute("href");
  if (!href || link?.hasAttribute("download") || link?.getAttribute("target")) return;
  const address = new URL(href, location.href);
  if (address.origin !== location.origin || !OWN.test(address.pathname)) return;
  event.preventDefault();
  go(address.pathname + address.search + address.hash);
}

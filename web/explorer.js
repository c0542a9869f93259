/** The explorer: what stands in the address is shown, and every change is a change of the address. */

import { fill, h } from "./dom.js";
import { exploring } from "./exploring.js";
import { footer } from "./footer.js";
import { masthead } from "./masthead.js";
import { failed } from "./panel.js";
import { pause } from "./pausing.js";
import { followed, place } from "./route.js";

/** A page: made when it is first needed; `show` is called at each place. */
/** @typedef {{element: HTMLElement, show: (place: import("./route.js").Place, signal: AbortSignal) => Promise<string>}} Page */

const root = /** @type {HTMLElement} */ (document.getElementById("explorer"));
const head = masthead();
const main = h("main", { id: "main", tabindex: -1 });
fill(
  root,
  h("a", { class: "skip", href: "#main", onclick: skipped }, "Skip to the content"),
  head.element,
  main,
  footer(),
);

/** @type {Map<string, Page>} */
const pages = new Map();
let asking = new AbortController();
let shownPath = "";

async function show() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  const here = place();
  head.show(here);
  main.setAttribute("aria-busy", "true");
  const page = await pageOf(here.view);
  if (signal.aborted) return;
  if (main.firstElementChild !== page.element) fill(main, page.element);
  // Another page begins at its top; another filter leaves the reader where he is.
  if (shownPath && shownPath !== location.pathname && here.id) window.scrollTo(0, 0);
  shownPath = location.pathname;
  try {
    document.title = `${await page.show(here, signal)} · Dateline`;
  } catch (error) {
    if (signal.aborted) return;
    fill(page.element, failed(error, here.question));
    pages.clear();
  }
  if (!signal.aborted) main.setAttribute("aria-busy", "false");
}

/** @param {import("./route.js").Place["view"]} view */
async function pageOf(view) {
  const record = view === "event" || view === "entity" || view === "article" || view === "nowhere" ? view : null;
  const name = record ?? "exploring";
  const page = pages.get(name) ?? (record ? (await import("./pages/records.js"))[record]() : exploring());
  pages.set(name, page);
  return page;
}

/** @param {Event} event */
function skipped(event) {
  event.preventDefault();
  main.focus();
}

window.addEventListener("popstate", show);
window.addEventListener("moved", show);
document.addEventListener("click", followed);
document.addEventListener("keydown", (event) => {
  const typing = event.target instanceof Element && event.target.closest("input, textarea, select, dialog");
  if (event.key === "/" && !typing && !event.metaKey && !event.ctrlKey) {
    event.preventDefault();
    head.focus();
  }
});
// What makes the page and what fills it are two tasks.
pause().then(show);

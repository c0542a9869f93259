/** One panel alone, in a frame of somebody's page. The address holds what it shows, as the explorer's does. */

import { ask } from "./ask.js";
import { fill, h } from "./dom.js";
import { tellHeight } from "./embed/height.js";
import { line } from "./embed/line.js";
import { isOfQuotes, quotesAlone } from "./embed/quotes.js";
import { complete } from "./late.js";
import { eventPage } from "./pages/event.js";
import { empty, failed, shown } from "./panel.js";
import { mapPanel } from "./panels/map.js";
import { networkPanel } from "./panels/network.js";
import { quotesCounted, quotesPanel } from "./panels/quotes.js";
import { timelinePanel } from "./panels/timeline.js";
import { place, recordPath } from "./route.js";
import { datasetsOf, summed } from "./summed.js";
import { titled } from "./take/titles.js";

const PANELS = { timeline: timelinePanel, map: mapPanel, network: networkPanel, quotes: quotesPanel };
const TITLES = { timeline: "Timeline", map: "Map", network: "Network", quotes: "Quotes" };
const MOST_DATASETS = 3;

/** @typedef {import("./route.js").Place} Place */
/** @typedef {{element: HTMLElement, show: (place: Place, signal: AbortSignal) => Promise<Parameters<typeof line>[0]>}} Embed */

const own = location.pathname;
const kind = own.split("/")[2];
const root = /** @type {HTMLElement} */ (document.getElementById("embed"));
const embed = kind === "event" ? eventEmbed() : panelEmbed(/** @type {keyof typeof PANELS} */ (kind));
const foot = h("footer", { class: "embed-line" });
const main = h("main", { id: "main" }, embed.element);
// An event has a heading of its own.
const heading = kind === "event" ? null : h("h1");
fill(root, heading && h("header", { class: "unseen" }, heading), main, foot);

let asking = new AbortController();
let theme = place().options.get("theme");

async function show() {
  asking.abort();
  asking = new AbortController();
  const { signal } = asking;
  main.setAttribute("aria-busy", "true");
  try {
    const about = await embed.show(place(), signal);
    document.title = `${about.title} · Dateline`;
    if (heading) fill(heading, about.title);
    fill(foot, line(about));
  } catch (error) {
    if (signal.aborted) return;
    fill(main, failed(error));
    fill(foot, line({ title: "Dateline", href: "/", datasets: [] }));
  }
  if (!signal.aborted) main.setAttribute("aria-busy", "false");
}

/** @param {keyof typeof PANELS} name @returns {Embed} */
function panelEmbed(name) {
  const panel = PANELS[name]();
  return {
    element: panel.element,
    async show({ question, options }, signal) {
      if (name === "quotes" && isOfQuotes(question)) {
        const { path: href, summary, ...told } = await quotesAlone(question, signal);
        if (main.firstElementChild !== panel.element) fill(main, panel.element);
        await shown(panel, { question, summary, options, signal });
        return { title: titled(TITLES[name], question), href, what: "reported quote", ...told };
      }
      const summary = await summed(question, signal);
      const { count } = summary.data;
      const isQuotes = name === "quotes";
      const hasNone = !isQuotes && count?.count === 0;
      const wanted = hasNone ? empty("No event matches all of these filters.") : panel.element;
      if (main.firstElementChild !== wanted) fill(main, wanted);
      const show = () => shown(panel, { question, summary, options, signal });
      if (!hasNone) await show();
      if (!hasNone) complete(summary, [panel.needs ?? [], panel.uses ?? []].flat(), signal, show);
      const own = question.without(isQuotes ? summary.meta.left_out.quotes : []);
      const told = isQuotes ? { what: "reported quote", count: await quotesCounted(summary, signal) } : { count };
      const datasets = datasetsOf(question, summary) ?? [];
      const about = { title: titled(TITLES[name], own, summary), href: own.at(`/${name}`), ...told };
      return { ...about, datasets: datasets.length > MOST_DATASETS ? [] : datasets };
    },
  };
}

/** @returns {Embed} */
function eventEmbed() {
  const page = eventPage();
  return {
    element: page.element,
    async show({ question, options }, signal) {
      // Without an id, the answer is to be that there is no such event, and not the list of all.
      const id = question.value("id") || "-";
      const record = await ask(`/v1/events/${encodeURIComponent(id)}`, signal);
      const title = await page.show({ view: "event", id: record.id, question, options }, signal);
      return { title, href: recordPath(record.id), datasets: [record.dataset] };
    },
  };
}

/** Where a panel would go to another view of the question, the frame stays and asks the other question itself. */
function moved() {
  const { view, question, options } = place();
  if (location.pathname === own) theme = options.get("theme");
  else if (theme) options.set("theme", theme);
  const asked = location.href;
  history.replaceState(null, "", `${question.at(own)}${String(options) && `#${options}`}`);
  if (["event", "entity", "article"].includes(view)) window.open(asked, "_blank", "noopener");
  else show();
}

/** What leads elsewhere opens beside the page that holds the frame: nothing else of this server may be framed. */
/** @param {Event} event */
function outside({ target }) {
  const link = target instanceof Element ? target.closest("a[href]") : null;
  if (!link || link.hasAttribute("download") || link.getAttribute("href")?.startsWith("#")) return;
  link.setAttribute("target", "_blank");
  link.setAttribute("rel", "noopener");
}

window.addEventListener("moved", moved);
window.addEventListener("popstate", show);
document.addEventListener("click", outside, true);
tellHeight(root);
show();

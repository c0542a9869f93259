/** The page of a question: what is asked, how much matches, and its panels. */

import { fill, h, renew } from "./dom.js";
import { chips, LISTED, rail } from "./filters.js";
import { complete, faultOf, isLate } from "./late.js";
import { eventsPanel } from "./panels/events.js";
import { mapPanel } from "./panels/map.js";
import { networkPanel } from "./panels/network.js";
import { quotesPanel } from "./panels/quotes.js";
import { timelinePanel } from "./panels/timeline.js";
import { empty, failed, shown } from "./panel.js";
import { pause } from "./pausing.js";
import { pathOf, viewed, VIEWS } from "./route.js";
import { datasetsOf, summed } from "./summed.js";
import { titled } from "./take/titles.js";
import { counted, filterName, number, percent, range } from "./words.js";

const TITLES = {
  overview: "Overview",
  timeline: "Timeline",
  map: "Map",
  network: "Network",
  events: "Events",
  quotes: "Quotes",
};

/** Which panels a view shows, in their order on the page. */
const SHOWN = /** @type {const} */ ({
  overview: ["timeline", "map", "network", "events", "quotes"],
  timeline: ["timeline", "events"],
  map: ["map", "events"],
  network: ["network", "events"],
  events: ["events"],
  quotes: ["quotes"],
});

const PANELS = {
  timeline: timelinePanel,
  map: mapPanel,
  network: networkPanel,
  events: eventsPanel,
  quotes: quotesPanel,
};

/** @typedef {keyof typeof PANELS} PanelName */

export function exploring() {
  /** @type {Map<PanelName, import("./panel.js").Panel>} */
  const panels = new Map();
  const asked = h("div", { class: "asked" });
  const headline = h("div", { class: "headline", role: "status" });
  const tabs = h("nav", { class: "tabs", "aria-label": "Views" });
  const choices = rail();
  const content = h("div", { class: "panels" });
  const element = h(
    "div",
    { class: "exploring" },
    h("div", { class: "top" }, asked, headline, tabs),
    choices.element,
    content,
  );

  /** @param {PanelName} name */
  function panel(name) {
    const made = panels.get(name) ?? PANELS[name]();
    panels.set(name, made);
    return made;
  }

  /** @param {import("./route.js").Place} place @param {AbortSignal} signal */
  async function show({ view, question, options }, signal) {
    const name = /** @type {keyof typeof SHOWN} */ (view);
    const path = pathOf(name);
    renew(tabs, tabLinks(name, question));
    renew(asked, chips(question, path));
    const wanted = SHOWN[name].map(panel);
    if (content.dataset.view !== name) lay(wanted);
    content.dataset.view = name;
    let summary;
    // What stands here is still of the question before.
    element.classList.add("asking");
    if (!headline.firstChild) fill(headline, h("p", { class: "muted" }, "Counting the reported events…"));
    try {
      summary = await summed(question, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      fill(headline, h("h1", {}, "This cannot be answered"));
      choices.hide();
      fill(content, failed(error, question));
      return TITLES[name];
    } finally {
      if (!signal.aborted) element.classList.remove("asking");
    }
    const given = { question, summary, options, signal };
    const all = tell(given, path, wanted, () => true);
    complete(summary, partsOf(wanted), signal, (part) =>
      tell(given, path, wanted, ({ needs, uses }) => needs === part || Boolean(uses?.includes(part))),
    );
    await all;
    return titled(TITLES[name], question.without(name === "quotes" ? summary.meta.left_out.quotes : []), summary);
  }

  /**
   * Tell what there is of a summary, and show it in those of the wanted panels that it is new to.
   * @param {import("./panel.js").View} given @param {string} path @param {import("./panel.js").Panel[]} wanted
   * @param {(panel: import("./panel.js").Panel) => boolean} isNewTo
   */
  async function tell(given, path, wanted, isNewTo) {
    const { question, summary } = given;
    renew(asked, chips(question, path, summary));
    const said = h("div", {}, headlineOf(question, summary));
    // What is the same is not said again to who listens.
    if (said.textContent !== headline.textContent) fill(headline, ...said.childNodes);
    choices.show(question, summary, path);
    if (summary.data.count?.count === 0) return fill(content, nothing(question, summary, path));
    lay(wanted);
    const work = [];
    for (const one of wanted.filter(isNewTo)) {
      await pause();
      if (given.signal.aborted) break;
      work.push(shown(one, given));
    }
    await Promise.all(work);
  }

  /** Lay these panels out, unless they lie there: whoever drags or types in one stays there. */
  /** @param {import("./panel.js").Panel[]} wanted */
  function lay(wanted) {
    const elements = wanted.map((one) => one.element);
    const lie = [...content.children];
    if (lie.length !== elements.length || lie.some((one, place) => one !== elements[place])) fill(content, elements);
  }

  return { element, show };
}

/** @param {keyof typeof TITLES} current @param {import("./question.js").Question} question */
function tabLinks(current, question) {
  return VIEWS.map((view) =>
    h(
      "a",
      {
        class: "tab",
        id: `tab-${view}`,
        href: viewed(question, pathOf(view)),
        "aria-current": view === current ? "page" : false,
      },
      TITLES[view],
    ),
  );
}

/** The parts that these panels, the lists and the headline show, what is most looked for first. */
/** @param {import("./panel.js").Panel[]} panels */
function partsOf(panels) {
  return ["count", ...panels.flatMap(({ needs, uses = [] }) => [needs ?? [], uses].flat()), ...LISTED, "total"];
}

/** How many events, over which days, and how surely they are told. */
/** @param {import("./question.js").Question} question @param {any} summary */
function headlineOf(question, summary) {
  const { count, total, coverage, timeline } = summary.data;
  const datasets = datasetsOf(question, summary);
  if (!count && isLate(summary, "count") && !faultOf(summary, "count"))
    return h("h1", {}, "Counting the reported events…");
  if (!count) return h("h1", {}, "Reported events, too many to count at once");
  if (!count.count) return h("h1", {}, "Nothing matches");
  const all = total && total.count > count.count ? ` of ${number(total.count)}` : "";
  const told = (timeline ?? []).filter((/** @type {any} */ row) => row.status === "asserted");
  const asserted = told.reduce((/** @type {number} */ sum, /** @type {any} */ row) => sum + row.count, 0);
  return [
    h(
      "h1",
      {},
      count.is_exact ? "" : "More than ",
      h("span", { class: "figure" }, number(count.count)),
      all,
      count.count === 1 && !all ? " reported event" : " reported events",
      all && count.is_exact && total.is_exact && `, ${percent(count.count / total.count)}`,
    ),
    h(
      "p",
      { class: "muted" },
      coverage.start && [range(coverage.start, coverage.end), " · "],
      timeline && `${percent(asserted / count.count)} told as fact · `,
      datasets && `${counted(datasets.length, "dataset")} · `,
      h("span", { class: "honest" }, "Reported events, not ground truth"),
    ),
  ];
}

/** @param {import("./question.js").Question} question @param {any} summary @param {string} path */
function nothing(question, summary, path) {
  return empty(
    "No event matches all of these filters.",
    summary.meta.warnings.map((/** @type {string} */ said) => h("p", {}, said)),
    h(
      "p",
      { class: "remedies" },
      question.chosen.map(([name]) =>
        h("a", { class: "chip", href: viewed(question.with({ [name]: null }), path) }, `without ${filterName(name)}`),
      ),
    ),
  );
}

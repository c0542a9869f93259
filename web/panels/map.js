/** The map: how many events each country has, and where within it they were as far as that is known. */

import { fill, h } from "../dom.js";
import { frame } from "../panel.js";
import { setOption, viewed } from "../route.js";
import { counted, number, percent } from "../words.js";
import { mapCanvas } from "./map/canvas.js";
import { besides } from "./besides.js";
import { lazily } from "./lazily.js";
import { goldstein, ranked } from "./ranked.js";

/** @returns {import("../panel.js").Panel} */
export function mapPanel() {
  const shade = shading();
  const panel = frame({ title: "Map", name: "map", controls: [shade.element] });
  const canvas = mapCanvas();
  const table = ranked({
    caption: "Countries, with how many events happened in each and their mean on the Goldstein scale",
    by: 1,
    columns: [
      { title: "Country", sort: (row) => row.name, cell: (row) => countryCell(row) },
      { title: "Events", sort: (row) => row.count, cell: (row) => number(row.count), isNumber: true },
      {
        title: "Mean Goldstein",
        short: "Goldstein",
        sort: (row) => row.goldstein ?? null,
        cell: (row) => goldstein(row.goldstein),
        isNumber: true,
      },
    ],
  });
  const beside = besides(canvas.element, table.element, "Countries as a list");

  return {
    element: panel.element,
    needs: "countries",
    async show(view) {
      const { question, summary, options } = view;
      const rows = summary.data.countries;
      panel.takes({
        title: "Events by country",
        path: summary.links.countries,
        embed: question.at("/embed/map"),
        picture: canvas.picture,
      });
      shade.show(options);
      panel.say(unplaced(rows));
      table.show(rows.map((/** @type {any} */ row) => listed(row, question)));
      if (panel.body.firstElementChild !== beside) fill(panel.body, beside);
      await lazily(panel, view, () => canvas.show(view));
    },
  };
}

/** The choice of what the shading says. */
function shading() {
  const kinds = [
    { value: "", title: "Events" },
    { value: "goldstein", title: "Goldstein" },
  ];
  const buttons = kinds.map(({ value, title }) =>
    h("button", { type: "button", onclick: () => setOption("map", value) }, title),
  );
  return {
    element: h("div", { class: "segments", role: "group", "aria-label": "Shade countries by" }, buttons),
    /** @param {URLSearchParams} options */
    show(options) {
      kinds.forEach(({ value }, place) =>
        buttons[place].setAttribute("aria-pressed", String((options.get("map") ?? "") === value)),
      );
    },
  };
}

/** How many events are not on the map, because no country is known. @param {any[]} rows */
function unplaced(rows) {
  const all = rows.reduce((sum, row) => sum + row.count, 0);
  const nowhere = rows.find((row) => row.country === null)?.count ?? 0;
  if (!nowhere) return "Every event is told with its country.";
  if (nowhere === all) return `None of ${counted(all, "event")} is told with its country.`;
  return `${number(nowhere)} of ${counted(all, "event")} (${percent(nowhere / all)}) name no country and are not shaded.`;
}

/** @param {any} row @param {import("../question.js").Question} question */
function listed(row, question) {
  const isCountry = row.country !== null && row.country !== "other";
  return {
    name: isCountry ? (row.country_label ?? row.country) : row.country ? "All others" : "No country told",
    href: isCountry && viewed(question.toggled("country", row.country)),
    isChosen: isCountry && question.values("country").includes(row.country),
    count: row.count,
    goldstein: row.avg_goldstein,
  };
}

/** @param {any} row */
function countryCell({ name, href, isChosen }) {
  if (!href) return h("span", { class: "muted" }, name);
  return h("a", { href, "aria-current": isChosen ? "true" : false }, name);
}

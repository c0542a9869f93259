/** The ways in which a panel is taken along, each a tab of the dialog: what it is for, and the words to copy. */

import { ask } from "../ask.js";
import { h, icon } from "../dom.js";
import { place } from "../route.js";
import { addressOf, asCsv, callOf, plus } from "./call.js";
import { bibtex, csl, inWords } from "./cite.js";
import { curl, python, r } from "./code.js";
import { embedCode } from "./embed.js";
import { infinityQuery } from "./grafana.js";
import { pngFile, svgFile } from "./picture.js";
import { sourcesOf } from "./sources.js";
import { titledHere } from "./titles.js";

/**
 * What a tab is made of: a line on what it is for, and what is shown. `copy` makes named words with a button that copies them.
 * @typedef {(words: string, name: string) => HTMLElement} Copy
 * @typedef {{use: import("../panel.js").Use, call: import("./call.js").Call, copy: Copy}} Taken
 * @typedef {import("../dom.js").Child[] | Promise<import("../dom.js").Child[]>} Shown
 * @typedef {{name: string, title: string, shown: (taken: Taken) => Shown, fits?: (taken: Taken) => boolean}} Way
 */

/** So many records tell which columns a list has. */
const SAMPLE = 5;
/** A longer name of a file is cut. */
const MOST_LETTERS = 60;

/** @type {Way[]} */
const WAYS = [
  { name: "link", title: "Link", shown: link },
  { name: "api", title: "API", shown: api },
  { name: "curl", title: "curl", shown: ({ call, copy }) => [copy(`${curl(call)}\n`, "In a terminal")] },
  { name: "python", title: "Python", shown: ({ call, copy }) => [copy(python(call), "With requests and pandas")] },
  { name: "r", title: "R", shown: ({ call, copy }) => [copy(r(call), "With jsonlite")] },
  { name: "csv", title: "CSV", shown: csv, fits: ({ call }) => asCsv(call) !== null },
  { name: "grafana", title: "Grafana", shown: grafana, fits: ({ call }) => call.shape !== "file" },
  { name: "embed", title: "Embed", shown: embed, fits: ({ use }) => Boolean(use.embed) },
  { name: "cite", title: "Cite", shown: cite },
  { name: "picture", title: "Picture", shown: picture, fits: ({ use }) => Boolean(use.picture?.().length) },
];

/** The ways in which this can be taken along. @param {Taken} taken */
export function waysOf(taken) {
  return WAYS.filter(({ fits }) => !fits || fits(taken));
}

/** @param {Taken} taken */
function link({ copy }) {
  return [copy(location.href, "The page as you see it")];
}

/** @param {Taken} taken */
function api({ call, copy }) {
  const address = addressOf(call);
  return [
    copy(address, "What this panel shows, as JSON"),
    h("p", {}, outside("Open it", address), " · ", outside("All parameters", "/docs")),
  ];
}

/** @param {Taken} taken */
function csv({ call, copy }) {
  const address = addressOf(asCsv(call) ?? call);
  const whole = call.shape === "rows" ? "The rows of this panel" : "All that matches, a row a record";
  return [
    `${whole}. Codes begin with zeros: read them as text.`,
    h("p", {}, h("a", { class: "plain", href: address, download: "" }, icon("down"), "Download CSV")),
    copy(address, "Its address, for a program"),
  ];
}

/** @param {Taken} taken */
async function grafana({ call, copy }) {
  const few = call.shape === "list" ? plus(call, "limit", String(SAMPLE)) : call;
  const answer = await ask(addressOf({ ...few, origin: "" }));
  const query = infinityQuery(call, call.shape === "record" ? [answer] : answer.data);
  return [
    "With the Infinity data source:",
    h(
      "dl",
      { class: "use-fields" },
      [
        ["Type", "JSON"],
        ["Parser", "Backend"],
        ["Source", "URL"],
        ["URL", query.url],
        ["Root selector", query.root_selector || "(empty)"],
        ["Columns", query.columns.map(({ selector, type }) => `${selector} (${type})`).join(", ")],
      ].map(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]),
    ),
    copy(JSON.stringify(query, null, 2), "The same for the JSON of a panel"),
  ];
}

/** @param {Taken} taken */
async function embed({ use, call, copy }) {
  const path = `${use.embed}#${drawn()}`;
  return [
    copy(embedCode(path, await titledHere(use), call.origin), "For a page of yours"),
    "The script gives the frame its height. theme=light or theme=dark in place of auto chooses its colours.",
    h("p", {}, outside("See it alone", path)),
  ];
}

/** How a frame is drawn: as the view is now, in the colours of its reader. The options of a record are its own. */
function drawn() {
  const { id, options } = place();
  const how = id ? new URLSearchParams() : options;
  how.delete("from");
  how.set("theme", "auto");
  return how;
}

/** @param {Taken} taken */
async function cite({ use, call, copy }) {
  const cited = {
    title: await titledHere(use),
    url: location.href,
    accessed: new Date(),
    ...(await sourcesOf(call)),
  };
  return [copy(inWords(cited), "In words"), copy(bibtex(cited), "BibTeX"), copy(csl(cited), "CSL-JSON")];
}

/** @param {Taken} taken */
async function picture({ use }) {
  const about = { title: await titledHere(use), source: location.href };
  const files = { SVG: svgFile, PNG: pngFile };
  const buttons = Object.entries(files).map(([name, file]) =>
    h(
      "button",
      {
        class: "plain",
        type: "button",
        onclick: async () => {
          const drawings = use.picture?.() ?? [];
          if (drawings.length) download(await file(drawings, about), fileName(use.title, name));
        },
      },
      icon("down"),
      `Download ${name}`,
    ),
  );
  return [
    "As it is drawn now, with its title and source. SVG stays sharp at any size.",
    h("p", { class: "use-files" }, buttons),
  ];
}

/** @param {string} title @param {string} form */
function fileName(title, form) {
  return `${title.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, MOST_LETTERS)}.${form}`.toLowerCase();
}

/** @param {Blob} file @param {string} name */
function download(file, name) {
  const address = URL.createObjectURL(file);
  h("a", { href: address, download: name }).click();
  // The browser has begun to read by then.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {string} said @param {string} href */
function outside(said, href) {
  return h("a", { href, target: "_blank", rel: "noopener" }, said);
}

/** @param {import("../panel.js").Use} use @param {Copy} copy @returns {Taken} */
export function taken(use, copy) {
  return { use, call: callOf(use.path, location.origin), copy };
}

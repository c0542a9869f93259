/** What a view is called where it stands alone: its title with the filters behind it, as people read them. */

import { valueName } from "../filters.js";
import { place } from "../route.js";
import { summed } from "../summed.js";
import { between, filterName } from "../words.js";

const RECORDS = ["event", "entity", "article"];

/** @param {string} title @param {import("../question.js").Question} question @param {any} [summary] which names codes and ids */
export function titled(title, question, summary) {
  const filters = question.chosen.map(([name, values]) => {
    const said = values.map((value) => valueName(name, value, summary));
    return `${filterName(name)} ${said.join(` ${between(name)} `)}`;
  });
  return filters.length ? `${title}: ${filters.join(", ")}` : title;
}

/** The title of a panel on the page as it is. @param {import("../panel.js").Use} use */
export async function titledHere({ title, leftOut = [] }) {
  const { view, question } = place();
  if (RECORDS.includes(view)) {
    const record = document.title.replace(/ · Dateline$/, "");
    if (record.includes(title)) return record;
    return title.includes(record) ? title : `${title}: ${record}`;
  }
  // The page has asked for it, so it is there.
  return titled(title, question.without(leftOut), await summed(question));
}

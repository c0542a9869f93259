/** Parts that a summary gave up so as to answer soon: each is asked for by itself, and put in its place when it comes. */

import { ask } from "./ask.js";

/** How many are asked for at a time, for each keeps the server at work for long. */
const AT_ONCE = 2;

/** What is wrong with the parts of a summary: they are asked for again only if the reader wants it. */
/** @type {WeakMap<object, Map<string, unknown>>} */
const faults = new WeakMap();

/** Whether a part is not there. A facet is named `facets.status`. @param {any} summary @param {string} name */
export const isLate = (summary, name) => summary.meta.too_broad.includes(name);

/** Why a part does not come; undefined while it may. @param {object} summary @param {string} name */
export const faultOf = (summary, name) => faults.get(summary)?.get(name);

/** Let a part be asked for again. @param {object} summary @param {string} name */
export const forgive = (summary, name) => faults.get(summary)?.delete(name);

/**
 * Ask for those of the parts that are not there, in this order; `came` is called at each that comes, or does not.
 * @param {any} summary @param {string[]} names @param {AbortSignal} signal @param {(name: string) => void} came
 */
export async function complete(summary, names, signal, came) {
  const due = names.filter((name) => isLate(summary, name) && !faultOf(summary, name));
  const next = async () => {
    for (let name = due.shift(); name && !signal.aborted; name = due.shift()) {
      await bring(summary, name, signal);
      if (!signal.aborted) came(name);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
}

/** @param {any} summary @param {string} name @param {AbortSignal} signal */
async function bring(summary, name, signal) {
  const [part, facet] = name.split(".");
  try {
    put(summary, name, await ask(facet ? summary.links[part][facet] : summary.links[part], signal));
  } catch (error) {
    if (!signal.aborted) faults.set(summary, (faults.get(summary) ?? new Map()).set(name, error));
  }
}

/** @param {any} summary @param {string} name @param {any} answer of the link of the part */
function put({ data, meta, links: all }, name, { data: rows, links }) {
  const [part, facet] = name.split(".");
  if (facet) data[part][facet] = rows;
  else data[part] = part === "count" || part === "total" ? exactly(rows) : rows;
  // The rows of a timeline add up to all that matches.
  if (part === "timeline" && !data.count?.is_exact) data.count = exactly(rows);
  if (links?.next) all[`${part}_next`] = links.next;
  meta.too_broad = meta.too_broad.filter((/** @type {string} */ one) => one !== name);
}

/** @param {{count: number}[]} rows */
const exactly = (rows) => ({ count: rows.reduce((sum, { count }) => sum + count, 0), is_exact: true });

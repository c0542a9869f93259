/** Whose data a call is made of: the datasets to be cited with it. */

import { ask } from "../ask.js";
import { filtersOf } from "./call.js";

/** Which collection's records a path counts or lists. */
const COUNTED = /^\/v1\/(?:(events|quotes|articles)(?:\/(?:aggregate|export))?|(graph)\/\w+)$/;
const MOST = 200;

/**
 * The datasets of a call, as the map of the service describes them, and the revision of the store.
 * @param {import("./call.js").Call} call
 * @returns {Promise<{revision: number, datasets: import("./cite.js").Dataset[]}>}
 */
export async function sourcesOf(call) {
  const [map, slugs] = await Promise.all([ask("/v1"), slugsOf(call)]);
  const datasets = slugs ? map.datasets.filter((/** @type {any} */ one) => slugs.has(one.slug)) : map.datasets;
  return { revision: map.revision, datasets };
}

/** The slugs of the datasets, null where it cannot be told and all may be meant. */
/** @param {import("./call.js").Call} call @returns {Promise<Set<string> | null>} */
async function slugsOf(call) {
  const counted = COUNTED.exec(call.path);
  try {
    if (counted) return new Set(await slugsCounted(counted[1] ?? "events", call));
    const record = await ask(call.path);
    return record.dataset ? new Set([record.dataset]) : null;
  } catch {
    return null;
  }
}

/** @param {string} collection @param {import("./call.js").Call} call @returns {Promise<string[]>} */
async function slugsCounted(collection, call) {
  const query = new URLSearchParams([...filtersOf(call), ["group_by", "dataset"], ["top", String(MOST)]]);
  const { data } = await ask(`/v1/${collection}/aggregate?${query}`);
  return data.map((/** @type {any} */ row) => row.dataset);
}

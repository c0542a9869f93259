/** The answer of /v1/summary for a question, with the names of those whom the question is about. */

import { ask } from "./ask.js";
import { Question } from "./question.js";
import { folded } from "./words.js";

/** Filters that take an id, a code or a name, of which that of some stands for others too. */
const WHO = ["actor", "actor1", "actor2", "between", "attributed_to"];
const ID = /^ent_/;
/** The most values of a filter. */
const MOST = 50;

/** Whom the name of somebody stands for, by what he is, beside himself. @type {Record<string, string>} */
const WITH = { country: "with its government and army", organization: "with those who belong to it" };

/** Whether a filter takes whom it is about. @param {string} filter */
export const isAboutWho = (filter) => WHO.includes(filter.replace(/__.*/, ""));

/** Whom the canonical name of somebody finds; null where that is nobody else. @param {{name: string, kind: string}} entity */
export const broadName = ({ name, kind }) => (WITH[kind] ? `${name} ${WITH[kind]}` : null);

/** @param {Question} question @param {AbortSignal} [signal] */
export async function summed(question, signal) {
  const [summary, names] = await Promise.all([ask(question.at("/v1/summary"), signal), namesIn(question, signal)]);
  summary.meta.names = names;
  return summary;
}

/**
 * The datasets of what matches; null where they are not known. The list that they are chosen from tells of the others too.
 * @param {Question} question @param {any} summary @returns {string[] | null}
 */
export function datasetsOf(question, { data }) {
  const chosen = question.values("dataset");
  const slugs = data.facets.dataset?.map((/** @type {any} */ row) => row.dataset) ?? null;
  return chosen.length ? slugs?.filter((/** @type {string} */ slug) => chosen.includes(slug)) : slugs;
}

/** Whom each id and name in a question means, in words. Without them the question itself is answered all the same. */
/** @param {Question} question @param {AbortSignal} [signal] @returns {Promise<Record<string, string>>} */
async function namesIn(question, signal) {
  const values = question.chosen.flatMap(([filter, of]) => (isAboutWho(filter) ? of : [])).slice(0, MOST);
  const ids = values.filter((value) => ID.test(value));
  const names = values.filter((value) => !ID.test(value));
  try {
    const [byId, byName] = await Promise.all([entities({ id: ids }, signal), entities({ name: names }, signal)]);
    const broad = names.map((value) => [value, broadName(meantBy(value, byName)) ?? value]);
    return Object.fromEntries([...byId.map(({ id, name }) => [id, name]), ...broad]);
  } catch {
    return {};
  }
}

/** @typedef {{id: string, name: string, kind: string}} Entity */

/** The country of a name goes before all others. @param {string} name @param {Entity[]} found @returns {Entity} */
function meantBy(name, found) {
  const those = found.filter((one) => folded(one.name) === folded(name));
  return those.find(({ kind }) => kind === "country") ?? those[0] ?? { id: "", name, kind: "" };
}

/** @param {Record<string, string[]>} filter @param {AbortSignal} [signal] @returns {Promise<Entity[]>} */
async function entities(filter, signal) {
  if (!Object.values(filter)[0].length) return [];
  const asked = new Question().with(filter).at("/v1/entities", { fields: "id,name,kind", limit: 200 });
  return (await ask(asked, signal)).data;
}

/** The answer of /v1/summary for a question, with the names of those whom the question is about. */

import { ask } from "./ask.js";
import { Question } from "./question.js";
import { folded } from "./words.js";

/** Filters that take an id, a code or a name, of which that of some stands for others too. */
const WHO = ["actor", "actor1", "actor2", "between", "attributed_to"];
const ID = /^ent_/;
/** The CAMEO code of a country; a longer one is of no single actor. */
const COUNTRY = /^[A-Z]{3}$/;
/** The most values of a filter. */
const MOST = 50;

/** Whom the name of somebody stands for, by what he is, beside himself. @type {Record<string, string>} */
const WITH = { country: "with its government and army", organization: "with those who belong to it" };

/** Whether a filter takes whom it is about. @param {string} filter */
export const isAboutWho = (filter) => WHO.includes(filter.replace(/__.*/, ""));

/** Whom the canonical name of somebody finds; null where that is nobody else. @param {{name: string, kind: string}} entity */
export const broadName = ({ name, kind }) => (WITH[kind] ? `${name} ${WITH[kind]}` : null);

/** The codebooks of filters that no list of the page chooses from. @type {Record<string, string>} */
const CODED = {
  event_code: "cameo",
  plover_type: "plover_type",
  actor_country: "country",
  actor1_country: "country",
  actor2_country: "country",
};

/** @param {Question} question @param {AbortSignal} [signal] */
export async function summed(question, signal) {
  const [summary, names, codes] = await Promise.all([
    ask(question.at("/v1/summary"), signal),
    namesIn(question, signal),
    labelsIn(question, signal),
  ]);
  Object.assign(summary.meta, { names, codes });
  return summary;
}

/** What a code of a filter means, where a list of the page does not tell. @param {any} summary @param {string} filter @param {string} code */
export function labelOf(summary, filter, code) {
  return summary?.meta.codes?.[CODED[filter]]?.find((/** @type {any} */ one) => one.code === code)?.label;
}

/** The codes of these codebooks. @param {string[]} schemes @param {AbortSignal} [signal] @returns {Promise<Record<string, any[]>>} */
export async function codebooks(schemes, signal) {
  const different = [...new Set(schemes)];
  const books = await Promise.all(different.map((scheme) => ask(`/v1/codebooks/${scheme}`, signal)));
  return Object.fromEntries(different.map((scheme, place) => [scheme, books[place].data]));
}

/** The codebooks of what a question names by codes. Without them the codes themselves are shown. */
/** @param {Question} question @param {AbortSignal} [signal] */
async function labelsIn(question, signal) {
  const schemes = question.chosen.flatMap(([filter]) => CODED[filter.replace(/__.*/, "")] ?? []);
  return codebooks(schemes, signal).catch(() => ({}));
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
    const [byId, ...byName] = await Promise.all([
      entities({ id: ids }, signal),
      entities({ name: names }, signal),
      entities({ code: names.filter((value) => COUNTRY.test(value)) }, signal),
    ]);
    const broad = names.map((value) => [value, broadName(meantBy(value, byName.flat())) ?? value]);
    return Object.fromEntries([...byId.map(({ id, name }) => [id, name]), ...broad]);
  } catch {
    return {};
  }
}

/** @typedef {{id: string, name: string, kind: string, code: string | null}} Entity */

/** The country of a name or code goes before all others. @param {string} name @param {Entity[]} found @returns {Entity} */
function meantBy(name, found) {
  const isOf = (/** @type {Entity} */ { kind, code }) => kind === "country" && code === name;
  const those = found.filter((one) => isOf(one) || folded(one.name) === folded(name));
  return those.find(({ kind }) => kind === "country") ?? those[0] ?? { id: "", name, kind: "", code: null };
}

/** @param {Record<string, string[]>} filter @param {AbortSignal} [signal] @returns {Promise<Entity[]>} */
async function entities(filter, signal) {
  if (!Object.values(filter)[0].length) return [];
  const asked = new Question().with(filter).at("/v1/entities", { fields: "id,name,kind,code", limit: 200 });
  return (await ask(asked, signal)).data;
}

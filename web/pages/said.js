/** What records say of themselves, as small pieces of a page: who, how surely, of which class, from which publisher. */

import { ask } from "../ask.js";
import { h, icon } from "../dom.js";
import { goldsteinColour, QUAD_CLASSES } from "../colours.js";
import { recordPath } from "../route.js";
import { signed } from "../words.js";

/** Several in one line, with commas between them. @param {import("../dom.js").Child[]} parts */
export function inLine(parts) {
  return parts.flatMap((part, index) => (index ? [", ", part] : [part]));
}

/**
 * Those who take part, each a link to its page; after `most` only how many more.
 * @param {{id: string | null, name: string}[]} actors
 * @param {number} [most]
 */
export function actors(actors, most = 12) {
  const links = actors.slice(0, most).map(actorLink);
  return actors.length > most ? [...inLine(links), ` and ${actors.length - most} more`] : inLine(links);
}

/** @param {{id: string | null, name: string}} actor */
export function actorLink({ id, name }) {
  return id ? h("a", { href: recordPath(id), dir: "auto" }, name) : h("span", { dir: "auto" }, name);
}

/** Who acts on whom. @param {any} event @param {number} [most] */
export function sides({ actor1, actor2 }, most) {
  const first = actor1.length ? actors(actor1, most) : h("span", { class: "muted" }, "not stated");
  if (!actor2.length) return [first];
  return [
    first,
    " ",
    h("span", { class: "acts-on", "aria-hidden": "true" }, "→\u00a0"),
    h("span", { class: "unseen" }, "acts on "),
    actors(actor2, most),
  ];
}

/** @param {string} status */
export function status(status) {
  return h("span", { class: `status status-${status}` }, status);
}

/** Who says so; nothing where the article itself does. @param {any} event @param {number} [most] */
export function accordingTo({ attributed_to }, most) {
  return attributed_to.length ? ["according to ", actors(attributed_to, most)] : null;
}

/** The QuadClass as a colour and in words. @param {any} type */
export function quadClass({ quad_class, quad_class_label }) {
  const known = QUAD_CLASSES.find((one) => one.code === String(quad_class ?? "")) ?? QUAD_CLASSES[4];
  return h("span", { class: "quad" }, swatch(known.colour), quad_class_label ?? known.label);
}

/** A value on the Goldstein scale with its colour. @param {number | null} value */
export function goldstein(value) {
  if (value === null) return h("span", { class: "muted" }, "–");
  return h("span", { class: "goldstein number" }, swatch(goldsteinColour(value)), signed(value));
}

/** A spot of a colour, beside the words that say what it means. @param {string} colour */
export function swatch(colour) {
  const spot = h("span", { class: "spot", "aria-hidden": "true" });
  spot.style.setProperty("--spot", `var(--${colour})`);
  return spot;
}

/** What an article is called: its title, else its address. @param {any} article */
export function articleName({ title, url, id }) {
  return title || (url ? url.replace(/^https?:\/\/(www\.)?/, "") : id);
}

/** What only its own page can show, elsewhere. @param {string} href @param {...import("../dom.js").Child} said */
export function elsewhere(href, ...said) {
  // An address of a dataset is not to be trusted: what is no page is no link.
  if (!/^https?:\/\//i.test(href)) return h("span", {}, ...said);
  return h("a", { href, rel: "noreferrer noopener", class: "elsewhere" }, ...said, icon("external"));
}

/** A publisher. @param {{id: string, name: string} | null | undefined} source */
export function sourceName(source) {
  return source ? h("span", { dir: "auto" }, source.name) : null;
}

/**
 * What a code means, as its codebook says; the code itself where it does not.
 * @param {string} scheme
 * @param {string | null} code
 * @param {AbortSignal} signal
 * @returns {Promise<{label: string, description: string}>}
 */
export async function meaning(scheme, code, signal) {
  if (!code) return { label: "", description: "" };
  try {
    const { label, facts } = await ask(`/v1/codebooks/${scheme}/${encodeURIComponent(code)}`, signal);
    return { label, description: facts?.description ?? "" };
  } catch (error) {
    if (signal.aborted) throw error;
    return { label: code, description: "" };
  }
}

/** One box over entities, codes and words. What is chosen becomes a filter of the question. */

import { ask } from "./ask.js";
import { fill, h, icon } from "./dom.js";
import { Question } from "./question.js";
import { go, pathOf, place, viewed, VIEWS } from "./route.js";
import { broadName, codebooks } from "./summed.js";
import { folded } from "./words.js";

const WAIT_MILLISECONDS = 120;
const MOST = 6;

/**
 * @typedef {{label: string, hint: string, group: string, changes: Record<string, string>, name?: string}} Suggestion
 * `name` is what means it where it is written out, if not the label.
 */

export function searchBox() {
  /** @type {Suggestion[]} */
  let found = [];
  let chosen = -1;
  let asking = new AbortController();
  let timer = 0;

  const list = h("ul", {
    id: "suggestions",
    class: "suggestions",
    role: "listbox",
    "aria-label": "Suggestions",
    hidden: true,
  });
  const input = h("input", {
    type: "search",
    id: "search",
    placeholder: "Who, where, what or which words",
    "aria-label": "Search for actors, places, event types or words",
    autocomplete: "off",
    spellcheck: "false",
    role: "combobox",
    "aria-expanded": "false",
    "aria-controls": "suggestions",
    "aria-autocomplete": "list",
    oninput: typed,
    onkeydown: pressed,
    onblur: () => setTimeout(close, 150),
    onfocus: () => input.value && typed(),
  });
  const element = h(
    "form",
    { class: "search", role: "search", action: "/events", onsubmit: submitted },
    icon("search"),
    input,
    h("kbd", { "aria-hidden": "true" }, "/"),
    list,
  );

  function typed() {
    clearTimeout(timer);
    asking.abort();
    chosen = -1;
    const text = input.value.trim();
    if (!text) return close();
    asking = new AbortController();
    const { signal } = asking;
    timer = window.setTimeout(async () => {
      const suggested = await suggestions(text, signal).catch(() => [words(text)]);
      if (!signal.aborted) open(suggested);
    }, WAIT_MILLISECONDS);
  }

  /** @param {Suggestion[]} suggested */
  function open(suggested) {
    found = suggested;
    chosen = -1;
    fill(list, drawn(found, choose));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    input.removeAttribute("aria-activedescendant");
  }

  function close() {
    clearTimeout(timer);
    asking.abort();
    chosen = -1;
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {KeyboardEvent} event */
  function pressed(event) {
    if (event.key === "Escape") {
      if (list.hidden) input.blur();
      return close();
    }
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step || list.hidden) return;
    event.preventDefault();
    chosen = (chosen + step + found.length) % found.length;
    list.querySelectorAll("[role=option]").forEach((option, place) => {
      option.setAttribute("aria-selected", String(place === chosen));
      if (place === chosen) option.scrollIntoView({ block: "nearest" });
    });
    input.setAttribute("aria-activedescendant", `suggestion-${chosen}`);
  }

  /** @param {Event} event */
  async function submitted(event) {
    event.preventDefault();
    const text = input.value.trim();
    if (!text) return;
    if (chosen >= 0) return choose(found[chosen]);
    // Who types a whole name and presses Enter means it; anything else is looked for in the texts.
    const suggested = await suggestions(text).catch(() => [words(text)]);
    choose(suggested.find(({ label, name = label }) => folded(name) === folded(text)) ?? words(text));
  }

  /** @param {Suggestion} suggestion */
  function choose(suggestion) {
    input.value = "";
    close();
    const here = place();
    const view = VIEWS.find((one) => one === here.view) ?? "overview";
    const question = here.id ? new Question() : here.question;
    go(viewed(question.with(merged(question, suggestion.changes)), pathOf(view)));
  }

  return {
    element,
    focus: () => input.focus(),
    /** @param {import("./route.js").Place} _place */
    show: (_place) => close(),
  };
}

/** What is chosen comes beside the values that a filter has already; words take the place of others. */
/** @param {Question} question @param {Suggestion["changes"]} changes */
function merged(question, changes) {
  return Object.fromEntries(
    Object.entries(changes).map(([name, value]) => {
      const values = question.values(name);
      return [name, name === "q" || values.includes(String(value)) ? value : [...values, String(value)]];
    }),
  );
}

/** @param {string} text @returns {Suggestion} */
function words(text) {
  return { label: text, hint: "in summaries, names and sentences", group: "Words", changes: { q: text } };
}

/**
 * What a text may mean: entities by the beginning of their names, codes by their labels, or words.
 * @param {string} text
 * @param {AbortSignal} [signal]
 * @returns {Promise<Suggestion[]>}
 */
async function suggestions(text, signal) {
  const [entities, books] = await Promise.all([
    ask(`/v1/autocomplete?${new URLSearchParams({ q: text, limit: String(MOST) })}`, signal),
    codebooks(
      CODES.map(({ scheme }) => scheme),
      signal,
    ),
  ]);
  const codes = CODES.flatMap((kind) => fitting(books[kind.scheme], text, kind));
  return [...entities.data.flatMap(named), ...codes, words(text)];
}

/**
 * Whom an entity may mean: by the name those who belong to it too, by the id itself alone. A name that several have
 * would be asked back about.
 * @param {any} one @param {number} _place @param {any[]} all
 * @returns {Suggestion[]}
 */
function named({ id, name, kind, hint }, _place, all) {
  const group = "Actors and places";
  const [is, broad] = [hint ?? kind, broadName({ name, kind })];
  if (kind === "place") return [{ label: name, hint: is, group, changes: { place: name } }];
  const alone = { label: name, hint: broad ? `${is}, alone` : is, group, changes: { actor: id } };
  const isOne = all.filter((other) => other.name === name).length === 1;
  return broad && isOne ? [{ label: broad, name, hint: is, group, changes: { actor: name } }, alone] : [alone];
}

/**
 * The codebooks that are looked through, the filter that each is about, and what a code is called beside its label.
 * @type {{scheme: string, filter: string, group: string, hint?: string}[]}
 */
const CODES = [
  { scheme: "country", filter: "country", group: "Where it happened" },
  { scheme: "country", filter: "actor_country", group: "Actor's country" },
  { scheme: "quad_class", filter: "quad_class", group: "What happened", hint: "class" },
  { scheme: "cameo", filter: "event_code", group: "What happened" },
  { scheme: "plover_type", filter: "plover_type", group: "What happened", hint: "PLOVER" },
  { scheme: "status", filter: "status", group: "How sure it is" },
];

/**
 * The codes whose label has a word that begins so: first those whose label does, and of these the widest.
 * @param {any[]} codes @param {string} text @param {typeof CODES[number]} kind
 * @returns {Suggestion[]}
 */
function fitting(codes, text, { scheme, filter, group, hint }) {
  const wanted = folded(text);
  const rankOf = (/** @type {any} */ { code, label, parent }) =>
    code.toLowerCase() === wanted ? -1 : (folded(label).startsWith(wanted) ? 0 : 10) + (parent?.length ?? 0);
  // The list at the side chooses roots by a filter of their own.
  const filterOf = (/** @type {any} */ { parent }) => (scheme === "cameo" && !parent ? "root_code" : filter);
  return codes
    .filter(({ code, label }) => code.toLowerCase() === wanted || folded(` ${label}`).includes(` ${wanted}`))
    .sort((one, other) => rankOf(one) - rankOf(other))
    .slice(0, MOST / 2)
    .map((one) => ({
      label: one.label,
      hint: hint ? `${hint} ${one.code}` : one.code,
      group,
      changes: { [filterOf(one)]: one.code },
    }));
}

/** @param {Suggestion[]} found @param {(one: Suggestion) => void} choose */
function drawn(found, choose) {
  return found.map((one, place) => [
    one.group !== found[place - 1]?.group && h("li", { class: "suggestion-group", role: "presentation" }, one.group),
    h(
      "li",
      {
        id: `suggestion-${place}`,
        class: "suggestion",
        role: "option",
        "aria-selected": "false",
        onmousedown: (/** @type {Event} */ event) => event.preventDefault(),
        onclick: () => choose(one),
      },
      h("span", {}, one.group === "Words" ? `“${one.label}”` : one.label),
      h("span", { class: "muted small" }, one.hint),
    ),
  ]);
}

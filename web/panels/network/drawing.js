/** The network itself: a circle for each actor, an arrow for each pair of who acts on whom. */

import { goldsteinColour } from "../../colours.js";
import { s } from "../../dom.js";
import { roving, stop } from "../roving.js";
import { arrow, edgeWidth } from "./edges.js";
import { LABEL_SIZE, labelled, shortened, textWidth } from "./labels.js";

/**
 * @typedef {{id: string, name: string, kind: string, count: number, goldstein: number | null, cooperation: number,
 *   conflict: number, r: number, x: number, y: number}} Actor
 * @typedef {{source: Actor, target: Actor, count: number, goldstein: number | null, thickness: number, first: string, last: string}} Pair
 * @typedef {{actorLink: (actor: Actor) => string, pairLink: (pair: Pair) => string, actorSays: (actor: Actor) => string,
 *   pairSays: (pair: Pair) => string}} Leads
 * @typedef {{pair: Pair, element: SVGAElement, parts: SVGPathElement[]}} DrawnPair
 */

/** More arrows than these are a tangle; the others are drawn when their actor is pointed at. */
const MOST_ARROWS = 110;

export function networkDrawing() {
  const lines = s("g", { class: "arrows" });
  const lesserLines = s("g", { class: "arrows" });
  const circles = s("g", { class: "actors" });
  const names = s("g", {
    class: "actor-names",
    "pointer-events": "none",
    "aria-hidden": "true",
    "font-family": "var(--sans)",
    "font-size": LABEL_SIZE,
    "text-anchor": "middle",
    "dominant-baseline": "central",
    fill: "var(--ink)",
    stroke: "var(--surface)",
    "stroke-width": 3.5,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
  });
  const svg = s("svg", { class: "network-drawing", role: "group" }, lesserLines, lines, circles, names);
  /** @type {{actor: Actor, element: SVGAElement, name: SVGTextElement, width: number}[]} */
  let drawn = [];
  /** @type {DrawnPair[]} */
  let drawnPairs = [];
  /** @type {Pair[]} */
  let lesser = [];
  /** @type {DrawnPair[]} Those of them that are shown now. */
  let drawnLesser = [];
  /** @type {(pair: Pair) => DrawnPair} */
  let drawnAs;
  /** @type {WeakMap<Element, {actor?: Actor, pair?: Pair}>} */
  const meant = new WeakMap();
  let transform = { k: 1, x: 0, y: 0 };
  /** @type {Actor | null} */
  let active = null;
  /** @type {Map<string, Set<string>>} */
  let near = new Map();

  roving(svg, { marks: () => drawn.map(({ actor, element }) => ({ element, x: actor.x, y: actor.y })) });

  /** @param {Actor[]} actors @param {Pair[]} pairs @param {Leads} leads */
  function show(actors, pairs, leads) {
    active = null;
    near = neighbours(actors, pairs);
    drawnAs = remembered((pair) => drawnPair(pair, leads));
    drawnPairs = pairs.slice(0, MOST_ARROWS).map(drawnAs);
    lesser = pairs.slice(MOST_ARROWS);
    drawn = actors.map((actor) => drawnActor(actor, leads));
    // The strongest arrows lie on top.
    lines.replaceChildren(...drawnPairs.map(({ element }) => element).reverse());
    circles.replaceChildren(...drawn.map(({ element }) => element).reverse());
    names.replaceChildren(...drawn.map(({ name }) => name));
    stop(drawn.map(({ element, actor }) => ({ element, x: actor.x, y: actor.y })));
    mark();
    moved(transform, true);
  }

  /** @param {Pair} pair @param {Leads} leads @returns {DrawnPair} */
  function drawnPair(pair, { pairLink, pairSays }) {
    const colour = `var(--${goldsteinColour(pair.goldstein)})`;
    const line = s("path", { fill: "none", stroke: colour, "stroke-width": edgeWidth(pair.thickness).toFixed(2) });
    const head = s("path", { fill: colour });
    const reach = s("path", { fill: "none", stroke: "transparent", "stroke-width": 11, class: "reach" });
    const element = s(
      "a",
      { href: pairLink(pair), tabindex: -1, "aria-label": pairSays(pair), class: "arrow", "data-mark": "" },
      line,
      head,
      reach,
    );
    meant.set(element, { pair });
    return { pair, element, parts: [line, head, reach] };
  }

  /** @param {Actor} actor @param {Leads} leads */
  function drawnActor(actor, { actorLink, actorSays }) {
    const element = s(
      "a",
      { href: actorLink(actor), tabindex: -1, "aria-label": actorSays(actor), class: "actor", "data-mark": "" },
      ...rings(actor),
    );
    const name = s("text", {}, shortened(actor.name));
    meant.set(element, { actor });
    return { actor, element, name, width: textWidth(shortened(actor.name), svg) };
  }

  /** @param {{k: number, x: number, y: number}} to @param {boolean} isOver */
  function moved(to, isOver) {
    transform = to;
    for (const each of [...drawnPairs, ...drawnLesser]) stretched(each);
    for (const { actor, element } of drawn) {
      const { x, y } = onScreen(actor);
      element.setAttribute("transform", `translate(${x.toFixed(1)},${y.toFixed(1)})`);
    }
    names.setAttribute("visibility", isOver ? "visible" : "hidden");
    if (isOver) label();
  }

  /** @param {DrawnPair} drawn */
  function stretched({ pair, parts }) {
    const from = onScreen(pair.source);
    const to = pair.source === pair.target ? from : onScreen(pair.target);
    const { line, head } = arrow(from, to, edgeWidth(pair.thickness));
    [line, head, line].forEach((d, place) => parts[place].setAttribute("d", d));
  }

  /** @param {Actor} actor */
  const onScreen = ({ x, y, r }) => ({ x: x * transform.k + transform.x, y: y * transform.k + transform.y, r });

  function label() {
    const wanted = active
      ? [...drawn].sort((a, b) => rank(b.actor) - rank(a.actor)).filter(({ actor }) => rank(actor) > 0)
      : drawn;
    const all = drawn.map(({ actor }) => onScreen(actor));
    const rooms = labelled(
      wanted.map(({ actor, name, width }) => ({ ...onScreen(actor), text: name.textContent ?? "", width })),
      all,
      { width: svg.clientWidth, height: svg.clientHeight },
    );
    for (const { name } of drawn) name.setAttribute("display", "none");
    wanted.forEach(({ name, actor }, place) => {
      const room = rooms[place] ?? (actor === active ? below(onScreen(actor)) : null);
      if (!room) return;
      name.setAttribute("x", room.x.toFixed(1));
      name.setAttribute("y", room.y.toFixed(1));
      name.removeAttribute("display");
    });
  }

  /** Who is pointed at comes first, then his counterparts. @param {Actor} actor */
  const rank = (actor) => (actor === active ? 2 : active && near.get(active.id)?.has(actor.id) ? 1 : 0);

  /** Bring out an actor with its counterparts, or one pair. @param {{actor?: Actor, pair?: Pair} | null} what */
  function point(what) {
    const next = what?.actor ?? null;
    if (next === active && !what?.pair) return;
    active = next;
    mark(what?.pair);
    label();
  }

  /** @param {Pair} [only] */
  function mark(only) {
    svg.classList.toggle("has-active", Boolean(active || only));
    /** @param {Pair} pair */
    const isOf = (pair) => pair === only || pair.source === active || pair.target === active;
    drawnLesser = active || only ? lesser.filter(isOf).map(drawnAs) : [];
    drawnLesser.forEach(stretched);
    lesserLines.replaceChildren(...drawnLesser.map(({ element }) => element));
    for (const { pair, element } of [...drawnPairs, ...drawnLesser]) element.classList.toggle("is-near", isOf(pair));
    for (const { actor, element } of drawn) {
      element.classList.toggle("is-near", rank(actor) > 0 || actor === only?.source || actor === only?.target);
    }
  }

  /** The actor or pair under an event, and where it is. @param {Event} event */
  function meaning(event) {
    const element = event.target instanceof Element ? event.target.closest("[data-mark]") : null;
    const what = element ? meant.get(element) : undefined;
    if (!what) return null;
    const { x, y } = onScreen(/** @type {Actor} */ (what.actor ?? what.pair?.target));
    return { ...what, x, y };
  }

  return { svg, show, moved, meaning, point, most: MOST_ARROWS };
}

/** Draw each pair once. @param {(pair: Pair) => DrawnPair} draw @returns {(pair: Pair) => DrawnPair} */
function remembered(draw) {
  /** @type {WeakMap<Pair, DrawnPair>} */
  const known = new WeakMap();
  return (pair) => {
    const found = known.get(pair) ?? draw(pair);
    known.set(pair, found);
    return found;
  };
}

/** Who acts on whom, either way. @param {Actor[]} actors @param {Pair[]} pairs */
function neighbours(actors, pairs) {
  const found = new Map(actors.map(({ id }) => [id, /** @type {Set<string>} */ (new Set())]));
  for (const { source, target } of pairs) {
    found.get(source.id)?.add(target.id);
    found.get(target.id)?.add(source.id);
  }
  return found;
}

/** @param {{x: number, y: number, r: number}} circle */
const below = ({ x, y, r }) => ({ x, y: y + r + LABEL_SIZE });

/** A circle whose ring shows what part of the events is conflict, and what cooperation. */
/** @param {{r: number, conflict: number, cooperation: number}} actor */
export function rings({ r, conflict, cooperation }) {
  const width = Math.max(2, Math.min(4.5, r * 0.38));
  const inner = r - width / 2;
  /** @param {string} colour @param {number} share @param {number} turn */
  const arc = (colour, share, turn) =>
    share > 0 &&
    s("circle", {
      r: inner.toFixed(2),
      fill: "none",
      stroke: `var(--${colour})`,
      "stroke-width": width.toFixed(2),
      pathLength: 1,
      "stroke-dasharray": `${share} 2`,
      transform: `rotate(${-90 + turn * 360})`,
    });
  return [
    s("circle", { r: (r + 1.5).toFixed(2), fill: "var(--surface)", class: "actor-back" }),
    s("circle", {
      r: inner.toFixed(2),
      fill: "var(--surface)",
      stroke: "var(--quad-none)",
      "stroke-width": width.toFixed(2),
    }),
    arc("diverging-1", conflict, 0),
    arc("diverging-7", cooperation, conflict),
  ];
}

/** The network with what is done to it: zoom, what is pointed at, and the keys below. */

import { fill, h, s } from "../../dom.js";
import { viewed } from "../../route.js";
import { counted, percent, range, short, signed } from "../../words.js";
import { goldsteinRamp, legend, marks } from "../legend.js";
import { tip } from "../tip.js";
import { zooming } from "../zooming.js";
import { networkDrawing, rings } from "./drawing.js";
import { edgeWidth } from "./edges.js";
import { extent, settle } from "./layout.js";

/** @typedef {import("./drawing.js").Actor} Actor */
/** @typedef {import("./drawing.js").Pair} Pair */

const MOST_ZOOM = 8;
/** The height as a share of the width, for many actors and for a few. */
const [ASPECT, FEW_ASPECT] = [0.62, 0.4];
const FEW = 6;
const [LEAST_HEIGHT, MOST_HEIGHT] = [260, 680];
const MOST_WINDOW_SHARE = 0.76;
/** Room at the sides for names, of the width and of the height. */
const [NAME_ROOM, LINE_ROOM] = [0.12, 0.08];
const [LEAST_RADIUS, MOST_RADIUS] = [4, 19];
const LABEL =
  "Network of who acts on whom. Arrow keys go from actor to actor, Shift and arrows move the drawing, plus and minus zoom, 0 shows all.";

export function networkCanvas() {
  const drawing = networkDrawing();
  const { svg } = drawing;
  svg.setAttribute("aria-label", LABEL);
  /** @type {import("../zooming.js").Box} */
  let whole = [
    [-1, -1],
    [1, 1],
  ];
  const zoomed = zooming(svg, {
    name: "network",
    extents: () => ({ whole, reach: whole }),
    most: MOST_ZOOM,
    moved: drawing.moved,
  });
  const all = h("button", { type: "button", class: "zoom-button", onclick: () => zoomed.frame(whole) }, "All");
  const tools = h(
    "div",
    { class: "zoom-group", role: "group", "aria-label": "Zoom of the network" },
    zoomed.buttons,
    all,
  );
  const stage = h("div", { class: "stage stage-network" }, svg, zoomed.hint);
  const said = tip(stage);
  const keys = h("div", { class: "keys-below" });
  const element = h("div", { class: "beside-drawing" }, stage, keys);
  let field = { width: 0, height: 0 };
  let aspect = ASPECT;
  /** @type {import("../legend.js").Key[]} */
  let known = [];
  /** @type {(() => void) | null} What waits for a size. */
  let sized = null;

  new ResizeObserver(resized).observe(stage);
  svg.addEventListener("pointermove", told);
  svg.addEventListener("focusin", told);
  for (const gone of ["pointerleave", "focusout", "pointerdown", "wheel"])
    svg.addEventListener(gone, quiet, { passive: true });

  /** @param {import("../../panel.js").View} view @param {Actor[]} actors @param {Pair[]} pairs */
  async function show(view, actors, pairs) {
    const { question, signal } = view;
    if (!field.width) await /** @type {Promise<void>} */ (new Promise((resolve) => (sized = resolve)));
    aspect = actors.length > FEW ? ASPECT : FEW_ASPECT;
    resize(field.width);
    const most = Math.max(...actors.map(({ count }) => count));
    const largest = Math.min(MOST_RADIUS, field.width / 30);
    for (const actor of actors) actor.r = Math.max(LEAST_RADIUS, largest * Math.sqrt(actor.count / most));
    const links = pairs.map(({ source, target, thickness }) => ({
      source: source.id,
      target: target.id,
      weight: thickness / 10,
    }));
    await settle(actors, links, inner(), signal);
    whole = padded(extent(actors));
    zoomed.resize(field.width, field.height);
    drawing.show(actors, pairs, {
      actorLink: (actor) => actorLink(question, actor),
      pairLink: (pair) => pairLink(question, pair),
      actorSays: (actor) => `${actor.name}: ${ofActor(actor).join(", ")}`,
      pairSays: (pair) => `${pairTitle(pair)}: ${ofPair(pair).join(", ")}`,
    });
    zoomed.frame(whole, { isAtOnce: true });
    known = keysOf(pairs);
    drawKeys();
  }

  /** The field without the room for names. */
  function inner() {
    return { width: field.width * (1 - 2 * NAME_ROOM), height: field.height * (1 - 2 * LINE_ROOM) };
  }

  /** @param {import("../zooming.js").Box} box @returns {import("../zooming.js").Box} */
  function padded([[left, top], [right, bottom]]) {
    const [x, y] = [field.width * NAME_ROOM, field.height * LINE_ROOM];
    const [wide, high] = [Math.max(right - left + 2 * x, field.width), Math.max(bottom - top + 2 * y, field.height)];
    const [across, down] = [(left + right) / 2, (top + bottom) / 2];
    return [
      [across - wide / 2, down - high / 2],
      [across + wide / 2, down + high / 2],
    ];
  }

  function resized() {
    const width = Math.floor(stage.clientWidth);
    if (!width || width === field.width) return;
    resize(width);
    drawKeys();
    sized?.();
    sized = null;
  }

  /** @param {number} width */
  function resize(width) {
    const wanted = Math.min(MOST_HEIGHT, width * aspect, innerHeight * MOST_WINDOW_SHARE);
    const height = Math.round(Math.max(LEAST_HEIGHT, wanted));
    field = { width, height };
    const size = { width, height, viewBox: `0 0 ${width} ${height}` };
    for (const [name, value] of Object.entries(size)) svg.setAttribute(name, String(value));
    zoomed.resize(width, height);
  }

  function drawKeys() {
    fill(keys, known.length > 0 && legend(known, field.width));
  }

  /** @param {Event} event */
  function told(event) {
    const what = drawing.meaning(event);
    if (!what || (event instanceof PointerEvent && event.buttons)) return quiet();
    drawing.point(what);
    const box = svg.getBoundingClientRect();
    const [x, y] =
      event instanceof PointerEvent ? [event.clientX - box.left, event.clientY - box.top] : [what.x, what.y];
    const lines = what.actor ? ofActor(what.actor) : ofPair(/** @type {Pair} */ (what.pair));
    said.show(
      x,
      y,
      h("p", { class: "tip-title" }, what.actor?.name ?? pairTitle(/** @type {Pair} */ (what.pair))),
      ...lines.map((line) => h("p", {}, line)),
    );
    if (event.type === "focusin" && (x < 0 || y < 0 || x > field.width || y > field.height))
      zoomed.pan(field.width / 2 - x, field.height / 2 - y);
  }

  function quiet() {
    drawing.point(null);
    said.hide();
  }

  return {
    element,
    tools,
    show,
    pairLink,
    picture: () => (known.length ? [svg, ...keys.querySelectorAll("svg")] : []),
  };
}

/** An actor's own events; those of all again where they are shown already. */
/** @param {import("../../question.js").Question} question @param {Actor} actor */
function actorLink(question, actor) {
  const isChosen = question.value("actor") === actor.id;
  return viewed(question.with({ actor: isChosen ? null : actor.id }));
}

/** @param {import("../../question.js").Question} question @param {Pair} pair */
function pairLink(question, { source, target }) {
  /** @type {Record<string, string | string[]>} */
  const changes = source === target ? { actor1: source.id, actor2: source.id } : { between: [source.id, target.id] };
  return viewed(question.with(changes));
}

/** @param {Actor} actor */
function ofActor({ kind, count, goldstein, cooperation, conflict }) {
  const shares = cooperation + conflict > 0 && `${percent(conflict)} conflict, ${percent(cooperation)} cooperation`;
  return [kind, counted(count, "event"), meanOf(goldstein), shares].filter(
    (said) => typeof said === "string" && said !== "",
  );
}

/** @param {Pair} pair */
function ofPair({ count, goldstein, first, last }) {
  return [counted(count, "event"), meanOf(goldstein), range(first, last)];
}

/** @param {Pair} pair */
const pairTitle = ({ source, target }) => `${source.name} → ${target === source ? "itself" : target.name}`;

/** @param {number | null} value */
const meanOf = (value) => (value === null ? "no Goldstein value" : `mean Goldstein ${signed(value)}`);

/** @param {Pair[]} pairs @returns {import("../legend.js").Key[]} */
function keysOf(pairs) {
  const ring = marks("Ring of an actor: its events", [
    {
      mark: s("g", {}, ...rings({ r: 9, conflict: 0.4, cooperation: 0.6 })),
      width: 18,
      says: "orange conflict, blue cooperation",
    },
  ]);
  if (!pairs.length) return [ring];
  const ends = [pairs[pairs.length - 1], pairs[0]].filter((pair, place, all) => !place || pair.count !== all[0].count);
  const widths = ends.map(({ thickness, count }) => ({
    mark: s(
      "g",
      {},
      s("line", { x1: -13, x2: 13, stroke: "var(--ink-soft)", "stroke-width": edgeWidth(thickness).toFixed(2) }),
    ),
    width: 26,
    says: short(count),
  }));
  return [goldsteinRamp("Arrows: mean Goldstein, conflict to cooperation"), marks("Width: events", widths), ring];
}

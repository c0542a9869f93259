/** The map with what is done to it: zoom, areas, what is pointed at, places as they are needed, and the keys below. */

import { fill, h, s } from "../../dom.js";
import { go, viewed } from "../../route.js";
import { counted, decimal, number, percent, short, signed } from "../../words.js";
import { goldsteinRamp, legend, marks, ramp } from "../legend.js";
import { tip } from "../tip.js";
import { zooming } from "../zooming.js";
import { selectingArea } from "./area.js";
import { mapDrawing, placeMark } from "./drawing.js";
import { foremost, framed } from "./framing.js";
import { cellBox, namesIn, places, placesAsked } from "./places.js";
import { countShades, shadeSteps } from "./shades.js";
import { around, at, dot, REACH, WHOLE, world } from "./world.js";

/** @typedef {import("../../panel.js").View} View */
/** @typedef {import("./places.js").Place} Place */

const MOST_ZOOM = 60;
const WAIT_MILLISECONDS = 250;
const NAMES_WAIT_MILLISECONDS = 120;
/** The height of the drawing as a share of its width, where it is narrow and where it is wide. */
const [NARROW_ASPECT, WIDE_ASPECT] = [0.58, 0.48];
const NARROW_PIXELS = 600;
const [LEAST_HEIGHT, MOST_HEIGHT] = [220, 660];
const MOST_WINDOW_SHARE = 0.72;
const LABEL =
  "Map of events by country. Arrow keys go to the next country or place, Shift and arrows move the map, plus and minus zoom, 0 shows the world.";

export function mapCanvas() {
  const drawing = mapDrawing();
  const { svg } = drawing;
  svg.setAttribute("aria-label", LABEL);
  const zoomed = zooming(svg, {
    name: "map",
    extents: () => ({ whole, reach: REACH }),
    most: MOST_ZOOM,
    moved,
    isBusy: () => area.isOn(),
  });
  const area = selectingArea(svg, {
    layer: drawing.areas,
    zoom: zoomed.transform,
    seen: zoomed.seen,
    chosen: (box) => view && go(viewed(view.question.with({ bbox: box }))),
    turned,
  });
  const tools = toolbar(zoomed, area, svg, () => zoomed.frame(frame));
  const stage = h("div", { class: "stage" }, svg, tools.element, tools.hint, zoomed.hint);
  const said = tip(stage);
  const note = h("p", { class: "muted small map-note", role: "status" });
  const keys = h("div", { class: "keys-below" });
  const element = h("div", { class: "beside-drawing" }, stage, note, keys);
  /** @type {View | null} */
  let view = null;
  let frame = WHOLE;
  /** What is the whole world: with what stands in the open sea that is else left out. */
  let whole = WHOLE;
  let isFramed = false;
  let placed = "";
  let isGoldstein = false;
  let width = 0;
  /** @type {import("../legend.js").Key[]} */
  let shadeKeys = [];
  /** @type {import("../legend.js").Key[]} */
  let placeKeys = [];
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let waiting;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let naming;
  let pointedAt = new AbortController();

  new ResizeObserver(resized).observe(stage);
  svg.addEventListener("pointermove", told);
  svg.addEventListener("focusin", told);
  for (const gone of ["pointerleave", "focusout", "pointerdown", "wheel"])
    svg.addEventListener(gone, quiet, { passive: true });

  /** @param {View} given */
  async function show(given) {
    view = given;
    const { question, summary, options, signal } = view;
    const shapes = await world();
    if (signal.aborted) return;
    /** @type {Map<string, any>} */
    const rows = new Map(summary.data.countries.map((/** @type {any} */ row) => [row.country, row]));
    const known = [...rows.values()].filter(({ country }) => country !== null && country !== "other");
    const shades = countShades(known.map(({ count }) => count));
    const total = known.reduce((sum, { count }) => sum + count, 0);
    isGoldstein = options.get("map") === "goldstein";
    const chosen = question.values("country");
    drawing.show({
      world: shapes,
      rows,
      shades,
      isGoldstein,
      chosen,
      box: question.value("bbox"),
      // What is empty leads nowhere, but for beside what is chosen already.
      countryLink: (code) => (rows.has(code) || chosen.length ? viewed(question.toggled("country", code)) : null),
      placeLink: (place) => viewed(question.with({ bbox: cellBox(place).join(",") })),
      countrySays: ({ name }, row) => `${name}: ${sayings(row, total).join(", ")}`,
      placeSays: (place) => `${placeTitle(place)}: ${sayings(place).join(", ")}`,
    });
    widen(known.flatMap(({ country, country_label: label }) => pointOf(dot(country, label))));
    shadeKeys = known.length ? [shadeKey(isGoldstein, shades)] : [];
    reframe(foremost(known, shapes.countries, chosen));
    placed = "";
    await showPlaces();
  }

  /** Frame what there is, unless some of it is in the frame that the reader has chosen. */
  /** @param {import("./world.js").Country[]} found */
  function reframe(found) {
    frame = framed(found);
    const [[left, top], [right, bottom]] = zoomed.seen();
    const isSeen = found.some(({ centre: [x, y] }) => x > left && x < right && y > top && y < bottom);
    if (width && (!zoomed.isReaders() || !isSeen)) zoomed.frame(frame, { isAtOnce: !isFramed });
    isFramed ||= width > 0;
    tools.fit.hidden = !found.length || frame[1][0] - frame[0][0] >= WHOLE[1][0] - WHOLE[0][0];
  }

  /** Let the whole world have these points in it, so that no mark is cut at its edge. @param {[number, number][]} points */
  function widen(points) {
    const wider = around([WHOLE, ...points.map(([x]) => atEdge(x))]);
    if (wider[0][0] === whole[0][0] && wider[1][0] === whole[1][0]) return;
    const isShown = !zoomed.isReaders() && frame[0][0] <= WHOLE[0][0] && frame[1][0] >= WHOLE[1][0];
    whole = wider;
    if (!width) return;
    zoomed.resize(width, svg.clientHeight);
    if (isShown) zoomed.frame(around([frame, whole]), { isAtOnce: true });
  }

  function resized() {
    const wide = Math.floor(stage.clientWidth);
    if (!wide || wide === width) return;
    width = wide;
    const high = Math.round(
      Math.max(
        LEAST_HEIGHT,
        Math.min(
          MOST_HEIGHT,
          wide * (wide < NARROW_PIXELS ? NARROW_ASPECT : WIDE_ASPECT),
          innerHeight * MOST_WINDOW_SHARE,
        ),
      ),
    );
    for (const [name, value] of Object.entries({ width: wide, height: high, viewBox: `0 0 ${wide} ${high}` }))
      svg.setAttribute(name, String(value));
    zoomed.resize(wide, high);
    if (!zoomed.isReaders()) zoomed.frame(frame, { isAtOnce: true });
    drawKeys();
  }

  /** @param {import("d3-zoom").ZoomTransform} transform @param {boolean} isOver */
  function moved(transform, isOver) {
    drawing.moved(transform, isOver);
    clearTimeout(waiting);
    if (isOver && view) waiting = setTimeout(() => showPlaces().catch(unheard), WAIT_MILLISECONDS);
  }

  /** What is not wanted any more is no fault, and circles that fail leave the shading. @param {unknown} error */
  function unheard(error) {
    if (!view?.signal.aborted) fill(note, error instanceof Error ? error.message : "The places cannot be shown.");
  }

  async function showPlaces() {
    if (!view || !width) return;
    const { question, summary, signal } = view;
    const count = summary.data.count?.count ?? Infinity;
    const asked = placesAsked(question, count, zoomed.seen(), zoomed.transform().k);
    const key = asked?.map(({ path }) => path).join(" ") ?? "none";
    if (key === placed) return;
    placed = key;
    const found = asked && (await places(asked, signal));
    if (signal.aborted || key !== placed) return;
    widen((found?.places ?? []).map(({ latitude, longitude }) => at(latitude, longitude)));
    const most = Math.max(7, Math.min(16, width / 55));
    const greatest = drawing.showPlaces(found?.places ?? [], most);
    placeKeys = found?.places.length ? [placeKey(found.places, greatest, most, isGoldstein)] : [];
    fill(note, noteOn(found));
    drawKeys();
  }

  function drawKeys() {
    const all = [...shadeKeys, ...placeKeys];
    fill(keys, all.length > 0 && width > 0 && legend(all, width));
  }

  /** @param {boolean} isOn */
  function turned(isOn) {
    tools.area.setAttribute("aria-pressed", String(isOn));
    tools.hint.hidden = !isOn;
  }

  /** @param {Event} event */
  function told(event) {
    const what = drawing.meaning(event);
    if (!what || (event instanceof PointerEvent && event.buttons)) return quiet();
    const box = svg.getBoundingClientRect();
    const [x, y] =
      event instanceof PointerEvent ? [event.clientX - box.left, event.clientY - box.top] : [what.x, what.y];
    drawing.point(what.country);
    if (what.country) said.show(x, y, title(what.country.name), sayings(drawing.row(what.country.code)).map(line));
    else if (what.place) sayPlace(what.place, x, y);
    if (event.type === "focusin") bringIn(what.x, what.y);
  }

  /** @param {Place} place @param {number} x @param {number} y */
  function sayPlace(place, x, y) {
    clearTimeout(naming);
    pointedAt.abort();
    pointedAt = new AbortController();
    const { signal } = pointedAt;
    /** @param {...import("../../dom.js").Child} more */
    const say = (...more) => said.show(x, y, title(placeTitle(place)), sayings(place).map(line), ...more);
    say();
    naming = setTimeout(async () => {
      // The names are an addition: where they cannot be had, the circle still says how many.
      const names = view ? await namesIn(view.question, place, signal).catch(() => []) : [];
      if (!signal.aborted) say(names.map(({ name, count }) => line(`${name}: ${number(count)}`)));
    }, NAMES_WAIT_MILLISECONDS);
  }

  function quiet() {
    clearTimeout(naming);
    pointedAt.abort();
    drawing.point(null);
    said.hide();
  }

  /** What the keys come to is brought into sight. @param {number} x @param {number} y */
  function bringIn(x, y) {
    const high = svg.clientHeight;
    if (x < 0 || y < 0 || x > width || y > high) zoomed.pan(width / 2 - x, high / 2 - y);
  }

  return { element, show, picture: () => (width ? [svg, ...keys.querySelectorAll("svg")] : []) };
}

/**
 * @param {ReturnType<typeof zooming>} zoomed @param {ReturnType<typeof selectingArea>} area @param {SVGSVGElement} svg
 * @param {() => void} fit
 */
function toolbar(zoomed, area, svg, fit) {
  const fitting = h("button", { type: "button", class: "zoom-button", onclick: fit }, "Fit");
  const areas = h(
    "button",
    { type: "button", class: "zoom-button", "aria-pressed": "false", onclick: turn },
    "Select area",
  );
  const hint = h(
    "p",
    { class: "area-hint", hidden: true },
    "Drag a box. Or: arrows move it, Shift and arrows size it, Enter takes it, Escape ends.",
  );

  /** @param {MouseEvent} event */
  function turn(event) {
    // A press by key has no place.
    area.turn(!area.isOn(), { isByKey: event.detail === 0 });
    if (!area.isOn()) return;
    svg.setAttribute("tabindex", "-1");
    svg.focus({ preventScroll: true });
  }
  const element = h(
    "div",
    { class: "zoom-tools" },
    h(
      "div",
      { class: "zoom-group" },
      zoomed.buttons,
      h("button", { type: "button", class: "zoom-button", onclick: zoomed.whole }, "World"),
      fitting,
    ),
    h("div", { class: "zoom-group" }, areas),
  );
  return { element, fit: fitting, area: areas, hint };
}

/** @param {import("./world.js").Country | null} small @returns {[number, number][]} */
const pointOf = (small) => (small ? [small.centre] : []);

/** A place of the world's width, at its upper edge. @param {number} x @returns {import("./world.js").Box} */
const atEdge = (x) => [
  [x, WHOLE[0][1]],
  [x, WHOLE[0][1]],
];

/** @param {string} text */
const title = (text) => h("p", { class: "tip-title" }, text);
/** @param {string} text */
const line = (text) => h("p", {}, text);

/** @param {any} row @param {number} [total] */
function sayings(row, total) {
  if (!row) return ["no events that match"];
  const share = total ? ` (${percent(row.count / total)} of those on the map)` : "";
  const mean = row.avg_goldstein ?? row.goldstein;
  return [
    counted(row.count, "event") + share,
    typeof mean === "number" ? `mean Goldstein ${signed(mean)}` : "no Goldstein value",
  ];
}

/** @param {Place} place */
function placeTitle({ kind, latitude, longitude, size }) {
  const where = `${pole(latitude, "N", "S")} ${pole(longitude, "E", "W")}`;
  return kind === "spot" ? `Around ${where}, ± ${decimal(size / 2)}°` : `Districts or provinces around ${where}`;
}

/** @param {number} degrees @param {string} above @param {string} below */
const pole = (degrees, above, below) => `${decimal(Math.abs(degrees))}° ${degrees < 0 ? below : above}`;

/** @param {{left: number} | null} found */
function noteOn(found) {
  if (!found) return "Too many events for circles: narrow the days, or zoom in, to see places within countries.";
  return found.left > 0 && `${counted(found.left, "event")} in smaller places: zoom in to see them.`;
}

/** @param {Place[]} found @param {number} greatest @param {number} most @param {boolean} isGoldstein */
function placeKey(found, greatest, most, isGoldstein) {
  const about = found[0];
  /** @param {Place["kind"]} kind @param {number} r */
  const mark = (kind, r) => s("g", { "data-goldstein": isGoldstein || null }, placeMark({ ...about, kind }, r, false));
  const sizes = [...new Set([Math.max(1, Math.round(greatest / 10)), greatest])];
  const scaled = sizes.map((count) => ({ count, r: Math.max(2, most * Math.sqrt(count / greatest)) }));
  const items = scaled.map(({ count, r }) => ({
    mark: mark("spot", r),
    width: 2 * r,
    says: short(count),
  }));
  if (found.some(({ kind }) => kind === "stretch"))
    items.push({ mark: mark("stretch", 6), width: 12, says: "only to a district or province" });
  return marks("Events known to a spot or town", items);
}

/** @param {boolean} isGoldstein @param {import("./shades.js").Shade[]} shades */
function shadeKey(isGoldstein, shades) {
  if (isGoldstein) return goldsteinRamp("Mean Goldstein, from conflict to cooperation");
  return ramp({ title: "Events in a country", steps: shadeSteps(shades) });
}

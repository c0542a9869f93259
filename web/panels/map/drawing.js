/** The map itself: shaded countries, dots for small ones, circles and squares for places, and names where there is room. */

import { s } from "../../dom.js";
import { roving, stop } from "../roving.js";
import { NAME_SIZE, namesOf } from "./names.js";
import { dot, outline, at } from "./world.js";
import { rowColour } from "./shades.js";

/** @typedef {import("./world.js").Country} Country */
/** @typedef {import("./places.js").Place} Place */

/**
 * What is drawn. `href` leads where a country or place leads, `say` tells of it.
 * @typedef {{
 *   world: {countries: Map<string, Country>, borders: string, globe: string},
 *   rows: Map<string, any>,
 *   shades: import("./shades.js").Shade[],
 *   isGoldstein: boolean,
 *   chosen: readonly string[],
 *   box: string,
 *   countryLink: (code: string) => string | null,
 *   placeLink: (place: Place) => string,
 *   countrySays: (country: Country, row: any) => string,
 *   placeSays: (place: Place) => string,
 * }} Scene
 */

/** The continent that is left out where nothing happened there. */
const EMPTY = "ATA";
const DOT_RADIUS = 4.5;
const LEAST_RADIUS = 2;
const STILL = { "vector-effect": "non-scaling-stroke" };

export function mapDrawing() {
  const land = s("g", { class: "land" });
  const lines = s("g", { "pointer-events": "none", fill: "none" });
  const areas = s("g", { "pointer-events": "none" });
  const pointed = s("path", { class: "pointed", "pointer-events": "none", fill: "none", ...STILL });
  const scaled = s("g", {}, land, lines, pointed, areas);
  const dots = s("g", { class: "dots" });
  const names = s("g", {
    "pointer-events": "none",
    "aria-hidden": "true",
    "font-family": "var(--sans)",
    "font-size": NAME_SIZE,
    "text-anchor": "middle",
    fill: "var(--ink)",
    stroke: "var(--surface)",
    "stroke-width": 3,
    "stroke-opacity": 0.8,
    "stroke-linejoin": "round",
    "paint-order": "stroke",
  });
  const circles = s("g", { class: "places" });
  const svg = s("svg", { class: "map-drawing", role: "group" }, s("defs", {}, hatch()), scaled, dots, circles, names);
  /** @type {{element: SVGGraphicsElement, country: Country}[]} */
  let countries = [];
  /** @type {{element: SVGGraphicsElement, mark: SVGElement, r: number, place: Place, x: number, y: number}[]} */
  let spots = [];
  /** @type {Scene | null} */
  let scene = null;
  let transform = { k: 1, x: 0, y: 0 };
  /** @type {WeakMap<Element, {country?: Country, place?: Place}>} */
  const meant = new WeakMap();

  const stops = () => [
    ...countries
      .filter(({ element }) => element.hasAttribute("tabindex"))
      .map(({ element, country }) => ({ element, x: country.centre[0], y: country.centre[1] })),
    ...spots.map(({ element, x, y }) => ({ element, x, y })),
  ];
  roving(svg, { marks: stops, isBusy: () => svg.classList.contains("is-selecting") });

  /** @param {Scene} given */
  function show(given) {
    scene = given;
    const focused =
      document.activeElement instanceof SVGElement && svg.contains(document.activeElement)
        ? document.activeElement.dataset.code
        : null;
    const small = [...scene.rows.values()].flatMap((row) =>
      scene?.world.countries.has(row.country) ? [] : (dot(row.country, row.country_label) ?? []),
    );
    const shapes = [...scene.world.countries.values()].filter(({ code }) => code !== EMPTY || scene?.rows.has(code));
    countries = [...shapes, ...small].map(drawnCountry);
    land.replaceChildren(...countries.filter(({ country }) => country.d).map(({ element }) => element));
    dots.replaceChildren(...countries.filter(({ country }) => !country.d).map(({ element }) => element));
    lines.replaceChildren(
      s("path", { d: scene.world.borders, stroke: "var(--line-strong)", "stroke-width": 0.7, ...STILL }),
      ...scene.chosen.flatMap((code) =>
        scene?.world.countries.get(code) ? [ring(scene.world.countries.get(code)?.d ?? "")] : [],
      ),
      ...boxes(scene.box).map(ring),
    );
    pointed.removeAttribute("d");
    stopAtLargest();
    if (focused) countries.find(({ country }) => country.code === focused)?.element.focus({ preventScroll: true });
    moved(transform, true);
  }

  function stopAtLargest() {
    const all = stops();
    const largest = [...(scene?.rows.values() ?? [])].find(({ country }) => country && country !== "other");
    stop(all, all.find(({ element }) => largest && meant.get(element)?.country?.code === largest.country) ?? all[0]);
  }

  /** @param {Country} country */
  function drawnCountry(country) {
    const { rows, shades, isGoldstein, countryLink, countrySays } = /** @type {Scene} */ (scene);
    const row = rows.get(country.code);
    const colour = row ? rowColour(row, isGoldstein, shades) : "surface";
    const look = { fill: colour ? `var(--${colour})` : "url(#unvalued)" };
    const shape = country.d
      ? s("path", { d: country.d, ...look })
      : s("circle", { r: DOT_RADIUS, ...look, stroke: "var(--ink-soft)", "stroke-width": 1 });
    const element = linked(shape, countryLink(country.code), () => countrySays(country, row));
    element.dataset.code = country.code;
    meant.set(element, { country });
    return { element, country };
  }

  /** @param {Place[]} places @param {number} most The largest circle, in pixels. */
  function showPlaces(places, most) {
    const { placeLink, placeSays, isGoldstein } = /** @type {Scene} */ (scene);
    const greatest = Math.max(1, ...places.map(({ count }) => count));
    const ordered = [...places].sort((a, b) => b.count - a.count);
    spots = ordered.map((place) => {
      const r = Math.max(LEAST_RADIUS, most * Math.sqrt(place.count / greatest));
      const mark = placeMark(place, r, isGoldstein);
      const element = linked(mark, placeLink(place), () => placeSays(place));
      meant.set(element, { place });
      const [x, y] = at(place.latitude, place.longitude);
      return { element, mark, r, place, x, y };
    });
    circles.replaceChildren(...spots.map(({ element }) => element));
    stopAtLargest();
    moved(transform, true);
    return greatest;
  }

  /** @param {{k: number, x: number, y: number}} to @param {boolean} isOver */
  function moved(to, isOver) {
    transform = to;
    const { k, x, y } = to;
    scaled.setAttribute("transform", `translate(${x},${y}) scale(${k})`);
    for (const one of spots) put(one.mark, one.x * k + x, one.y * k + y);
    for (const { element, country } of countries) {
      if (!country.d)
        put(element.querySelector("circle") ?? element, country.centre[0] * k + x, country.centre[1] * k + y);
    }
    names.setAttribute("visibility", isOver ? "visible" : "hidden");
    if (isOver) name();
  }

  function name() {
    const { k, x, y } = transform;
    const screen = { width: svg.clientWidth, height: svg.clientHeight };
    const around = spots.map((one) => ({ x: one.x * k + x, y: one.y * k + y, r: one.r }));
    const found = namesOf(scene ? toName(scene) : [], transform, screen, around);
    names.replaceChildren(
      ...found.map((one) => s("text", { x: one.x.toFixed(1), y: (one.y + 4).toFixed(1) }, one.name)),
    );
  }

  /** The place or country under an event, where it is on the screen, and its mark. @param {Event} event */
  function meaning(event) {
    const element = event.target instanceof Element ? event.target.closest("[data-mark]") : null;
    const what = element ? meant.get(element) : undefined;
    if (!element || !what) return null;
    const [x, y] = what.country ? what.country.centre : at(what.place?.latitude ?? 0, what.place?.longitude ?? 0);
    return { ...what, x: x * transform.k + transform.x, y: y * transform.k + transform.y };
  }

  /** Outline a country. @param {Country | null | undefined} country */
  function point(country) {
    if (country?.d) pointed.setAttribute("d", country.d);
    else pointed.removeAttribute("d");
  }

  return {
    svg,
    areas,
    show,
    showPlaces,
    moved,
    meaning,
    point,
    row: (/** @type {string} */ code) => scene?.rows.get(code),
  };
}

/** The countries with events, the most first, as the API calls them. @param {Scene} scene */
function toName({ rows, world }) {
  const ordered = [...rows.values()].sort((a, b) => b.count - a.count);
  return ordered.flatMap(({ country, country_label: label }) => {
    const shape = world.countries.get(country) ?? (country && dot(country, label));
    return shape ? [{ ...shape, name: label ?? shape.name }] : [];
  });
}

/** What a country has whose events have no value. */
function hatch() {
  const size = 5;
  return s(
    "pattern",
    {
      id: "unvalued",
      width: size,
      height: size,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45) scale(0.3)",
    },
    s("rect", { width: size, height: size, fill: "var(--amount-0)" }),
    s("rect", { width: 1.5, height: size, fill: "var(--muted)" }),
  );
}

/** A mark, as a link where it leads somewhere. @param {SVGGraphicsElement} shape @param {string | null} href @param {() => string} says */
function linked(shape, href, says) {
  const element = href ? s("a", { href, tabindex: -1, "aria-label": says() }, shape) : shape;
  element.setAttribute("data-mark", "");
  return element;
}

/** @param {string} d */
const ring = (d) => s("path", { d, stroke: "var(--accent)", "stroke-width": 2, ...STILL });

/** The outlines of the box that is asked about; one across 180° is drawn in two parts. @param {string} written */
function boxes(written) {
  const [west, south, east, north] = written.split(",").map(Number);
  if (!written || ![west, south, east, north].every(Number.isFinite)) return [];
  if (west <= east) return [outline([west, south, east, north])];
  return [outline([west, south, 180, north]), outline([-180, south, east, north])];
}

/** A spot is a circle, a stretch of land a square on its point of the same area: the shape is seen at every size. */
/** @param {Place} place @param {number} r of the circle @param {boolean} isGoldstein */
export function placeMark({ kind, goldstein }, r, isGoldstein) {
  const colour = isGoldstein ? rowColour({ count: 1, avg_goldstein: goldstein }, true, []) : "";
  const look = {
    fill: colour ? `var(--${colour})` : "var(--surface)",
    "fill-opacity": kind === "spot" ? 0.8 : 0.35,
    stroke: "var(--ink)",
    "stroke-opacity": 0.8,
    "stroke-width": 1,
  };
  if (kind === "spot") return s("circle", { r: r.toFixed(1), ...look });
  const half = (r * Math.sqrt(Math.PI / 2)).toFixed(1);
  return s("path", { d: `M0,-${half}L${half},0L0,${half}L-${half},0Z`, ...look });
}

/** @param {Element} mark @param {number} x @param {number} y */
function put(mark, x, y) {
  mark.setAttribute("transform", `translate(${x.toFixed(1)},${y.toFixed(1)})`);
}

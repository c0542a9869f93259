/** A drawing of the page, with its keys below, as a file of its own: SVG as it is drawn, or PNG at twice the size. */

import { s } from "../dom.js";
import { date } from "../words.js";

/**
 * In a drawing, what has the class `screen-only` stays on the page, and what has `picture-only` is in the file alone, as
 * far down as the drawing's `data-picture-height`.
 *
 * What is written with a drawing. `source` says where it is from: the question, or an address.
 * @typedef {{title: string, source?: string}} About
 */

const MARGIN = 20;
const TITLE_ROW = 24;
const SOURCE_ROW = 16;
/** Between the parts of a picture. */
const GAP = 12;
/** How wide a letter is at most, as a part of its size. */
const LETTER = 0.56;
const TITLE_SIZE = 18;
const SOURCE_SIZE = 11;
const PNG_SCALE = 2;
/** No canvas is greater in every browser. */
const MOST_PIXELS = 8192;

/** What the style sheets say that a file has to say itself. What is within an element has these of it. */
const INHERITED = [
  "fill-opacity",
  "fill",
  "fill-rule",
  "stroke-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-dashoffset",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "shape-rendering",
  "visibility",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "font-variant-numeric",
  "letter-spacing",
  "text-anchor",
  "dominant-baseline",
];
/** What is of an element alone, with what it is where nothing says so. @type {Record<string, string>} */
const OWN = { opacity: "1", "stop-color": "rgb(0, 0, 0)", "stop-opacity": "1", "vector-effect": "none" };
/** Attributes that mean something to the page alone. */
const OF_THE_PAGE = /^(class|style|role|tabindex|focusable|data-.*|aria-.*|on.*)$/;
/** What is never seen itself, but needed. */
const BEHIND = "defs, pattern, marker, clipPath, mask, linearGradient, radialGradient, symbol, title, desc";

/** @param {SVGSVGElement[]} drawings that stand on the page: what they look like is read there @param {About} about */
export async function svgFile(drawings, about) {
  const text = new XMLSerializer().serializeToString(inLight(() => framed(drawings, about)));
  return new Blob([`<?xml version="1.0" encoding="UTF-8"?>\n${text}\n`], { type: "image/svg+xml" });
}

/** @param {SVGSVGElement[]} drawings @param {About} about @returns {Promise<Blob>} */
export async function pngFile(drawings, about) {
  const address = URL.createObjectURL(await svgFile(drawings, about));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return await painted(image);
  } finally {
    URL.revokeObjectURL(address);
  }
}

/** @param {HTMLImageElement} image @returns {Promise<Blob>} */
function painted(image) {
  const scale = Math.min(PNG_SCALE, MOST_PIXELS / Math.max(image.naturalWidth, image.naturalHeight));
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(image.naturalWidth * scale);
  canvas.height = Math.round(image.naturalHeight * scale);
  canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("The picture could not be made."))), "image/png"),
  );
}

/** Do this while the page has its light colours, since paper is white; nothing is painted meanwhile. */
/** @template T @param {() => T} make @returns {T} */
function inLight(make) {
  const root = document.documentElement;
  const before = root.dataset.theme;
  root.dataset.theme = "light";
  try {
    return make();
  } finally {
    root.dataset.theme = before;
  }
}

/** Drawings one below the other, with a title above and their source below. */
/** @param {SVGSVGElement[]} drawings @param {About} about */
function framed(drawings, { title, source = "" }) {
  const width = Math.max(...drawings.map((svg) => sizeOf(svg).width));
  const said = ["Dateline", source, date(new Date().toISOString())].filter(Boolean).join(" · ");
  const heading = lines(title, width, TITLE_SIZE);
  const footing = lines(said, width, SOURCE_SIZE);
  let y = MARGIN + heading.length * TITLE_ROW + GAP;
  const parts = drawings.map((svg) => {
    const part = placed(svg, y);
    y += sizeOf(svg).height + GAP;
    return part;
  });
  const full = { width: width + 2 * MARGIN, height: y + footing.length * SOURCE_ROW + MARGIN };
  return s(
    "svg",
    { ...full, viewBox: `0 0 ${full.width} ${full.height}`, role: "img" },
    s("title", {}, title),
    s("desc", {}, said),
    s("rect", { width: full.width, height: full.height, fill: token("surface") }),
    s("text", { ...letters("serif", TITLE_SIZE, "ink"), "font-weight": 600 }, rows(heading, MARGIN, TITLE_ROW)),
    parts,
    s("text", letters("sans", SOURCE_SIZE, "muted"), rows(footing, y, SOURCE_ROW)),
  );
}

/** A drawing from a height on, with the ground that it has on the page. @param {SVGSVGElement} svg @param {number} y */
function placed(svg, y) {
  const { backgroundColor, overflowX: overflow } = getComputedStyle(svg);
  const { width, height, viewBox } = sizeOf(svg);
  const drawing = standalone(svg);
  const about = { x: MARGIN, y, width, height, viewBox, overflow };
  for (const [name, value] of Object.entries(about)) drawing.setAttribute(name, String(value));
  const ground = colourOf(backgroundColor);
  return [ground?.alpha && s("rect", { x: MARGIN, y, width, height, fill: ground.text }), drawing];
}

/** @param {string} name */
const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

/** @param {string} family @param {number} size @param {string} colour */
function letters(family, size, colour) {
  return { "font-family": token(family), "font-size": size, fill: token(colour), "xml:space": "preserve" };
}

/** @param {string[]} texts @param {number} from @param {number} row How high one is. */
function rows(texts, from, row) {
  return texts.map((text, place) => s("tspan", { x: MARGIN, y: from + (place + 0.75) * row }, text));
}

/** How large a drawing is in its own units, with what only its file shows below it. @param {SVGSVGElement} svg */
function sizeOf(svg) {
  const box = svg.viewBox.baseVal;
  const shown = svg.getBoundingClientRect();
  const [x, y] = box?.width ? [box.x, box.y] : [0, 0];
  const width = box?.width || shown.width;
  const height = Number(svg.dataset.pictureHeight) || box?.height || shown.height;
  return { width, height, viewBox: `${x} ${y} ${width} ${height}` };
}

/** Break a text into lines of a width, between words and also within what is too long for a line. */
/** @param {string} text @param {number} width @param {number} size of the letters */
function lines(text, width, size) {
  const most = Math.max(8, Math.floor(width / (size * LETTER)));
  const words = text.split(/\s+/).flatMap((word) => word.match(new RegExp(`.{1,${most}}`, "gsu")) ?? []);
  /** @type {string[]} */
  const found = [];
  for (const word of words) {
    const last = found[found.length - 1];
    if (last !== undefined && last.length + 1 + word.length <= most) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  return found;
}

/** A copy of a drawing that needs no style sheet. @param {SVGSVGElement} svg */
function standalone(svg) {
  const copy = /** @type {SVGSVGElement} */ (svg.cloneNode(true));
  inline(svg, copy, null);
  copy.removeAttribute("id");
  return copy;
}

/**
 * Write what the style sheets say of an element into its copy, then the same of what is in it.
 * @param {Element} original
 * @param {Element} copy
 * @param {CSSStyleDeclaration | null} outer the style of what the element is in
 */
function inline(original, copy, outer) {
  const style = getComputedStyle(original);
  const isFor = (/** @type {string} */ medium) => original.classList.contains(medium);
  const isHidden = style.display === "none" && !original.closest(BEHIND) && !isFor("picture-only");
  if (isHidden || isFor("screen-only")) return copy.remove();
  for (const { name, value } of [...copy.attributes]) {
    if (OF_THE_PAGE.test(name)) copy.removeAttribute(name);
    else if (name === "href" && !value.startsWith("#")) copy.setAttribute(name, new URL(value, location.href).href);
  }
  for (const name of INHERITED) write(copy, name, style.getPropertyValue(name), outer?.getPropertyValue(name));
  for (const [name, usual] of Object.entries(OWN)) write(copy, name, style.getPropertyValue(name), usual);
  const copies = [...copy.children];
  [...original.children].forEach((child, place) => inline(child, copies[place], style));
}

/** Write a property as an attribute where it is not what holds without it. */
/** @param {Element} element @param {string} name @param {string} value @param {string | undefined} without */
function write(element, name, value, without) {
  element.removeAttribute(name);
  if (!value || value === without) return;
  const colour = /(fill|stroke|color)$/.test(name) ? colourOf(value) : null;
  element.setAttribute(name, colour?.text ?? value.replace(/url\("([^"]*)"\)/g, "url($1)"));
  if (colour && colour.alpha < 1) element.setAttribute(name.replace(/(-color)?$/, "-opacity"), String(colour.alpha));
}

/** A computed colour as every program reads it: `#rrggbb`, and how much of it is seen apart from that. @param {string} value */
function colourOf(value) {
  const found = /^(rgba?|color)\((?:srgb )?([\d.e-]+)[, ]+([\d.e-]+)[, ]+([\d.e-]+)(?:[,/ ]+([\d.e-]+))?\)$/.exec(
    value,
  );
  if (!found) return null;
  const scale = found[1] === "color" ? 255 : 1;
  const parts = found.slice(2, 5).map((part) => Math.max(0, Math.min(255, Math.round(Number(part) * scale))));
  return {
    text: `#${parts.map((part) => part.toString(16).padStart(2, "0")).join("")}`,
    alpha: found[5] === undefined ? 1 : Number(found[5]),
  };
}

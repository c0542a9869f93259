/** Elements made in one line. Text is always text: nothing here takes markup. */

/** @typedef {Node | string | number | null | undefined | false | Child[]} Child */

/**
 * Make an HTML element. Attributes named `on…` are listeners; `false`, null and undefined leave one out, `true` sets it bare.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[T]}
 */
export function h(tag, attributes = {}, ...children) {
  return filled(document.createElement(tag), attributes, children);
}

/**
 * Make an SVG element.
 * @template {keyof SVGElementTagNameMap} T
 * @param {T} tag
 * @param {Record<string, any>} [attributes]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[T]}
 */
export function s(tag, attributes = {}, ...children) {
  return filled(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);
}

/**
 * @template {Element} E
 * @param {E} element
 * @param {Record<string, any>} attributes
 * @param {Child[]} children
 */
function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  append(element, children);
  return element;
}

/** @param {Element} element @param {Child[]} children */
function append(element, children) {
  for (const child of children) {
    if (Array.isArray(child)) append(element, child);
    else if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/**
 * Put these in place of what an element holds.
 * @param {Element} element
 * @param {...Child} children
 */
export function fill(element, ...children) {
  element.replaceChildren();
  append(element, children);
}

/**
 * Put these in place of what an element holds, and keep what the reader did there: the focus and the folds that are
 * open. What has the same id is the same; where what had the focus is gone, the first link takes it.
 * @param {Element} element
 * @param {...Child} children
 */
export function renew(element, ...children) {
  const focused = element.contains(document.activeElement) ? document.activeElement : null;
  const folds = [...element.querySelectorAll("details[id]")].map((fold) => [fold.id, fold.hasAttribute("open")]);
  fill(element, ...children);
  for (const [id, open] of folds) document.getElementById(String(id))?.toggleAttribute("open", Boolean(open));
  if (!focused) return;
  const again = document.getElementById(focused.id) ?? element.querySelector("a[href], input");
  if (again instanceof HTMLElement) again.focus({ preventScroll: true });
}

/** Icons drawn for this page, 16 by 16, in the colour of the text. */
const ICONS = {
  search: "M7 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Zm3.4 7.9L14 14",
  close: "m4 4 8 8m0-8-8 8",
  share: "M8 10V2m0 0L5 5m3-3 3 3M3 8.500V13a.7.7 0 0 0 .7.7h8.600a.7.7 0 0 0 .7-.7V8.500",
  arrow: "M3 8h10m-4-4 4 4-4 4",
  down: "m4 6 4 4 4-4",
  plus: "M8 3v10M3 8h10",
  minus: "M3 8h10",
  theme: "M8 2.500a5.500 5.500 0 1 0 5.500 6.500A4.500 4.500 0 0 1 8 2.500Z",
  external: "M6 3H3v10h10v-3M9 3h4v4m0-4L7 9",
};

/** @param {keyof typeof ICONS} name */
export function icon(name) {
  return s(
    "svg",
    { class: "icon", viewBox: "0 0 16 16", width: 16, height: 16, "aria-hidden": "true", focusable: "false" },
    s("path", {
      d: ICONS[name],
      fill: "none",
      stroke: "currentColor",
      "stroke-width": 1.5,
      "stroke-linecap": "round",
      "stroke-linejoin": "round",
    }),
  );
}

/**
 * Colours by what they mean. Cooperation is blue and conflict orange, words light and deeds dark, which colour-blind
 * readers can tell apart; every use has a word or a pattern beside it. The values are in style/tokens.css.
 */

/** @param {string} name */
export function token(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** The classes in the order in which they are stacked: from friendly deeds to hostile ones. */
export const QUAD_CLASSES = [
  { code: "2", label: "Material cooperation", colour: "quad-2" },
  { code: "1", label: "Verbal cooperation", colour: "quad-1" },
  { code: "3", label: "Verbal conflict", colour: "quad-3" },
  { code: "4", label: "Material conflict", colour: "quad-4" },
  { code: "", label: "No class", colour: "quad-none" },
];

/** Statuses in the order of their certainty; what is not asserted is hatched. */
export const STATUSES = ["asserted", "expected", "unclear", "denied"];

/** The variable of a Goldstein value's colour, -10 to 10 in seven steps. @param {number | null | undefined} value */
export function goldsteinColour(value) {
  if (value === null || value === undefined) return "quad-none";
  const step = Math.round(Math.max(-3, Math.min(3, value / 2.5)));
  return `diverging-${step + 4}`;
}

/** The variable of the colour of a share from 0 to 1 of the greatest, in six steps. @param {number} share */
export function amountColour(share) {
  return `amount-${Math.max(1, Math.min(6, Math.ceil(share * 6)))}`;
}

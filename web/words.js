/** Numbers, dates and names as the reader writes them. */

const LOCALE = navigator.languages?.length ? [...navigator.languages] : undefined;
const WHOLE = numbers({});
const SHORT = numbers({ notation: "compact", maximumFractionDigits: 1 });
const DECIMAL = numbers({ minimumFractionDigits: 1, maximumFractionDigits: 1 });
const SIGNED = numbers({
  minimumFractionDigits: 1,
  maximumFractionDigits: 1,
  signDisplay: "exceptZero",
});
const PERCENT = numbers({ style: "percent", maximumSignificantDigits: 2 });
/** So little less than all is all in two digits. */
const NEAR_ALL = 0.01;
const PLURAL = once(() => new Intl.PluralRules("en"));
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/;

/**
 * What the reader's language has written, kept together among the words of the page: two neighbours written from right
 * to left would change places. As characters, which hold in labels and drawings too, where there is no <bdi>.
 * @param {string} written
 */
function apart(written) {
  return RIGHT_TO_LEFT.test(written) ? `\u2068${written}\u2069` : written;
}

/** Something that is made when it is first needed: what a language has of numbers and days is slow to be had. */
/** @template T @param {() => T} make @returns {() => T} */
function once(make) {
  /** @type {T | undefined} */
  let made;
  return () => (made ??= make());
}

/** A way of writing numbers, with the minus sign of print. @param {Intl.NumberFormatOptions} form */
function numbers(form) {
  const writing = once(() => new Intl.NumberFormat(LOCALE, form));
  return { format: (/** @type {number} */ value) => apart(writing().format(value).replace("-", "−")) };
}

/** @param {number} value */
export const number = (value) => WHOLE.format(value);
/** 12,345 as 12K, for where room is short. @param {number} value */
export const short = (value) => (Math.abs(value) < 10_000 ? WHOLE.format(value) : SHORT.format(value));
/** One digit after the point. @param {number} value */
export const decimal = (value) => DECIMAL.format(value);
/** One digit after the point, with its sign. @param {number} value */
export const signed = (value) => SIGNED.format(value);
/** Two digits, but near all so many that it is never rounded to all. @param {number} value */
export function percent(value) {
  const missing = 1 - value;
  if (missing <= 0 || missing > NEAR_ALL) return PERCENT.format(value);
  const maximumFractionDigits = Math.ceil(-Math.log10(missing * 100));
  return numbers({ style: "percent", maximumFractionDigits }).format(value);
}

/** `3 events`, `1 event`. @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = `${one}s`) {
  return `${number(count)} ${PLURAL().select(count) === "one" ? one : many}`;
}

/** A day of the API, `2024-08-05`, as the instant of its UTC midnight. @param {string} iso */
export function dayOf(iso) {
  return new Date(`${iso.slice(0, 10)}T00:00:00Z`);
}

/** @type {Record<string, Intl.DateTimeFormatOptions>} */
const FORMS = {
  day: { day: "numeric", month: "short", year: "numeric" },
  weekday: { weekday: "long", day: "numeric", month: "long", year: "numeric" },
  day_of_year: { day: "numeric", month: "short" },
  month: { month: "short", year: "numeric" },
  month_of_year: { month: "short" },
  year: { year: "numeric" },
};

/** @type {Map<string, () => Intl.DateTimeFormat>} */
const formats = new Map(
  Object.entries(FORMS).map(([name, form]) => [
    name,
    once(() => new Intl.DateTimeFormat(LOCALE, { ...form, timeZone: "UTC" })),
  ]),
);

/**
 * A day, or the month or year that begins with it.
 * @param {string} iso
 * @param {"day" | "weekday" | "day_of_year" | "month" | "month_of_year" | "year" | "quarter" | "week"} [form]
 */
export function date(iso, form = "day") {
  return apart((formats.get(form) ?? formats.get("day"))?.().format(dayOf(iso)) ?? iso);
}

/** From a day to another, written once where they are the same. @param {string} start @param {string} end */
export function range(start, end) {
  const form = /** @type {any} */ (formats.get("day")?.());
  return apart(form.formatRange(dayOf(start), dayOf(end)));
}

/** A day, month or year as a filter takes it; anything else, such as a 13th month, is left as it is. @param {string} value */
export function dated(value) {
  const [, month, day] = /^(\d{4}-\d\d)(-\d\d)?$/.exec(value) ?? [];
  const first = `${month}${day ?? "-01"}`;
  return month && !Number.isNaN(dayOf(first).getTime()) ? date(first, day ? "day" : "month") : value;
}

/** When an event was, as surely as it is known. @param {{start: string, end: string, precision: string}} when */
export function when({ start, end, precision }) {
  if (start === end) return date(start);
  if (precision === "month") return date(start, "month");
  if (precision === "year") return date(start, "year");
  return range(start, end);
}

/** How long ago or ahead the time of a record is, from an instant of the API. @param {string} iso */
export function instant(iso) {
  return apart(new Intl.DateTimeFormat(LOCALE, { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso)));
}

/** The names of several, with `and`. @param {string[]} names */
export const listed = (names) => new Intl.ListFormat("en", { type: "conjunction" }).format(names);
/** The names of several, with `or`. @param {string[]} names */
export const anyOf = (names) => new Intl.ListFormat("en", { type: "disjunction" }).format(names);

/** A name without what people write differently: case and accents. @param {string} name */
export const folded = (name) => name.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** What stands between the values of a filter: they are alternatives, but for the two sides of one. @param {string} filter */
export const between = (filter) => (filter === "between" ? "and" : "or");

/** What filters are called for people. Others show their own name. */
const NAMES = /** @type {Record<string, string>} */ ({
  actor: "Actor",
  actor1: "Who acts",
  actor2: "Acted upon",
  between: "Between",
  attributed_to: "Says who",
  speaker: "Speaker",
  quad_class: "Class",
  root_code: "Type",
  event_code: "CAMEO",
  plover_type: "PLOVER",
  status: "Status",
  country: "Country",
  actor_country: "Actor's country",
  dataset: "Dataset",
  source: "Publisher",
  q: "Words",
  date: "Date",
  date__gte: "From",
  date__lte: "Until",
  place: "Place",
  place_precision: "Place known to",
  bbox: "Area",
  near: "Near",
  radius_km: "Within km",
});

/** @param {string} filter */
export function filterName(filter) {
  if (NAMES[filter]) return NAMES[filter];
  const [name, operator] = filter.split("__");
  const sign = { not: "not", gte: "≥", gt: ">", lte: "≤", lt: "<", isnull: "is missing" }[operator ?? ""];
  const plain = NAMES[name] ?? name.replaceAll("_", " ");
  return sign ? `${plain} ${sign}` : plain;
}

/** The question: the filters of /v1/events, as they stand in the address and as they are asked. */

/** What stands for a comma within a value, and for itself. */
const ESCAPED = /[\\,]/g;

/** Two parameters that only make sense together. */
const TOGETHER = { near: ["near", "radius_km"], radius_km: ["near", "radius_km"] };

/** Filters that take one text, in which a comma is a comma. */
const WHOLE = new Set(["q", "bbox", "near"]);

/** What orders a list and does not select. */
const ORDERING = ["sort"];

export class Question {
  /** @param {string | URLSearchParams} query */
  constructor(query = "") {
    /** @type {ReadonlyMap<string, readonly string[]>} */
    this.filters = read(new URLSearchParams(query));
  }

  /**
   * The values of a filter, without what escapes a comma.
   * @param {string} name
   * @returns {readonly string[]}
   */
  values(name) {
    return this.filters.get(name) ?? [];
  }

  /** @param {string} name */
  value(name) {
    return this.values(name)[0] ?? "";
  }

  /** Every filter with its values; what orders is left out. */
  get chosen() {
    return [...this.filters].filter(([name]) => !ORDERING.includes(name));
  }

  /**
   * The question with a filter that has these values; with none, without it.
   * @param {Record<string, string | readonly string[] | null>} changes
   */
  with(changes) {
    const filters = new Map(this.filters);
    for (const [name, values] of Object.entries(changes)) {
      const list = values === null ? [] : typeof values === "string" ? [values] : values;
      if (list.length) filters.set(name, list);
      else for (const each of TOGETHER[/** @type {"near"} */ (name)] ?? [name]) filters.delete(each);
    }
    return new Question(spelt(filters));
  }

  /** The question without these filters. @param {readonly string[]} names */
  without(names) {
    return this.with(Object.fromEntries(names.map((name) => [name, null])));
  }

  /**
   * The question with a value added to those of a filter, or taken from them where it is one.
   * @param {string} name
   * @param {string} value
   */
  toggled(name, value) {
    const values = this.values(name);
    return this.with({ [name]: values.includes(value) ? values.filter((one) => one !== value) : [...values, value] });
  }

  /**
   * The question with what one filter has under the name of another, in its place.
   * @param {string} name
   * @param {string} other
   */
  renamed(name, other) {
    const filters = new Map(this.filters);
    const values = [...this.values(other), ...this.values(name)];
    filters.delete(other);
    return new Question(
      spelt(new Map([...filters].map(([one, its]) => (one === name ? [other, values] : [one, its])))),
    );
  }

  /** As a query string without its question mark: the same after `/v1/events?` is the call. */
  get query() {
    return spelt(this.filters);
  }

  /**
   * A path with this question behind it.
   * @param {string} path
   * @param {Record<string, string | number>} [besides]
   */
  at(path, besides = {}) {
    const more = new URLSearchParams(Object.entries(besides).map(([name, value]) => [name, String(value)]));
    const query = [this.query, readable(more.toString())].filter(Boolean).join("&");
    return query ? `${path}?${query}` : path;
  }
}

/** @param {URLSearchParams} parameters */
function read(parameters) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const [name, written] of parameters) {
    const values = (WHOLE.has(name) ? [written] : split(written)).filter((value) => value !== "");
    if (values.length) found.set(name, [...(found.get(name) ?? []), ...values]);
  }
  return found;
}

/** @param {string} written */
function split(written) {
  return written.match(/(?:\\[\s\S]|[^,\\])+/g)?.map((part) => part.replace(/\\([\s\S])/g, "$1")) ?? [];
}

/** @param {ReadonlyMap<string, readonly string[]>} filters */
function spelt(filters) {
  const pairs = [...filters].map(([name, values]) => {
    const written = WHOLE.has(name) ? values : values.map((value) => value.replace(ESCAPED, "\\$&"));
    return [name, written.join(",")];
  });
  return readable(new URLSearchParams(pairs).toString());
}

/** Leave commas, colons and slashes as people write them. @param {string} query */
export function readable(query) {
  return query.replace(/%2C/g, ",").replace(/%3A/g, ":").replace(/%2F/g, "/");
}

/** Stretches of a text and what is marked in them. Offsets count code points, the end not included, as the API's do. */

/** @typedef {{start: number, end: number}} Span */

/**
 * Cut a text at every border of a mark within it. The pieces are in reading order, each with the marks that lie over it;
 * `base` is where the text begins in the text that the marks count in.
 * @template {Span} M
 * @param {string} text
 * @param {number} base
 * @param {M[]} marks
 * @returns {{start: number, end: number, text: string, marks: M[]}[]}
 */
export function pieces(text, base, marks) {
  const points = Array.from(text);
  const last = base + points.length;
  const within = marks
    .filter((mark) => mark.end > mark.start && mark.end > base && mark.start < last)
    .sort((one, other) => one.start - other.start);
  const borders = [base, last, ...within.flatMap(({ start, end }) => [Math.max(start, base), Math.min(end, last)])];
  const cuts = [...new Set(borders)].sort((one, other) => one - other);
  /** @type {M[]} */
  let open = [];
  let next = 0;
  return cuts.slice(0, -1).map((start, index) => {
    while (next < within.length && within[next].start <= start) open.push(within[next++]);
    open = open.filter((mark) => mark.end > start);
    const end = cuts[index + 1];
    return { start, end, text: points.slice(start - base, end - base).join(""), marks: [...open] };
  });
}

/**
 * Find where a sentence begins in the text of its article, from stretches in it whose words are known: the place that
 * most of them agree on. Null where none of them stands in the sentence.
 * @param {string} sentence
 * @param {(Span & {text: string})[]} spans
 */
export function sentenceStart(sentence, spans) {
  /** @type {Map<number, number>} */
  const votes = new Map();
  for (const { start, text } of spans) {
    for (let at = text ? sentence.indexOf(text) : -1; at >= 0; at = sentence.indexOf(text, at + 1)) {
      const base = start - Array.from(sentence.slice(0, at)).length;
      votes.set(base, (votes.get(base) ?? 0) + 1);
    }
  }
  const [best] = [...votes].sort(([, one], [, other]) => other - one);
  return best ? best[0] : null;
}

/**
 * Divide a text into its paragraphs, each with where it begins.
 * @param {string} text
 */
export function paragraphs(text) {
  /** @type {{start: number, text: string}[]} */
  const found = [];
  let start = 0;
  for (const part of text.split(/(\n+)/)) {
    if (part.trim()) found.push({ start, text: part });
    start += Array.from(part).length;
  }
  return found;
}

/**
 * The address of a stretch of an article.
 * @param {string} article
 * @param {Span} [span]
 */
export function stretchPath(article, span) {
  return `/articles/${article}${span ? `#at=${span.start}-${span.end}` : ""}`;
}

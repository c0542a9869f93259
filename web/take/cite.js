/** A view as what can be cited: in words, for BibTeX and as CSL-JSON. Nothing here needs a page. */

/**
 * @typedef {{slug: string, title: string, licence: string | null, citation: string | null}} Dataset
 * @typedef {{title: string, url: string, revision: number, accessed: Date, datasets: Dataset[]}} Cited
 * What is cited: a view of the store as it was at a revision, when somebody saw it, and whose data it is made of.
 */

/** @param {Cited} cited */
export function inWords(cited) {
  const seen = cited.accessed.toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });
  const about = `“${cited.title}.” Dateline, ${hostOf(cited.url)}, revision ${cited.revision} of the store, ${seen}. ${cited.url}`;
  return [about, ...cited.datasets.map(datasetInWords)].join("\n\n");
}

/** @param {Dataset} dataset */
function datasetInWords({ title, citation, licence }) {
  return `Data: ${sentence(citation ?? title)}${licence ? ` Licence: ${sentence(licence)}` : ""}`;
}

/** @param {string} text */
function sentence(text) {
  return text.replace(/\.?\s*$/, ".");
}

/** @param {Cited} cited */
export function bibtex(cited) {
  const day = isoDay(cited.accessed);
  const view = entry(`dateline-${day}-r${cited.revision}`, {
    title: `{${latex(cited.title)}}`,
    author: "{Dateline}",
    year: day.slice(0, 4),
    howpublished: latex(hostOf(cited.url)),
    url: bracesEscaped(cited.url),
    urldate: day,
    note: latex(`Revision ${cited.revision} of the store`),
  });
  const datasets = cited.datasets.map(({ slug, title, citation, licence }) =>
    entry(`dateline-dataset-${slug}`, {
      title: `{${latex(title)}}`,
      ...(citation && { note: latex(citation) }),
      ...(licence && { copyright: latex(licence) }),
    }),
  );
  return [view, ...datasets].join("\n\n");
}

/** @param {string} key @param {Record<string, string>} fields */
function entry(key, fields) {
  const lines = Object.entries(fields).map(([name, value]) => `  ${name} = {${value}},`);
  return `@misc{${key},\n${lines.join("\n")}\n}`;
}

/** @type {Record<string, string>} */
const LATEX = { "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" };

/** @param {string} text */
function latex(text) {
  return text.replace(/[\\{}$&#_%~^]/g, (one) => LATEX[one] ?? `\\${one}`).replace(/\s+/g, " ");
}

/** An address is set as it is, if its braces are even. @param {string} url */
function bracesEscaped(url) {
  return url.replace(/[{}\\]/g, encodeURIComponent);
}

/** @param {Cited} cited */
export function csl(cited) {
  const accessed = { "date-parts": [isoDay(cited.accessed).split("-").map(Number)] };
  const view = {
    id: `dateline-${isoDay(cited.accessed)}-r${cited.revision}`,
    type: "webpage",
    title: cited.title,
    "container-title": "Dateline",
    publisher: hostOf(cited.url),
    URL: cited.url,
    version: String(cited.revision),
    accessed,
  };
  const datasets = cited.datasets.map(({ slug, title, citation, licence }) => ({
    id: `dateline-dataset-${slug}`,
    type: "dataset",
    title,
    ...((citation || licence) && { note: [citation, licence && `Licence: ${licence}`].filter(Boolean).join(" ") }),
  }));
  return JSON.stringify([view, ...datasets], null, 2);
}

/** The day where the reader is. @param {Date} moment */
function isoDay(moment) {
  const two = (/** @type {number} */ value) => String(value).padStart(2, "0");
  return `${moment.getFullYear()}-${two(moment.getMonth() + 1)}-${two(moment.getDate())}`;
}

/** @param {string} url */
function hostOf(url) {
  return new URL(url).host;
}

/** The foot of every page: what the records are, which datasets they come from, and under which terms. */

import { ask } from "./ask.js";
import { fill, h } from "./dom.js";
import { number, range } from "./words.js";

/** Made empty, and filled when the reader comes to it. */
export function footer() {
  const element = h("footer", { class: "footer" });
  const near = new IntersectionObserver((seen) => {
    if (!seen.some((one) => one.isIntersecting)) return;
    near.disconnect();
    told().then(
      (children) => fill(element, children),
      () => fill(element, h("p", { class: "muted" }, "What the datasets are could not be read.")),
    );
  });
  near.observe(element);
  return element;
}

async function told() {
  const [map, sources] = await Promise.all([ask("/v1"), ask("/v1/sources?limit=1&count=capped")]);
  const { count, count_is_exact: exact } = sources.meta;
  return [
    h("p", { class: "footer-statement" }, map.statement),
    h(
      "p",
      { class: "muted small" },
      `${exact ? "" : "More than "}${number(count)} ${count === 1 ? "publisher" : "publishers"} · revision ${number(map.revision)} · `,
      h("a", { href: "/docs" }, "API"),
      " · ",
      h("a", { href: "/v1/changes" }, "Changes"),
      ` · Dateline ${map.version}`,
    ),
    h("ul", { class: "footer-datasets" }, map.datasets.map(dataset)),
  ];
}

/** @param {any} one */
function dataset({ slug, title, coverage, licence, citation }) {
  return h(
    "li",
    {},
    h("h2", {}, h("a", { href: `/?dataset=${encodeURIComponent(slug)}` }, title)),
    coverage?.start && h("p", { class: "muted small" }, range(coverage.start, coverage.end)),
    h("p", { class: "small" }, licence),
    citation && h("p", { class: "muted small" }, citation),
  );
}

/** The line under an embedded view: what it shows, how it is meant, whose it is, and the way to the whole of it. */

import { h, icon } from "../dom.js";
import { counted, listed } from "../words.js";

const ELSEWHERE = { target: "_blank", rel: "noopener" };

/**
 * @param {{title: string, href: string, count?: {count: number, is_exact: boolean} | null, datasets: string[], what?: string}} about
 */
export function line({ title, href, count, datasets, what = "reported event" }) {
  const told = count && `${count.is_exact ? "" : "more than "}${counted(count.count, what)}`;
  return [
    h("a", { class: "embed-title", href, ...ELSEWHERE }, title, icon("external")),
    h("span", {}, told ? `${told}, not ground truth` : "Reported events, not ground truth"),
    h(
      "span",
      {},
      datasets.length > 0 && `Data: ${listed(datasets)} · `,
      "Dateline, ",
      h("a", { href: "/", ...ELSEWHERE }, location.host),
    ),
  ];
}

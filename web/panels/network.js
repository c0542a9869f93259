/** The network: who acts on whom, how often, and how friendly that is. */

import { ask } from "../ask.js";
import { fill, h } from "../dom.js";
import { empty, frame } from "../panel.js";
import { recordPath } from "../route.js";
import { counted, number } from "../words.js";
import { besides } from "./besides.js";
import { lazily } from "./lazily.js";
import { networkCanvas } from "./network/canvas.js";
import { goldstein, ranked } from "./ranked.js";

/** @typedef {import("./network/drawing.js").Actor} Actor */
/** @typedef {import("./network/drawing.js").Pair} Pair */

/** @returns {import("../panel.js").Panel} */
export function networkPanel() {
  const canvas = networkCanvas();
  const panel = frame({ title: "Network", name: "network", controls: [canvas.tools] });
  /** @type {import("../question.js").Question} */
  let question;
  const table = ranked({
    caption: "Pairs of who acts on whom, with how many events and their mean on the Goldstein scale",
    by: 1,
    columns: [
      { title: "Who acts on whom", sort: (pair) => `${pair.source.name} ${pair.target.name}`, cell: pairCell },
      {
        title: "Events",
        sort: (pair) => pair.count,
        cell: (pair) =>
          h("a", { href: canvas.pairLink(question, pair), "aria-label": eventsBetween(pair) }, number(pair.count)),
        isNumber: true,
      },
      {
        title: "Mean Goldstein",
        short: "Goldstein",
        sort: (pair) => pair.goldstein,
        cell: (pair) => goldstein(pair.goldstein),
        isNumber: true,
      },
    ],
  });
  const beside = besides(canvas.element, table.element, "Pairs as a list", { isOpen: true });

  /** @param {import("../panel.js").View} view */
  async function draw(view) {
    const { links } = view.summary;
    const [nodes, edges] = await Promise.all([ask(links.nodes, view.signal), ask(links.edges, view.signal)]);
    const actors = nodes.data.map(actorOf);
    const pairs = pairsOf(actors, edges.data);
    if (!actors.length) {
      panel.say();
      return fill(panel.body, empty("No actor is named in these events."));
    }
    panel.say(noteOn(actors, pairs, nodes.meta.top));
    table.show(pairs);
    if (panel.body.firstElementChild !== beside) fill(panel.body, beside);
    await canvas.show(view, actors, pairs);
  }

  return {
    element: panel.element,
    async show(view) {
      question = view.question;
      panel.takes({
        title: "Who acts on whom",
        path: view.summary.links.edges,
        embed: question.at("/embed/network"),
        picture: canvas.picture,
      });
      if (!panel.body.firstElementChild) fill(panel.body, h("div", { class: "network-waiting" }));
      await lazily(panel, view, () => draw(view));
    },
  };
}

/** @param {any} node @returns {Actor} */
function actorOf(node) {
  return {
    id: node.id,
    name: node.title,
    kind: node.subtitle,
    count: node.mainstat,
    goldstein: node.secondarystat,
    cooperation: node.arc__cooperation,
    conflict: node.arc__conflict,
    r: 0,
    x: NaN,
    y: NaN,
  };
}

/** @param {Actor[]} actors @param {any[]} edges @returns {Pair[]} */
function pairsOf(actors, edges) {
  const known = new Map(actors.map((actor) => [actor.id, actor]));
  return edges.flatMap((edge) => {
    const [source, target] = [known.get(edge.source), known.get(edge.target)];
    if (!source || !target) return [];
    const { mainstat: count, goldstein_avg: mean, thickness, first, last } = edge;
    return [{ source, target, count, goldstein: mean, thickness, first, last }];
  });
}

/** @param {Actor[]} actors @param {Pair[]} pairs @param {number} top */
function noteOn(actors, pairs, top) {
  const who =
    actors.length < top ? counted(actors.length, "actor") : `The ${number(actors.length)} actors of the most events`;
  if (!pairs.length) return `${who}. No event tells of one of them acting on another.`;
  return `${who}; ${counted(pairs.length, "arrow points", "arrows point")} from who acts to whom it is done.`;
}

/** @param {Pair} pair */
function pairCell({ source, target }) {
  return [
    h("a", { href: recordPath(source.id) }, source.name),
    h("span", { class: "muted" }, " → "),
    target === source ? "itself" : h("a", { href: recordPath(target.id) }, target.name),
  ];
}

/** @param {Pair} pair */
const eventsBetween = ({ source, target, count }) =>
  `${counted(count, "event")}: show what is between ${source.name} and ${target.name}`;

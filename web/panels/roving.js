/** One stop of the Tab key for many marks: arrows go from a mark to the nearest one in their direction. */

/** @typedef {{element: SVGElement | HTMLElement, x: number, y: number}} Mark */

/** How much what lies beside the direction counts as further away. */
const ASIDE = 2.2;

/**
 * @param {SVGSVGElement} svg
 * @param {{marks: () => Mark[], isBusy?: () => boolean}} how The first of the marks is the one that Tab comes to.
 */
export function roving(svg, { marks, isBusy = () => false }) {
  svg.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
    if (!way || event.shiftKey || isBusy()) return;
    const all = marks();
    const here = all.find(({ element }) => element === document.activeElement);
    if (!here) return;
    event.preventDefault();
    const next = nearest(all, here, way);
    if (!next) return;
    stop(all, next);
    next.element.focus({ preventScroll: true });
  });
  svg.addEventListener("focusin", ({ target }) => {
    const all = marks();
    const here = all.find(({ element }) => element === target);
    if (here) stop(all, here);
  });
}

/** Make one mark the stop of the Tab key. @param {Mark[]} all @param {Mark | undefined} one */
export function stop(all, one = all[0]) {
  for (const mark of all) mark.element.setAttribute("tabindex", mark === one ? "0" : "-1");
}

/** @param {Mark[]} all @param {Mark} here @param {number[]} way */
function nearest(all, here, [right, down]) {
  let found;
  let least = Infinity;
  for (const one of all) {
    const [x, y] = [one.x - here.x, one.y - here.y];
    const ahead = x * right + y * down;
    const aside = Math.abs(x * down + y * right);
    if (one === here || ahead <= 0 || ahead < aside / 3) continue;
    const far = ahead + ASIDE * aside;
    if (far < least) [found, least] = [one, far];
  }
  return found;
}

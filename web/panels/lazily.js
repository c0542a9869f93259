/** What stands further down the page is asked for when the reader comes near it. */

import { failed } from "../panel.js";
import { laidOut } from "../pausing.js";

/** How far outside the window still counts as near. */
const NEAR_PIXELS = 200;

/**
 * Do the work of a panel now if it is near the window, else when it comes near; until then nothing is asked.
 * @param {{element: HTMLElement, body: HTMLElement}} panel
 * @param {import("../panel.js").View} view
 * @param {() => Promise<void>} work
 */
export async function lazily({ element, body }, { question, signal }, work) {
  // Where nothing matches, something else stands in its place.
  if (!element.isConnected) return;
  await laidOut();
  if (signal.aborted || !element.isConnected) return;
  if (isNear(element)) return work();
  const observer = new IntersectionObserver(come, { rootMargin: `${NEAR_PIXELS}px` });
  observer.observe(element);
  signal.addEventListener("abort", () => observer.disconnect());

  /** @param {IntersectionObserverEntry[]} entries */
  async function come(entries) {
    if (!entries.some((entry) => entry.isIntersecting)) return;
    observer.disconnect();
    element.setAttribute("aria-busy", "true");
    try {
      await work();
    } catch (error) {
      if (!signal.aborted) body.replaceChildren(failed(error, question));
    }
    if (!signal.aborted) element.setAttribute("aria-busy", "false");
  }
}

/** @param {Element} element */
function isNear(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > -NEAR_PIXELS && top < innerHeight + NEAR_PIXELS;
}

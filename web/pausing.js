/** Work in pieces, so that the page answers its reader in between. */

/** After so long the next piece waits its turn. */
const PIECE_MS = 24;
/** A page that nobody sees has no frames; after so long it goes on without. */
const UNSEEN_MS = 120;

/** Let what waits, such as a press of a key, go first. @returns {Promise<void>} */
export function pause() {
  const { scheduler } = /** @type {any} */ (globalThis);
  return scheduler?.yield ? scheduler.yield() : new Promise((resolve) => setTimeout(resolve));
}

/** Go through items, with pauses where that takes long. @template T @param {Iterable<T>} items @param {(item: T) => void} work */
export async function inPieces(items, work) {
  let begun = performance.now();
  for (const item of items) {
    if (performance.now() - begun > PIECE_MS) {
      await pause();
      begun = performance.now();
    }
    work(item);
  }
}

/** Wait until the browser has laid the page out by itself: what is measured then costs nothing. @returns {Promise<void>} */
export function laidOut() {
  return new Promise((resolve) => {
    const late = setTimeout(resolve, UNSEEN_MS);
    requestAnimationFrame(() => {
      clearTimeout(late);
      setTimeout(resolve);
    });
  });
}

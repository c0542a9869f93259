/**
 * A list of any length on one page: its pages are asked for as they are scrolled to, and only those near the window are
 * in the document. Of the others their address and height are kept, of the last so many as a browser can show the height of.
 */

import { h } from "../../dom.js";

/** How far above and below the window there are rows, in pixels. */
const MARGIN = 900;
/** The most pixels of all pages: half of what Firefox takes, a quarter of what Chromium and Safari do. */
const MOST_HEIGHT = 8_000_000;

/**
 * @typedef {{path: string, first: number, count: number, height: number, body: HTMLElement | null}} Page
 * @typedef {{rows: any[], next: string | null}} Answer
 *
 * @typedef {{
 *   element: HTMLElement,
 *   holder: HTMLElement,
 *   read: (path: string) => Promise<Answer>,
 *   draw: (rows: any[], first: number) => HTMLElement,
 *   onMove: (first: number, last: number) => void,
 *   onEnd: (state: "more" | "loading" | "all" | "failed", error?: unknown) => void,
 * }} Rolled
 * `holder` takes the pages, `element` holds it between two spaces; `read` gives a page of rows, `draw` makes its body.
 */

export class Rolling {
  /** @type {Page[]} */
  pages = [];
  /** @type {string | null} */
  next = null;
  #isBusy = false;
  #isAgain = false;
  #hasFailed = false;
  #frame = 0;

  /** @param {Rolled} rolled @param {AbortSignal} signal */
  constructor(rolled, signal) {
    this.rolled = rolled;
    this.signal = signal;
    this.above = h("div", { class: "rolling-space", "aria-hidden": "true" });
    this.below = h("div", { class: "rolling-space", "aria-hidden": "true" });
    rolled.element.replaceChildren(this.above, rolled.holder, this.below);
    const soon = () => this.#soon();
    window.addEventListener("scroll", soon, { passive: true, signal });
    const sizes = new ResizeObserver(soon);
    sizes.observe(rolled.element);
    signal.addEventListener("abort", () => sizes.disconnect());
  }

  /** Begin with a page that is there already. @param {string} path @param {Answer} answer */
  begin(path, answer) {
    this.#add(path, answer);
    this.#soon();
  }

  /** Go on where it failed. */
  again() {
    this.#hasFailed = false;
    this.rolled.onEnd("more");
    this.#soon();
  }

  #soon() {
    this.#frame ||= requestAnimationFrame(() => {
      this.#frame = 0;
      this.update();
    });
  }

  /** Put the pages near the window into the document, and ask for the next where its end is near. */
  async update() {
    if (this.signal.aborted || this.#hasFailed || !this.rolled.element.isConnected) return;
    if (this.#isBusy) return void (this.#isAgain = true);
    this.#isBusy = true;
    try {
      await this.#show();
      if (this.next && this.#bottom() < window.innerHeight + MARGIN) await this.#more(this.next);
    } catch (error) {
      this.#hasFailed = true;
      if (!this.signal.aborted) this.rolled.onEnd("failed", error);
    } finally {
      this.#isBusy = false;
    }
    if (this.#isAgain) this.#soon();
    this.#isAgain = false;
  }

  /** @param {string} path */
  async #more(path) {
    this.rolled.onEnd("loading");
    const answer = await this.rolled.read(path);
    if (this.signal.aborted) return;
    this.#add(path, answer);
    this.#isAgain = true;
  }

  /** @param {string} path @param {Answer} answer */
  #add(path, { rows, next }) {
    const last = this.pages.at(-1);
    const first = last ? last.first + last.count : 0;
    const page = { path, first, count: rows.length, height: 0, body: this.rolled.draw(rows, first) };
    this.pages.push(page);
    this.next = next;
    this.rolled.holder.append(page.body);
    page.height = page.body.getBoundingClientRect().height;
    this.#leave();
    this.rolled.onEnd(next ? "more" : "all");
  }

  /** Leave the first pages behind where all are taller than a browser shows; what is in the window stays there. */
  #leave() {
    let over = heightOf(this.pages) - MOST_HEIGHT;
    let left = 0;
    while (over > left && !this.pages[0].body) left += this.pages.shift()?.height ?? 0;
    if (!left) return;
    this.above.style.height = `${parseFloat(this.above.style.height) - left}px`;
    window.scrollBy({ top: -left, behavior: "instant" });
  }

  async #show() {
    const [from, to] = this.#wanted();
    const missing = this.pages.slice(from, to).filter((page) => !page.body);
    const answers = await Promise.all(missing.map((page) => this.rolled.read(page.path)));
    if (this.signal.aborted) return;
    missing.forEach((page, index) => (page.body = this.rolled.draw(answers[index].rows, page.first)));
    this.#place(from, to);
    this.#tellMove();
  }

  /** Which pages are near the window: from the first of them to the one after the last. */
  #wanted() {
    const top = this.above.getBoundingClientRect().top;
    let from = this.pages.length - 1;
    let to = 0;
    let at = top;
    this.pages.forEach(({ height }, index) => {
      if (at + height > -MARGIN && at < window.innerHeight + MARGIN) {
        from = Math.min(from, index);
        to = index + 1;
      }
      at += height;
    });
    return [Math.max(0, from), Math.max(to, from + 1)];
  }

  /** @param {number} from @param {number} to */
  #place(from, to) {
    const shown = this.pages.slice(from, to);
    this.pages.forEach((page, index) => {
      if (page.body && (index < from || index >= to)) {
        page.body.remove();
        page.body = null;
      }
    });
    // Those that stand there already are in order and stay where they are, for to move one would take the focus from it.
    /** @type {HTMLElement | null} */
    let following = null;
    for (const { body } of [...shown].reverse()) {
      if (body && !body.isConnected) this.rolled.holder.insertBefore(body, following);
      following = body;
    }
    for (const page of shown) page.height = page.body?.getBoundingClientRect().height ?? page.height;
    this.above.style.height = `${heightOf(this.pages.slice(0, from))}px`;
    this.below.style.height = `${heightOf(this.pages.slice(to))}px`;
  }

  #bottom() {
    return this.below.getBoundingClientRect().bottom;
  }

  /** Tell which rows are in the window: by the share of their page that is in it. */
  #tellMove() {
    let at = this.above.getBoundingClientRect().top;
    let first = -1;
    let last = 0;
    for (const { height, count, first: before } of this.pages) {
      const top = Math.max(0, -at);
      const bottom = Math.min(height, window.innerHeight - at);
      if (bottom > top) {
        if (first < 0) first = before + Math.floor((top / height) * count);
        last = before + Math.ceil((bottom / height) * count);
      }
      at += height;
    }
    if (first >= 0) this.rolled.onMove(first, last);
  }
}

/** @param {Page[]} pages */
function heightOf(pages) {
  return pages.reduce((sum, { height }) => sum + height, 0);
}

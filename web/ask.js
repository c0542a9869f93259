/** Ask the API. Answers are kept while the page is open, so that Back is at once. */

/** @typedef {{type?: string, title: string, detail: string, status: number, errors: {parameter?: string, message: string, nearest?: string | null, candidates?: any[]}[], request_id?: string}} ProblemDetails */

/** What the API says is wrong, as it says it. */
export class Problem extends Error {
  /** @param {ProblemDetails} details */
  constructor(details) {
    super(details.detail || details.title);
    this.details = details;
  }

  /** Whether it took longer to answer than the operator allows. */
  get isTooBroad() {
    return this.details.type === "urn:dateline:problem:too-broad";
  }
}

/** Answers by path, the one asked last at the end; the store's revision makes them old. */
const MOST_KEPT = 60;
/** @type {Map<string, any>} */
const kept = new Map();

/**
 * Ask for a path and read its JSON. Raises Problem for an error, and an AbortError when the signal says so.
 * @param {string} path
 * @param {AbortSignal} [signal]
 * @returns {Promise<any>}
 */
export async function ask(path, signal) {
  if (kept.has(path)) return remember(path, kept.get(path));
  const { answer, body } = await fetched(path, signal);
  if (!answer.ok)
    throw new Problem({ errors: [], title: answer.statusText, detail: "", ...body, status: answer.status });
  return remember(path, body);
}

/** An answer with the whole of its body: one that breaks off, or is not waited for, is none to be kept. */
/** @param {string} path @param {AbortSignal} [signal] */
async function fetched(path, signal) {
  try {
    const answer = await fetch(path, { signal, headers: { Accept: "application/json" } });
    const text = await answer.text();
    return { answer, body: answer.ok ? JSON.parse(text) : problemIn(text) };
  } catch (error) {
    if (signal?.aborted) throw error;
    const detail = "The server cannot be reached, or its answer broke off.";
    throw new Problem({ title: "No answer", detail, status: 0, errors: [] });
  }
}

/** What an error says; one that a proxy answers may say nothing of use. @param {string} text */
function problemIn(text) {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}

/** @param {string} path @param {any} body */
function remember(path, body) {
  kept.delete(path);
  kept.set(path, body);
  for (const oldest of kept.keys()) {
    if (kept.size <= MOST_KEPT) break;
    kept.delete(oldest);
  }
  return body;
}

/** Forget every answer, so that the next is fresh. */
export function forget() {
  kept.clear();
}

/** Put text on the clipboard, also where the page was not read over https, and the browser keeps its own way closed. */

/** @param {string} text @param {HTMLElement} within what may hold the focus meanwhile @returns {Promise<boolean>} */
export async function copied(text, within) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copiedBySelecting(text, within);
  }
}

/** @param {string} text @param {HTMLElement} within */
function copiedBySelecting(text, within) {
  const before = /** @type {HTMLElement | null} */ (document.activeElement);
  const area = document.createElement("textarea");
  area.value = text;
  area.className = "unseen";
  within.append(area);
  area.select();
  const done = document.execCommand("copy");
  area.remove();
  before?.focus();
  return done;
}

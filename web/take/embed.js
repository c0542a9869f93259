/** The lines that put a view into a page of one's own. Nothing here needs a page. */

/** How tall a frame is until it has said so itself. */
const FIRST_HEIGHT = 480;

/** @param {string} path of the embed @param {string} title @param {string} origin */
export function embedCode(path, title, origin) {
  const source = new URL(path, origin);
  const frame = `<iframe src="${attribute(source.href)}" title="${attribute(title)}" width="100%" height="${FIRST_HEIGHT}" style="border: 0" loading="lazy"></iframe>`;
  return `${frame}\n<script src="${attribute(`${source.origin}/embed/frame.js`)}" async></script>`;
}

/** @type {Record<string, string>} */
const ENTITIES = { "&": "&amp;", '"': "&quot;", "<": "&lt;", ">": "&gt;" };

/** @param {string} text */
function attribute(text) {
  return text.replace(/[&"<>]/g, (one) => ENTITIES[one]);
}

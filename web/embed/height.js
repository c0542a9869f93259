/** Tell the page around this one how tall it is, whenever that changes and whenever it asks. */

/** @param {HTMLElement} element the whole of what is shown */
export function tellHeight(element) {
  if (window.parent === window) return;
  const tell = () =>
    // Anybody may know how tall it is: nothing else is said.
    window.parent.postMessage({ type: "dateline:height", height: element.getBoundingClientRect().height }, "*");
  new ResizeObserver(tell).observe(element);
  window.addEventListener("message", ({ source, data }) => {
    if (source === window.parent && data?.type === "dateline:ask") tell();
  });
}

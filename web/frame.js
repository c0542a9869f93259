// For pages that frame a view of Dateline: give each frame the height that its view has.
(() => {
  const own = `${new URL(/** @type {HTMLScriptElement} */ (document.currentScript).src).origin}/embed/`;
  const most = 20_000;
  const frames = () => [...document.querySelectorAll("iframe")].filter((frame) => frame.src.startsWith(own));

  window.addEventListener("message", ({ source, data }) => {
    if (data?.type !== "dateline:height" || !(data.height > 0 && data.height <= most)) return;
    // Other frames may say what they like; only the frame that is the view's own is sized.
    const frame = frames().find(({ contentWindow }) => contentWindow === source);
    if (frame) frame.style.height = `${Math.ceil(data.height)}px`;
  });
  // Views that were there before this script have said their height already.
  for (const { contentWindow } of frames()) contentWindow?.postMessage({ type: "dateline:ask" }, "*");
})();

/** The top of every page: whose it is, the search, the way to the API, and the theme. */

import { h, icon } from "./dom.js";
import { searchBox } from "./search.js";

export function masthead() {
  const search = searchBox();
  const home = h("a", { class: "wordmark", href: "/" }, "Dateline");
  const element = h(
    "header",
    { class: "masthead" },
    home,
    search.element,
    h(
      "nav",
      { class: "masthead-links", "aria-label": "Elsewhere" },
      h("a", { href: "/docs" }, "API"),
      h(
        "button",
        { class: "quiet", type: "button", "aria-label": "Light or dark", onclick: otherTheme },
        icon("theme"),
      ),
    ),
  );
  return {
    element,
    focus: search.focus,
    /** @param {import("./route.js").Place} place */
    show: (place) => search.show(place),
  };
}

function otherTheme() {
  const root = document.documentElement;
  root.dataset.theme = root.dataset.theme === "dark" ? "light" : "dark";
  localStorage.setItem("theme", root.dataset.theme);
  window.dispatchEvent(new Event("moved"));
}

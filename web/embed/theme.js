// Set the theme before anything is drawn: #theme=light or dark, else the system. Loaded as a plain script, in the head.
const asked = new URLSearchParams(location.hash.slice(1)).get("theme");
const scheme = matchMedia("(prefers-color-scheme: dark)");
function dressed() {
  document.documentElement.dataset.theme =
    asked === "light" || asked === "dark" ? asked : scheme.matches ? "dark" : "light";
}
scheme.addEventListener("change", dressed);
dressed();

// Set the theme before anything is drawn: the one that the reader chose, else the system's. Loaded as a plain script, in the head.
const system = matchMedia("(prefers-color-scheme: dark)");
function dress() {
  document.documentElement.dataset.theme = localStorage.getItem("theme") ?? (system.matches ? "dark" : "light");
}
system.addEventListener("change", dress);
dress();

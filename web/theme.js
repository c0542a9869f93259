// Set the theme that the reader chose before anything is drawn. Loaded as a plain script, in the head.
const theme = localStorage.getItem("theme");
if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;

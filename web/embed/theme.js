// Set the theme that the address asks for before anything is drawn: #theme=light, dark or auto. Loaded as a plain script.
const asked = new URLSearchParams(location.hash.slice(1)).get("theme");
if (asked === "light" || asked === "dark") document.documentElement.dataset.theme = asked;
else delete document.documentElement.dataset.theme;

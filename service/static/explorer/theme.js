var e=matchMedia("(prefers-color-scheme: dark)");function t(){document.documentElement.dataset.theme=localStorage.getItem("theme")??(e.matches?"dark":"light")}e.addEventListener("change",t);t();

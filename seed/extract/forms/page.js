"use strict";
// Shows where in the text the thing is that is pointed at, and of an event who acts on whom.
const text = document.getElementById("text");
const svg = text.querySelector("svg");

function parts(name) {
  return [...document.querySelectorAll(`[data-of~="${name}"]`)];
}

function clear() {
  for (const one of document.querySelectorAll(".on")) one.classList.remove("on");
  for (const line of svg.querySelectorAll(":scope > path")) line.remove();
}

// The middle of a mark's first line, within the text.
function place(mark) {
  const box = mark.getClientRects()[0];
  const frame = text.getBoundingClientRect();
  return { x: box.left + box.width / 2 - frame.left, y: box.top - frame.top };
}

function arrow(from, to) {
  if (!from || !to || from === to) return;
  const a = place(from), b = place(to);
  const top = Math.min(a.y, b.y) - 18;
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", `M ${a.x} ${a.y} C ${a.x} ${top}, ${b.x} ${top}, ${b.x} ${b.y}`);
  path.setAttribute("marker-end", "url(#head)");
  svg.append(path);
}

// Several sentences may tell of one event: the mark of a name that is next to another mark, line by line.
function nearest(name, mark) {
  if (!mark) return undefined;
  const away = (one) => Math.abs(place(one).y - place(mark).y) * 100 + Math.abs(place(one).x - place(mark).x);
  return parts(name).sort((one, other) => away(one) - away(other))[0];
}

function show(names) {
  clear();
  for (const name of names) {
    for (const mark of parts(name)) mark.classList.add("on");
    const trigger = parts(`${name}-trigger`)[0] || parts(`${name}-cue`)[0];
    for (const side of ["actor1", "speaker"]) arrow(nearest(`${name}-${side}`, trigger), trigger);
    arrow(trigger, nearest(`${name}-actor2`, trigger));
  }
}

function pointed(event) {
  const item = event.target.closest("[data-is]");
  if (item) return show([item.dataset.is]);
  const mark = event.target.closest("[data-of]");
  if (mark) show(mark.dataset.of.split(" ").filter((name) => !name.includes("-")));
  else clear();
}

// What was chosen in a list is brought into sight.
function chosen(event) {
  if (event.key === "Escape") return clear();
  if (event.type === "keydown" && event.key !== "Enter") return;
  const item = event.target.closest("[data-is]");
  if (item) parts(item.dataset.is)[0]?.scrollIntoView({ block: "center" });
}

document.addEventListener("click", chosen);
document.addEventListener("keydown", chosen);
document.addEventListener("pointerover", pointed);
document.addEventListener("focusin", pointed);

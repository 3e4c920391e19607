// <input type="search" data-filters="#rows" data-counts="#count">: hides the children of #rows that do not
// hold every typed word. ArrowDown and ArrowUp choose, Enter presses the [data-enter] (or first link or
// button) of the chosen row, Escape empties the field. #count says how many are left.
import { everywhere } from "./ready.js";

const plain = (text) =>
  text
    .toLowerCase()
    .normalize("NFD")
    .replace(/[\u0300-\u036f]/g, "");

const listOf = (input) => document.querySelector(input.dataset.filters);
const shown = (list) => Array.from(list.children).filter((row) => !row.classList.contains("is-filtered"));
const chosen = (list) => list.querySelector(":scope > .is-current");

function choose(list, row) {
  const before = chosen(list);
  if (before) before.classList.remove("is-current");
  if (!row) return;
  row.classList.add("is-current");
  row.scrollIntoView({ block: "nearest" });
}

function filter(input) {
  const list = listOf(input);
  if (!list) return;
  const words = plain(input.value).split(/\s+/).filter(Boolean);
  for (const row of list.children) {
    const text = row.dataset.plain || (row.dataset.plain = plain(row.dataset.name || row.textContent));
    row.classList.toggle("is-filtered", !words.every((word) => text.includes(word)));
  }
  const left = shown(list);
  choose(list, words.length ? left[0] : null);
  const count = document.querySelector(input.dataset.counts || "#none");
  if (count) count.textContent = words.length ? (count.dataset.text || "%s").replace("%s", left.length) : "";
}

function step(list, by) {
  const rows = shown(list);
  if (!rows.length) return;
  const at = rows.indexOf(chosen(list));
  choose(list, rows[Math.min(rows.length - 1, Math.max(0, at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by))]);
}

function enter(list) {
  const row = chosen(list) || (shown(list).length === 1 ? shown(list)[0] : null);
  const target = row && (row.querySelector("[data-enter]") || row.querySelector("a, button"));
  if (target) target.click();
  return Boolean(target);
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-filters]")) filter(event.target);
});

document.addEventListener("keydown", (event) => {
  const input = event.target;
  if (!input.matches || !input.matches("[data-filters]")) return;
  const list = listOf(input);
  if (!list) return;
  if (event.key === "ArrowDown") step(list, 1);
  else if (event.key === "ArrowUp") step(list, -1);
  else if (event.key === "Enter") {
    if (!enter(list)) return;
  } else if (event.key === "Escape" && input.value) {
    input.value = "";
    filter(input);
  } else return;
  event.preventDefault();
});

// Rows that came with a swap obey the words that are still in the field.
everywhere(() => {
  for (const input of document.querySelectorAll("[data-filters]")) if (input.value) filter(input);
});

// The sheet of a hari buka. After a save ([data-saved]) or a mark, the search field is emptied and has the
// focus again, for the next in the queue; the count of the open tab follows the rows.
import { everywhere } from "./ready.js";

function next() {
  const home = document.querySelector(".day-sheet [data-home]");
  if (!home) return;
  home.value = "";
  home.dispatchEvent(new Event("input", { bubbles: true }));
  home.focus();
}

function count() {
  const list = document.querySelector("#baris[data-total]");
  const shown = document.querySelector(".day-sheet .tabs [aria-current] .count");
  if (!list || !shown) return;
  shown.textContent = `${list.querySelectorAll(":scope > .is-served").length}/${list.dataset.total}`;
}

everywhere((root) => {
  if (root === document) return;
  if (root.matches("#baris > li, [data-saved]")) {
    next();
    count();
  }
});

// A card of questions: what an answer opens or closes is shown at once ([data-when]); in a row of choices
// the first letter of an answer picks it ("y" ya, "t" tidak) and goes on, so a kader needs no mouse.
import { everywhere } from "./ready.js";

const number = (text) => Number.parseFloat(text.trim().replace(",", "."));

function answers(form, name) {
  return new FormData(form).getAll(name).filter((text) => text.trim() !== "");
}

function holds(form, condition) {
  const given = answers(form, condition.field);
  if (!given.length) return false;
  if (condition.is.length) return given.some((text) => condition.is.includes(text));
  const value = number(given[0]);
  if (condition.below !== null && !(value < condition.below)) return false;
  return condition.atLeast === null || value >= condition.atLeast;
}

function show(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    part.hidden = !JSON.parse(part.dataset.when).every((condition) => holds(form, condition));
  }
}

function next(form, from) {
  const fields = [...form.querySelectorAll("input, select, textarea, button[type=submit]")].filter(
    (field) => field.type !== "hidden" && !field.closest("[hidden]"),
  );
  const later = fields.slice(fields.indexOf(from) + 1).find((field) => field.name !== from.name);
  if (later) (later.type === "radio" && form.querySelector(`[name="${later.name}"]:checked`) || later).focus();
}

function pick(event) {
  const picks = event.target.closest("[data-picks]");
  if (!picks || event.ctrlKey || event.altKey || event.metaKey || event.key.length !== 1) return;
  const wanted = event.key.toLowerCase();
  const found = [...picks.querySelectorAll("input")].filter((field) =>
    field.parentElement.textContent.trim().toLowerCase().startsWith(wanted),
  );
  if (found.length !== 1) return;
  event.preventDefault();
  found[0].checked = true;
  found[0].dispatchEvent(new Event("change", { bubbles: true }));
  next(event.target.form, found[0]);
}

everywhere((root) => {
  for (const form of root.querySelectorAll("form[data-card]")) {
    show(form);
    form.addEventListener("input", () => show(form));
    form.addEventListener("change", () => show(form));
    form.addEventListener("keydown", pick);
  }
});

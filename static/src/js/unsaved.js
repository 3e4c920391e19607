// Leaving a form with data-guard that was changed and not sent asks first.
let changed = new Set();

const still = () => Array.from(changed).filter((form) => form.isConnected);

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form && form.hasAttribute("data-guard")) changed.add(form);
});
document.addEventListener("ilp:sent", (event) => changed.delete(event.target));
document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (form && event.detail.successful) changed.delete(form);
});
window.addEventListener("beforeunload", (event) => {
  if (!still().length) return;
  event.preventDefault();
  event.returnValue = "";
});

// Opening the next person over a half-filled form asks as well.
document.addEventListener("htmx:beforeRequest", (event) => {
  const target = event.detail.target;
  const over = still().filter((form) => target.contains(form) && !form.contains(event.detail.elt));
  if (!over.length) return;
  const question = document.getElementById("gangguan").dataset.unsaved;
  if (window.confirm(question)) for (const form of over) changed.delete(form);
  else event.preventDefault();
});

// Runs a function on the page and on every part htmx puts into it.
export function everywhere(run) {
  const start = () => run(document);
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", start);
  else start();
  document.addEventListener("htmx:load", (event) => run(event.detail.elt));
}

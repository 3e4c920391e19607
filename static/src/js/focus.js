// After htmx swapped a part in, the focus goes to its [data-autofocus], or to its first wrong field.
import { everywhere } from "./ready.js";

everywhere((root) => {
  const wrong = root.querySelector("[aria-invalid=true]");
  const wanted = wrong || root.querySelector("[data-autofocus]");
  if (!wanted) return;
  wanted.focus();
  if (wanted.select && wanted.value) wanted.select();
});

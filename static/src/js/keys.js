// Ctrl+Enter saves the form the focus is in. Escape returns to the search field of the page ([data-home]).
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    const form = event.target.closest && event.target.closest("form");
    if (!form) return;
    event.preventDefault();
    const save = form.querySelector("[type=submit]:not([name]), button:not([type]):not([name])");
    if (form.requestSubmit) form.requestSubmit(save || undefined);
    else if (save) save.click();
  } else if (event.key === "Escape" && !event.defaultPrevented) {
    const home = document.querySelector("[data-home]");
    const open = document.querySelector("details.who[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (home && event.target !== home) {
      home.focus();
      if (home.select) home.select();
    }
  }
});

document.addEventListener("click", (event) => {
  const open = document.querySelector("details.who[open]");
  if (open && !open.contains(event.target)) open.open = false;
});

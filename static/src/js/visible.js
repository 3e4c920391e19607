// A part marked data-while-visible asks for news only while somebody can see it.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (document.hidden && event.detail.elt.hasAttribute("data-while-visible")) event.preventDefault();
});

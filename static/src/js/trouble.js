// When the server cannot be reached, refuses, or answers with the login page, nothing is swapped: what was
// typed stays, and a sentence says what happened and what to do.
const box = () => document.getElementById("gangguan");

function show(name, withLogin = false) {
  const element = box();
  if (!element) return;
  element.querySelector(".trouble-text").textContent = element.dataset[name];
  element.querySelector(".trouble-login").hidden = !withLogin;
  element.classList.add("is-shown");
}

export function lost() {
  show("lost", true);
}

export function unreachable() {
  show("offline");
}

const isLogin = (xhr) => xhr.status === 401 || new URL(xhr.responseURL || location.href).pathname.startsWith("/masuk/");

document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  if (location.pathname.startsWith("/masuk/") || !isLogin(xhr)) return;
  event.preventDefault();
  lost();
});

document.addEventListener("htmx:beforeSwap", (event) => {
  const { status } = event.detail.xhr;
  if (status < 400 || status === 422) box().classList.remove("is-shown");
});

document.addEventListener("htmx:responseError", (event) => {
  const { status } = event.detail.xhr;
  if (status === 403) show(event.detail.xhr.getResponseHeader("X-ILP-CSRF") ? "lost" : "denied", Boolean(event.detail.xhr.getResponseHeader("X-ILP-CSRF")));
  else if (status === 404) show("gone");
  else if (status !== 401) show("broken");
});

for (const name of ["htmx:sendError", "htmx:timeout"]) document.addEventListener(name, unreachable);

document.addEventListener("click", (event) => {
  if (event.target.closest(".trouble-close")) box().classList.remove("is-shown");
});

// A form is sent once, with today's token. A form marked data-keep first asks whether the session still
// lives, because a plain form answered by the login page would lose what was typed.
import { token } from "./csrf.js";
import { lost, unreachable } from "./trouble.js";

const isHtmx = (form) => form.hasAttribute("hx-post") || form.hasAttribute("hx-get") || form.hasAttribute("hx-boost");
const isPost = (form) => form.method === "post";

function busy(form, on) {
  form.classList.toggle("is-busy", on);
  for (const button of form.querySelectorAll("[type=submit]")) button.classList.toggle("is-busy", on);
}

function send(form, button) {
  const field = form.querySelector("[name=csrfmiddlewaretoken]");
  if (field && token()) field.value = token();
  form.dataset.sent = "yes";
  form.dispatchEvent(new CustomEvent("ilp:sent", { bubbles: true }));
  busy(form, true);
  if (button && button.name) {
    const extra = Object.assign(document.createElement("input"), { type: "hidden", name: button.name, value: button.value });
    form.append(extra);
  }
  HTMLFormElement.prototype.submit.call(form);
}

async function keep(form, button) {
  form.dataset.sent = "asking";
  busy(form, true);
  try {
    const answer = await fetch("/sesi/hidup/", { credentials: "same-origin", redirect: "manual" });
    if (answer.status === 204) return send(form, button);
    lost();
  } catch (error) {
    unreachable();
  }
  delete form.dataset.sent;
  busy(form, false);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || isHtmx(form) || !isPost(form)) return;
  event.preventDefault();
  if (form.dataset.sent) return;
  if (form.hasAttribute("data-keep")) keep(form, event.submitter);
  else send(form, event.submitter);
});

// The page came back from the browser's memory: its forms may be sent again.
window.addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    busy(form, false);
  }
});

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb === "get" || !token()) return;
  event.detail.headers["X-CSRFToken"] = token();
  if (event.detail.parameters.csrfmiddlewaretoken) event.detail.parameters.csrfmiddlewaretoken = token();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (!form || event.detail.requestConfig.verb === "get") return;
  if (form.dataset.sent) event.preventDefault();
  else {
    form.dataset.sent = "yes";
    busy(form, true);
  }
});

document.addEventListener("htmx:afterRequest", (event) => {
  const form = event.detail.elt.closest("form");
  if (!form) return;
  delete form.dataset.sent;
  busy(form, false);
});

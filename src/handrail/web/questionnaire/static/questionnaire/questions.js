/* The questionnaire: one question at a time or all at once, by thumb or by keyboard. Without this script it is a plain form. */

import { keeper } from "./keeping.js";

const form = document.getElementById("questions");
const page = JSON.parse(document.getElementById("page").textContent);
const root = document.documentElement;
const asks = [...form.querySelectorAll(".ask")];
const end = document.getElementById("end");
const part = (name) => form.querySelector(`[data-part="${name}"]`);
const say = (name, fields = {}) => page.words[name].replace(/\{(\w+)\}/g, (_, field) => fields[field]);
const radios = (ask) => [...ask.querySelectorAll("input[type=radio]")];
const answerOf = (ask) => radios(ask).find((one) => one.checked)?.value ?? "";
const askOf = (item) => asks.find((one) => one.dataset.item === item);
const oneByOne = () => root.dataset.questions === "one";
let here = Number(form.dataset.here);
let sayOpen = false;

const keeps = keeper(page, form.elements.csrfmiddlewaretoken.value, {
  onState: state,
  onChanged: changedElsewhere,
  onOver: () => state("over"),
  onOpen(numbers, words) {
    sayOpen = true;
    show(asks.length + 1);
    state("refused", words);
  },
  onSent: (url) => location.assign(url),
});

/* what is so */

function state(name, words) {
  const quiet = name === "saved" || name === "saving";
  if (part("saved")) part("saved").textContent = quiet ? say(name) : "";
  const said = quiet ? "" : words ?? say(name);
  const stays = quiet && "keep" in part("status").dataset;
  if (!stays && part("status").textContent !== said) part("status").textContent = said;
  form.dataset.state = name;
  if (name === "saved") settle();
}

/** What the server has is no longer news to the plain form. */
function settle() {
  for (const ask of asks) form.elements[`was.${ask.dataset.item}`].value = answerOf(ask);
}

function open() {
  return asks.filter((ask) => !answerOf(ask)).map((ask) => Number(ask.dataset.number));
}

function listed(numbers) {
  if (numbers.length < 2) return numbers.join("");
  return say("and", { first: numbers.slice(0, -1).join(", "), last: numbers.at(-1) });
}

function tell() {
  const left = open();
  const line = part("open");
  line.textContent = left.length ? say("still_open", { numbers: listed(left) }) : say("all_answered");
  line.hidden = asks.length < 2 || (left.length === asks.length && !sayOpen);
  part("send").textContent = left.length && asks.length > 1 && (oneByOne() || sayOpen) ? say("send_without") : say("send");
  const words = part("progress");
  if (!words) return;
  const answered = asks.length - left.length;
  const number = oneByOne() ? Math.min(here, asks.length) : answered;
  words.textContent = oneByOne()
    ? here > asks.length ? say("end") : say("progress", { number: here, count: asks.length })
    : say("answered", { number, count: asks.length });
  for (const [place, dot] of [...form.querySelectorAll(".progress li")].entries()) {
    dot.className = oneByOne() && place + 1 === here ? "now" : answerOf(asks[place]) ? "done" : "";
  }
}

function changedElsewhere(changed) {
  const told = [];
  for (const { item, number, answer } of changed) {
    const ask = askOf(item);
    if (!ask || answerOf(ask) === answer) continue;
    for (const one of radios(ask)) one.checked = one.value === answer;
    told.push(number);
  }
  if (!told.length) return;
  part("status").textContent = say("elsewhere", { number: listed(told.sort((a, b) => a - b)) });
  part("status").dataset.keep = "";
  settle();
  tell();
}

/* where one is */

function show(number, { focus = true } = {}) {
  here = Math.min(Math.max(1, number), asks.length + 1);
  for (const ask of asks) ask.classList.toggle("here", Number(ask.dataset.number) === here);
  end.classList.toggle("here", here > asks.length);
  part("back").hidden = here === 1;
  part("next").hidden = here > asks.length;
  form.elements.at.value = here;
  if (oneByOne()) history.replaceState(null, "", `?at=${here}`);
  tell();
  if (focus) stand();
}

/** The focus goes where one is, so that the question is read out and the keys choose its answers. */
function stand() {
  const choices = here > asks.length ? [document.getElementById("end-title")] : radios(asks[here - 1]);
  (choices.find((one) => one.checked) ?? choices[0]).focus({ preventScroll: oneByOne() });
  if (oneByOne()) scrollTo(0, 0);
}

function goOn(from) {
  delete part("status").dataset.keep;
  if (oneByOne()) {
    show(here + 1);
    return;
  }
  const next = asks[asks.indexOf(from) + 1];
  if (!next) {
    part("send").focus();
    return;
  }
  const choices = radios(next);
  (choices.find((one) => one.checked) ?? choices[0]).focus();
}

function setShown(shown) {
  root.dataset.questions = shown;
  for (const key of document.querySelectorAll('button[name="shown"]')) {
    key.setAttribute("aria-pressed", String(key.value === shown));
  }
  show(here, { focus: false });
}

/* what people do */

form.addEventListener("change", (event) => {
  const ask = event.target.closest(".ask");
  if (!ask) return;
  delete part("status").dataset.keep;
  keeps.keep(ask.dataset.item, answerOf(ask));
  tell();
});

let typed = "";
form.addEventListener("keydown", (event) => {
  const ask = event.target.closest(".ask");
  if (!ask || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Enter") {
    event.preventDefault();
    typed = "";
    goOn(ask);
  } else if (/^\d$/.test(event.key)) {
    const among = (digits) => radios(ask).find((one) => one.dataset.digit === digits);
    const choice = among(typed + event.key) ?? among(event.key);
    typed = choice && among(typed + event.key) ? typed + event.key : event.key;
    if (!choice) return;
    event.preventDefault();
    choice.focus();
    if (!choice.checked) choice.click();
  } else typed = "";
});

form.addEventListener("submit", (event) => {
  const go = event.submitter?.value;
  if (go === "keep") return;
  event.preventDefault();
  if (go === "next") goOn(asks[here - 1]);
  else if (go === "back") show(here - 1);
  else if (go === "send") trySending();
});

/** All at once, what is still open is told before it is sent without. */
function trySending() {
  const left = open();
  if (left.length && !oneByOne() && !sayOpen && asks.length > 1) {
    sayOpen = true;
    tell();
    part("status").textContent = say("still_open", { numbers: listed(left) });
    part("send").focus();
    return;
  }
  keeps.send(left);
}

document.getElementById("shown-form").addEventListener("submit", (event) => {
  const shown = event.submitter.value;
  event.preventDefault();
  setShown(shown);
  fetch(event.target.action, {
    method: "POST",
    headers: { Accept: "application/json", "X-CSRFToken": form.elements.csrfmiddlewaretoken.value },
    body: new URLSearchParams({ shown }),
  }).catch(() => null); /* remembered or not, it is shown so now */
});

/* the beginning: the server's page, and what waits in this browser since the last time */

for (const ask of asks) {
  ask.hidden = false;
  ask.disabled = false;
}
end.hidden = false;
form.querySelector(".steps").hidden = false;
for (const [item, answer] of Object.entries(keeps.waiting)) {
  const ask = askOf(item);
  if (ask) for (const one of radios(ask)) one.checked = one.value === answer;
}
setShown(root.dataset.questions);
form.dataset.ready = "";
if (Object.keys(keeps.waiting).length) keeps.work();
addEventListener("pageshow", (event) => {
  if (event.persisted) keeps.look();
});

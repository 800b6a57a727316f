// Keys, and the light on the evidence. Every page works without this script.
"use strict";

const help = document.getElementById("help");
const form = document.getElementById("edit");
const shortcuts = document.getElementById("shortcuts");
const rows = [...document.querySelectorAll("[data-row]")];
let leaving = false;

const texts = () => (form ? [...form.querySelectorAll("textarea")] : []);
const isDirty = () => texts().some((text) => text.value !== text.defaultValue);

// ---- evidence: the sentences that a summary sentence rests on light up ----

function light(row, on) {
  row.classList.toggle("lit", on && Boolean(row.dataset.evidence));
  for (const id of (row.dataset.evidence || "").split(" ").filter(Boolean)) {
    document.getElementById(`article-${id}`)?.classList.toggle("lit", on);
  }
}
for (const row of rows) {
  row.addEventListener("mouseenter", () => light(row, true));
  row.addEventListener("mouseleave", () => light(row, row.contains(document.activeElement)));
  row.addEventListener("focusin", () => light(row, true));
  row.addEventListener("focusout", (event) => {
    if (!row.contains(event.relatedTarget)) light(row, false);
  });
}

// ---- nothing typed is lost unasked ----

window.addEventListener("beforeunload", (event) => {
  if (!leaving && isDirty()) event.preventDefault();
});
form?.addEventListener("submit", (event) => {
  const undoing = event.submitter?.value === "undo";
  if (undoing && isDirty() && !window.confirm(help.dataset.unsaved)) {
    event.preventDefault();
    return;
  }
  if (form.elements.at) form.elements.at.value = rows[currentRow()]?.id || "";
  leaving = true;
});
window.addEventListener("pageshow", () => { leaving = false; });

// ---- help ----

shortcuts.checked = localStorage.getItem("depesche-shortcuts") !== "off";
shortcuts.addEventListener("change", () => {
  localStorage.setItem("depesche-shortcuts", shortcuts.checked ? "on" : "off");
});
function showHelp() {
  if (help.open) return;
  help.showModal();
  help.querySelector("button").focus();
}
document.querySelector("[data-help]").addEventListener("click", (event) => {
  event.preventDefault();
  showHelp();
});

// ---- keys ----

function currentRow() {
  return rows.findIndex((row) => row.contains(document.activeElement));
}
function go(step) {
  const now = currentRow();
  const next = now < 0 && step < 0 ? -1 : Math.min(now + step, rows.length - 1);
  if (next < 0) return;
  const target = rows[next].querySelector("h2 a, :scope > a") || rows[next];
  target.focus();
  rows[next].scrollIntoView({ block: "nearest" });
}
function edit() {
  const text = rows[currentRow()]?.querySelector("textarea");
  if (!text) return false;
  text.focus();
  text.setSelectionRange(text.value.length, text.value.length);
  return true;
}
// The button or link of a key: that of the story which has the focus goes first.
function press(key) {
  const story = document.activeElement.closest("[data-story]");
  const named = `[data-key="${CSS.escape(key)}"]`;
  const target = story?.querySelector(named) || document.querySelector(`main > * ${named}, main > ${named}`);
  if (!target || (/[JK]/.test(key) && !story)) return false;
  target.click();
  return true;
}
function onKey(key) {
  if (key === "?") showHelp();
  else if (key === "/") document.getElementById("q")?.focus();
  else if (key === "j") go(1);
  else if (key === "k") go(-1);
  else if (key === "e") return edit();
  else return press(key);
  return true;
}
document.addEventListener("keydown", (event) => {
  if (event.isComposing || help.open) return;
  const inText = event.target.matches("textarea, select, input:not([type=checkbox])");
  if (event.target.tagName === "TEXTAREA" && event.key === "Escape") {
    event.target.closest("[data-row]")?.focus();
  } else if (event.target.tagName === "TEXTAREA" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    press("s");
  } else if (inText || event.ctrlKey || event.metaKey || event.altKey || !shortcuts.checked) {
    return;
  } else if (event.key === "Enter" ? event.target.matches(".pair") && edit() : onKey(event.key)) {
    event.preventDefault();
  }
});

// The edit form of an entry, better: Add, Remove and Move without a reload, a draft that keeps
// itself, a warning before unsaved words are left, entries suggested while somebody types.
// Without this file every button of the form does its work by a page of its own.

const WAIT = 3000; // milliseconds without a key before the draft is kept
const LONGEST_WAIT = 20000; // while somebody types on
const LARGEST = 4 * 1024 * 1024; // as the server has it
const SUGGEST = "/api/v1/suggest?q=";
const CHANGES = /^(add|remove|up|down|source):/;

let form = document.getElementById("edit-form");
const draftsUrl = form.dataset.drafts;
let isDirty = false;
let isLeaving = false;
let isHalted = false; // the draft was saved from elsewhere: nothing is kept until somebody decides
let timer;
let since = 0; // when the oldest unkept change was made
let keeping = Promise.resolve();

function state() {
  return document.getElementById("draft-state");
}

function pairs(button) {
  const sent = new URLSearchParams(new FormData(form));
  if (button) sent.set(button.name, button.value);
  return sent;
}

// --- Add, Remove, Move up, Move down, Add a source -------------------------------------------

async function change(button) {
  const anchor = new URL(button.formAction).hash.slice(1);
  const opened = [...form.querySelectorAll("details.part[open]")].map((one) => one.id);
  form.setAttribute("aria-busy", "true");
  try {
    await keeping; // it writes the draft's number into the form that is replaced here
    // form.action would be the buttons, which have that name
    const address = form.getAttribute("action");
    const response = await fetch(address, { method: "POST", body: pairs(button) });
    if (!response.ok || response.redirected) throw new Error(response.statusText);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.getElementById("edit-form");
    if (!fresh) throw new Error("no form");
    replaceForm(fresh, opened, button.value);
    goTo(anchor);
    changed();
  } catch {
    isLeaving = true; // the way without JavaScript always works
    form.removeAttribute("aria-busy");
    form.requestSubmit(button);
  }
}

function replaceForm(fresh, opened, action) {
  const list = action.split(":")[1].split(".")[0];
  form.replaceWith(fresh);
  form = fresh;
  for (const id of opened) {
    // items of the list itself have other numbers now; the server opens the one that moved
    if (!id.startsWith(`${list}.`) || action.startsWith("source:") || action.startsWith("add:")) {
      document.getElementById(id)?.setAttribute("open", "");
    }
  }
  listen();
}

function goTo(anchor) {
  const target = document.getElementById(anchor);
  if (!target) return;
  target.scrollIntoView({ block: "start" });
  const first = target.matches("details[open]")
    && target.querySelector("input:not([type=hidden]), select, textarea");
  (first || target.querySelector("summary") || target).focus({ preventScroll: true });
}

// --- The draft that keeps itself ---------------------------------------------------------------

function changed() {
  if (!isDirty) since = Date.now();
  isDirty = true;
  if (isHalted) return;
  clearTimeout(timer);
  timer = setTimeout(keep, Math.max(0, Math.min(WAIT, since + LONGEST_WAIT - Date.now())));
}

function keep() {
  clearTimeout(timer);
  keeping = keeping.then(keepNow);
  return keeping;
}

async function keepNow() {
  if (!isDirty || isHalted || isLeaving || !draftsUrl) return; // an amended proposal keeps none
  isDirty = false;
  try {
    const headers = { Accept: "application/json" };
    const response = await fetch(draftsUrl, { method: "POST", headers, body: pairs() });
    const told = await response.json();
    if (response.ok) kept(told);
    else if (response.status === 409) halt(told);
    else throw new Error(told.detail);
  } catch (error) {
    isDirty = true;
    since = Date.now();
    timer = setTimeout(keep, LONGEST_WAIT);
    state().textContent = `The draft could not be kept (${error.message}); it is tried again.`;
  }
}

function kept(told) {
  form.elements.draft.value = told.id;
  form.elements.row_version.value = told.row_version;
  history.replaceState(null, "", told.url);
  const time = new Date(told.saved_at).toLocaleTimeString([], { timeStyle: "short" });
  state().textContent = `Draft kept at ${time}. Nothing of it is published.`;
}

// Two windows have the same draft: keep both, and let the person decide.
function halt(told) {
  isHalted = true;
  isDirty = true;
  const other = document.createElement("a");
  other.href = told.url;
  other.target = "_blank";
  other.textContent = "see the other version (opens in a new tab)";
  const anew = document.createElement("button");
  anew.type = "button";
  anew.className = "button button--quiet button--small";
  anew.textContent = "Keep this one as a draft of its own";
  anew.addEventListener("click", () => {
    form.elements.draft.value = "";
    form.elements.row_version.value = "";
    isHalted = false;
    keep();
  });
  state().replaceChildren(`${told.detail} What you typed is still here: `, other, " or ", anew);
}

// --- Entries suggested in "The other entry" -----------------------------------------------------

function suggestIn(box) {
  const list = document.createElement("datalist");
  list.id = `${box.id}-entries`;
  box.after(list);
  box.setAttribute("list", list.id);
  let waiting;
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = box.value.trim();
      if (text.length < 2 || text.startsWith("/")) return;
      try {
        const response = await fetch(SUGGEST + encodeURIComponent(text));
        if (!response.ok) return;
        const { items } = await response.json();
        const entries = items.filter((item) => /^\/(cases|policies|licences|laws)\//.test(item.url));
        list.replaceChildren(...entries.map((item) => new Option(item.label, item.url)));
      } catch {
        // a suggestion is a nicety; the field is checked when the form is sent
      }
    }, 200);
  });
}

// --- Wiring ----------------------------------------------------------------------------------------

function listen() {
  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  form.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (button && CHANGES.test(button.value) && !isLeaving) {
      event.preventDefault();
      change(button);
      return;
    }
    const size = pairs(button).toString().length;
    if (size > LARGEST) {
      event.preventDefault(); // the server would refuse it, and the words would be gone
      state().textContent = `The form has ${Math.ceil(size / 1e6)} MB, and at most 4 can be sent.`;
      state().scrollIntoView({ block: "center" });
      return;
    }
    isLeaving = true;
    clearTimeout(timer);
  });
  for (const box of form.querySelectorAll("input[data-entries]")) suggestIn(box);
}

window.addEventListener("beforeunload", (event) => {
  if (isDirty && !isLeaving) event.preventDefault();
});
// back from another page by the browser's memory: the form is in use again
window.addEventListener("pageshow", () => { isLeaving = false; });

listen();

// Suggestions under a search box: an editable combobox with a listbox, after the ARIA Authoring
// Practices. Without this file the form searches as it always does.

const SOURCE = "/api/v1/suggest?q=";
const WAIT = 120; // milliseconds without a key before anything is asked
const LONGEST = 120; // as the API has it
const KEPT = 50;
const ROOM = 160; // pixels under the box, enough for three options

class Suggestions {
  #box;
  #list;
  #status;
  #known = new Map(); // answers of this page view, so that deleting letters asks nothing again
  #items = [];
  #active = -1;
  #timer;
  #asking;

  constructor(box) {
    this.#box = box;
    this.#list = document.createElement("ul");
    this.#list.id = `${box.id}-suggestions`;
    this.#list.className = "suggestions";
    this.#list.hidden = true;
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Suggestions");
    this.#status = document.createElement("p");
    this.#status.className = "visually-hidden";
    this.#status.setAttribute("role", "status");
    box.form.classList.add("suggesting");
    box.parentElement.after(this.#list, this.#status);
    box.setAttribute("role", "combobox");
    box.setAttribute("aria-autocomplete", "list");
    box.setAttribute("aria-expanded", "false");
    box.setAttribute("aria-controls", this.#list.id);
    this.#listen();
  }

  #listen() {
    this.#box.addEventListener("input", (event) => {
      if (!event.isComposing) this.#soon();
    });
    this.#box.addEventListener("compositionend", () => this.#soon());
    this.#box.addEventListener("keydown", (event) => this.#key(event));
    this.#box.addEventListener("blur", () => this.#forget());
    this.#box.form.addEventListener("submit", () => this.#forget());
    // the box keeps the focus while the mouse chooses
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.#open(this.#items[[...this.#list.children].indexOf(option)], event);
    });
    // back from the page that was chosen, the list must not still be there
    window.addEventListener("pagehide", () => this.#forget());
  }

  get #isOpen() {
    return !this.#list.hidden;
  }

  #soon() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#setActive(-1); // what was pointed at may not be what Enter means now
    const text = this.#box.value.trim();
    if (!text || text.length > LONGEST) {
      this.#forget();
      return;
    }
    this.#timer = setTimeout(() => this.#ask(text), WAIT);
  }

  async #ask(text) {
    const asking = new AbortController();
    this.#asking = asking;
    try {
      let items = this.#known.get(text);
      if (!items) {
        const headers = { Accept: "application/json" };
        const response = await fetch(SOURCE + encodeURIComponent(text), { headers, signal: asking.signal });
        if (!response.ok) throw new Error(response.statusText);
        items = (await response.json()).items;
        if (this.#known.size >= KEPT) this.#known.clear();
        this.#known.set(text, items);
      }
      if (!asking.signal.aborted && document.activeElement === this.#box) this.#show(items);
    } catch {
      if (!asking.signal.aborted) this.#close(); // a suggestion is a nicety; the form still searches
    }
  }

  #show(items) {
    this.#items = items;
    this.#list.replaceChildren(...items.map((item, place) => this.#option(item, place)));
    this.#active = -1;
    this.#box.removeAttribute("aria-activedescendant");
    if (items.length) this.#expand();
    else this.#close();
    this.#status.textContent = items.length
      ? `${items.length} ${items.length === 1 ? "suggestion" : "suggestions"}; up and down arrows to choose.`
      : "No suggestions.";
  }

  #option(item, place) {
    const option = document.createElement("li");
    option.id = `${this.#list.id}-${place}`;
    option.className = "suggestions__item";
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const label = document.createElement("span");
    label.className = "suggestions__label";
    label.textContent = item.label;
    const detail = document.createElement("span");
    detail.className = "suggestions__detail";
    detail.textContent = item.detail;
    option.append(label, " ", detail);
    return option;
  }

  #key(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    switch (event.key) {
      case "ArrowDown":
        event.preventDefault();
        if (!this.#isOpen) this.#reopen(event.altKey ? -1 : 0);
        else if (!event.altKey) this.#move(1);
        break;
      case "ArrowUp":
        event.preventDefault();
        if (!this.#isOpen) this.#reopen(this.#items.length - 1);
        else if (event.altKey) this.#close();
        else this.#move(-1);
        break;
      case "Home":
      case "End":
      case "ArrowLeft":
      case "ArrowRight":
        this.#setActive(-1); // back to the text, where the key moves the caret
        break;
      case "Enter":
        if (this.#active >= 0) {
          event.preventDefault();
          this.#open(this.#items[this.#active], event);
        }
        break;
      case "Escape":
        if (this.#isOpen) {
          event.preventDefault(); // the first one closes the list, the next one empties the box
          this.#forget();
        }
        break;
      default:
    }
  }

  #move(step) {
    // the text itself is one of the stops, between the last option and the first
    const stops = this.#items.length + 1;
    this.#setActive(((this.#active + 1 + step + stops) % stops) - 1);
  }

  #setActive(place) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = place;
    const option = this.#list.children[place];
    if (!option) {
      this.#box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    this.#box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  #reopen(place) {
    if (this.#items.length) {
      this.#expand();
      this.#setActive(place);
    } else if (this.#box.value.trim()) {
      this.#soon();
    }
  }

  #expand() {
    const wasOpen = this.#isOpen;
    this.#list.hidden = false;
    this.#box.setAttribute("aria-expanded", "true");
    // on a phone with its keyboard shown, the list would begin under the edge of the screen
    const height = window.visualViewport?.height ?? window.innerHeight;
    const room = height - this.#box.getBoundingClientRect().bottom;
    if (!wasOpen && room < ROOM) this.#box.scrollIntoView({ block: "start" });
  }

  #close() {
    this.#setActive(-1);
    this.#list.hidden = true;
    this.#box.setAttribute("aria-expanded", "false");
    this.#status.textContent = "";
  }

  #forget() {
    clearTimeout(this.#timer);
    this.#asking?.abort();
    this.#close();
  }

  #open(item, event) {
    if (!item) return;
    if (event.ctrlKey || event.metaKey) {
      window.open(item.url, "_blank", "noopener");
      return;
    }
    this.#forget();
    window.location.assign(item.url);
  }
}

for (const box of document.querySelectorAll("input[data-search]")) {
  if (box.id && box.form) new Suggestions(box);
}

// Niceties only: every page works without this file.

const SHORTCUT_KEY = "artdocket-shortcut";

function shortcutIsOn() {
  try {
    return localStorage.getItem(SHORTCUT_KEY) !== "off";
  } catch {
    return true; // storage may be forbidden; the shortcut then stays on
  }
}

function isTyping(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
}

// "/" goes to the search box, unless the reader is typing or has switched it off
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
  if (!shortcutIsOn() || isTyping(event.target)) return;
  const boxes = [...document.querySelectorAll("[data-search]")];
  const box = boxes.find((one) => one.closest("main")) ?? boxes[0];
  if (!box) return;
  event.preventDefault();
  box.focus();
  box.select();
});

// a checkbox that switches the shortcut off (on the accessibility page)
for (const box of document.querySelectorAll("input[data-shortcut-switch]")) {
  box.checked = shortcutIsOn();
  box.disabled = false;
  box.addEventListener("change", () => {
    try {
      localStorage.setItem(SHORTCUT_KEY, box.checked ? "on" : "off");
    } catch {
      box.checked = true;
    }
  });
}

// copy buttons stay hidden without this file
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const text = document.getElementById(button.dataset.copy)?.textContent ?? "";
      await navigator.clipboard.writeText(text.trim());
      button.textContent = "Copied";
      setTimeout(() => { button.textContent = "Copy"; }, 2000);
    });
  }
}

// empty fields do not belong in the address of a search
for (const form of document.querySelectorAll("form[method='get']")) {
  form.addEventListener("formdata", (event) => {
    for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
  });
}

// Keys are written in the page beside what they do (`data-key`), so that the help is the truth about them.

// Where somebody types, letters are letters.
function isTyping(target) {
  return target.closest("textarea, select, input:not([type='radio'], [type='checkbox'], [type='range'])") !== null;
}

export function listen(root, doKey) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented || isTyping(event.target)) {
      return;
    }
    // A button or a slider that has the focus keeps the keys that work it. The help's button has it, unseen, from when
    // the help closes until the page is drawn again.
    const kept = event.target.closest("button, summary, a, input, [role='slider']");
    if (kept?.checkVisibility() && [" ", "Enter"].includes(event.key)) {
      return;
    }
    if (event.key.startsWith("Arrow") && !event.target.closest(".viewer-stage")) {
      return;
    }
    const named = [...root.querySelectorAll("[data-key]")].find((element) => element.dataset.key === event.key);
    if (doKey(event.key, named)) {
      event.preventDefault();
    }
  });
}

// The sheet by keyboard: a component is current, letters say what it is found to be. Without this it is a plain form.

const form = document.querySelector("[data-sheet]");
const parts = form ? [...form.querySelectorAll(".component")] : [];
const FINDINGS = { s: "similar", d: "different", n: "not_comparable" };
// Digits typed within this time are one number.
const PAUSE = 600;
let current = -1;
let typed = "";
let typedAt = 0;

function go(place) {
  const part = parts[Math.min(Math.max(place, 0), parts.length - 1)];
  parts[current]?.classList.remove("is-current");
  current = parts.indexOf(part);
  part.classList.add("is-current");
  part.tabIndex = -1;
  part.focus({ preventScroll: true });
  part.scrollIntoView({ block: "nearest" });
}

function toBlank() {
  const order = [...parts.slice(current + 1), ...parts.slice(0, current + 1)];
  const blank = order.find((part) => !part.querySelector("input[type='radio']:checked"));
  if (blank) {
    go(parts.indexOf(blank));
  } else {
    form.querySelector("#conclusion input:checked, #conclusion input").focus();
  }
}

function find(finding) {
  if (current < 0) {
    go(0);
  }
  const part = parts[current];
  const choice = part.querySelector(`input[value="${finding}"]`);
  choice.checked = true;
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  if (finding === "not_comparable") {
    openMore(part);
  } else {
    go(current + 1);
  }
}

function openMore(part) {
  part.querySelector("details").open = true;
  part.querySelector("details input").focus();
}

function number(digit) {
  typed = performance.now() - typedAt < PAUSE ? typed + digit : digit;
  typedAt = performance.now();
  const place = Number(typed) - 1;
  if (place >= 0 && place < parts.length) {
    go(place);
  }
}

function key(event) {
  const typing = event.target.closest("textarea, input:not([type='radio'], [type='checkbox'])");
  if (event.key === "Escape" && event.target.closest(".component")) {
    go(parts.indexOf(event.target.closest(".component")));
    return true;
  }
  if (typing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) {
    return false;
  }
  if (event.key in FINDINGS) {
    find(FINDINGS[event.key]);
  } else if (/^[0-9]$/.test(event.key)) {
    number(event.key);
  } else if (event.key === "j") {
    toBlank();
  } else if (event.target.closest(".viewer, input, a, button, summary")) {
    return false;
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    go(current + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter" && current >= 0) {
    openMore(parts[current]);
  } else {
    return false;
  }
  return true;
}

if (form) {
  document.addEventListener("keydown", (event) => {
    if (key(event)) {
      event.preventDefault();
    }
  });
  form.addEventListener("focusin", (event) => {
    const part = event.target.closest(".component");
    if (part && parts.indexOf(part) !== current) {
      parts[current]?.classList.remove("is-current");
      current = parts.indexOf(part);
      part.classList.add("is-current");
    }
  });
  // Not comparable needs a limit, so they are shown at once.
  form.addEventListener("change", (event) => {
    if (event.target.value === "not_comparable") {
      event.target.closest(".component").querySelector("details").open = true;
    }
  });
  // A refused signature shows the first blank.
  form.querySelector(".missing[open] a")?.focus();
}

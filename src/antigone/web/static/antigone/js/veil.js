// Pictures of the dead are blurred until somebody asks for them. A veil is lifted for one picture, or by the page's
// own switch for all of it, and falls again with the next page.

function lift(frame, lifted) {
  frame.dataset.veiled = String(!lifted);
  const button = frame.querySelector(".unveil");
  if (button) {
    button.setAttribute("aria-pressed", String(lifted));
    button.textContent = lifted ? button.dataset.hide : button.dataset.show;
  }
}

document.addEventListener("click", (event) => {
  const one = event.target.closest(".unveil");
  const all = event.target.closest("[data-unveil-all]");
  if (one) {
    const frame = one.closest("[data-veiled]");
    lift(frame, frame.dataset.veiled === "true");
  } else if (all) {
    const lifted = all.getAttribute("aria-pressed") !== "true";
    all.setAttribute("aria-pressed", String(lifted));
    for (const frame of document.querySelectorAll("[data-veiled]")) {
      lift(frame, lifted);
    }
  }
});

// A button beside a text that is shown once: copies it. Without a clipboard the text is there to be selected.

for (const button of document.querySelectorAll("[data-copy]")) {
  if (!navigator.clipboard) {
    continue;
  }
  button.hidden = false;
  button.addEventListener("click", async () => {
    const text = button.parentElement.querySelector("[data-copied]").textContent;
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done;
  });
}

// A button that asks before it sends its form: `data-confirm` names the dialog.

for (const button of document.querySelectorAll("[data-confirm]")) {
  const dialog = document.getElementById(button.dataset.confirm);
  let answered = false;
  button.addEventListener("click", (event) => {
    if (!answered && button.form.checkValidity()) {
      event.preventDefault();
      dialog.showModal();
    }
  });
  dialog.addEventListener("close", () => {
    if (dialog.returnValue === "yes") {
      answered = true;
      button.form.requestSubmit(button);
      answered = false;
    }
  });
}

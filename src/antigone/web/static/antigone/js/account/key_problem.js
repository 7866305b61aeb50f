// Where the browser gives no key, the page says so instead of standing still.

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  document.getElementById("key-problem").hidden = false;
});

// Photographs dropped or chosen are sent one by one, each with its progress and what became of it.
// Without this script the form sends them all at once.

const form = document.querySelector("[data-intake]");
if (form) {
  const input = form.querySelector('input[type="file"]');
  const arrivals = form.querySelector("[data-arrivals]");
  const waiting = [];
  let busy = 0;

  form.querySelector("[data-send]").hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  input.addEventListener("change", () => {
    receive(input.files);
    input.value = "";
  });
  for (const kind of ["dragenter", "dragover"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.dataset.over = "";
    });
  }
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget)) {
      delete form.dataset.over;
    }
  });
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    delete form.dataset.over;
    receive(event.dataTransfer.files);
  });

  function receive(files) {
    for (const file of files) {
      waiting.push({ file, line: addLine(file.name) });
    }
    sendNext();
  }

  function addLine(name) {
    const line = document.createElement("li");
    const bar = document.createElement("progress");
    const said = document.createElement("span");
    const label = document.createElement("span");
    label.textContent = name;
    bar.max = 1;
    bar.value = 0;
    bar.setAttribute("aria-label", name);
    said.textContent = form.dataset.sending;
    line.append(label, bar, said);
    arrivals.append(line);
    return { line, bar, said };
  }

  // Two at a time: one travels while the other is being checked.
  function sendNext() {
    while (busy < 2 && waiting.length) {
      busy += 1;
      send(waiting.shift());
    }
  }

  function send({ file, line }) {
    const request = new XMLHttpRequest(); // fetch tells nothing of how far an upload is
    const body = new FormData();
    body.append("files", file);
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.setRequestHeader("X-CSRFToken", form.querySelector("[name=csrfmiddlewaretoken]").value);
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) {
        line.bar.value = event.loaded / event.total;
      }
    });
    request.addEventListener("loadend", () => {
      busy -= 1;
      settle(request, line);
      sendNext();
    });
    request.send(body);
  }

  function settle(request, line) {
    const results = answers(request);
    line.bar.value = 1;
    line.said.textContent = results.map((one) => (results.length > 1 ? `${one.name}: ${one.said}` : one.said)).join(" ");
    line.said.className = results.every((one) => one.refused) ? "refused" : "";
    document.body.dispatchEvent(new Event("arrived"));
  }

  function answers(request) {
    try {
      return JSON.parse(request.responseText).files;
    } catch {
      const said = new DOMParser().parseFromString(request.responseText, "text/html").querySelector(".notice-error");
      return [{ refused: true, said: said ? said.textContent.trim() : form.dataset.failed }];
    }
  }
}

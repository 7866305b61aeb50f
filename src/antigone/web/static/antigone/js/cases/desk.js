// The desk of one photograph: look closer, turn, choose a face by pointer, draw a box, set five points.
// What is drawn goes into the form's number fields, which work without this script, too.

import { Drawing } from "./drawing.js";
import { View } from "./view.js";

const desk = document.querySelector("[data-desk]");
const svg = desk.querySelector("[data-canvas]");
const view = new View(svg, svg.querySelector("[data-scene]"));
const tools = desk.querySelector("[data-tools]");

tools.hidden = false;
tools.addEventListener("click", (event) => {
  const { zoom, turn } = event.target.dataset;
  if (zoom) {
    view.zoom(zoom);
  } else if (turn) {
    view.turn(Number(turn));
  }
});
svg.addEventListener("wheel", (event) => {
  event.preventDefault();
  view.zoom(event.deltaY < 0 ? "in" : "out", view.place(event));
}, { passive: false });

const chooser = desk.querySelector("[data-choose]");
svg.addEventListener("click", (event) => {
  const face = event.target.closest("[data-face]");
  const button = face && chooser && chooser.querySelector(`[value="${face.dataset.face}"]`);
  if (button) {
    button.click();
  }
});

const byHand = desk.querySelector("[data-by-hand]");
if (byHand) {
  new Drawing(desk, view, byHand).start();
}

const reading = document.querySelector("[data-reload]");
if (reading) {
  // The card says when the photograph has been read; then this page shows more than a part of it would.
  reading.addEventListener("htmx:afterRequest", (event) => {
    const isWaiting = event.detail.xhr.responseText.includes("hx-trigger");
    if (event.detail.successful && !isWaiting) {
      location.reload();
    } else {
      setTimeout(() => window.htmx.ajax("GET", reading.getAttribute("hx-get"), { source: reading, swap: "none" }), 1500);
    }
  });
}

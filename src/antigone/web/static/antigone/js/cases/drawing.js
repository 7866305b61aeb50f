// Five points or a box, set by pointer or keyboard, kept in the number fields of a form.

const SVG = "http://www.w3.org/2000/svg";
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const FAR = 10;
// A face in the middle, in parts of the shorter side that is seen: where points begin that nobody has clicked.
const MIDDLE = [[-0.1, -0.1], [0.1, -0.1], [0, 0.02], [-0.08, 0.13], [0.08, 0.13]];

export class Drawing {
  constructor(desk, view, form) {
    this.desk = desk;
    this.view = view;
    this.form = form;
    this.mode = "";
    this.layer = document.createElementNS(SVG, "g");
    this.marks = [...form.querySelectorAll("[data-mark]")].map((row) => ({
      row,
      label: row.dataset.label,
      fields: [...row.querySelectorAll("input")],
    }));
    this.boxFields = ["x", "y", "width", "height"].map((name) => form.elements[`box_${name}`]);
  }

  start() {
    this.view.scene.append(this.layer);
    const modes = this.form.querySelector("[data-modes]");
    const clear = this.form.querySelector("[data-clear]");
    const middle = this.form.querySelector("[data-middle]");
    modes.hidden = clear.hidden = middle.hidden = false;
    middle.addEventListener("click", () => this.putInTheMiddle());
    modes.addEventListener("click", (event) => event.target.dataset.mode && this.switchTo(event.target.dataset.mode));
    clear.addEventListener("click", () => {
      this.marks.flatMap((mark) => mark.fields).forEach((field) => (field.value = ""));
      this.draw();
    });
    this.form.addEventListener("input", () => this.draw());
    this.view.onChange(() => this.draw());
    this.view.svg.addEventListener("pointerdown", (event) => this.press(event));
  }

  switchTo(mode) {
    this.mode = this.mode === mode ? "" : mode;
    this.desk.toggleAttribute("data-mode-now", this.mode !== "");
    for (const button of this.form.querySelectorAll("[data-mode]")) {
      button.setAttribute("aria-pressed", String(button.dataset.mode === this.mode));
    }
    for (const hint of this.form.querySelectorAll("[data-hint]")) {
      hint.hidden = hint.dataset.hint !== this.mode;
    }
    // A veil over what one has to point at would be in the way.
    const veil = this.view.svg.closest('[data-veiled="true"]');
    if (this.mode && veil) {
      veil.querySelector(".unveil").click();
    }
    this.draw();
    if (this.mode) {
      this.view.svg.scrollIntoView({ block: "nearest" });
    }
  }

  putInTheMiddle() {
    if (this.mode !== "points") {
      this.switchTo("points");
    }
    const { svg } = this.view;
    const side = Math.min(svg.clientWidth, svg.clientHeight);
    MIDDLE.forEach(([dx, dy], number) => {
      const by = this.view.step(dx * side, dy * side);
      this.move(number, { x: this.view.centre.x + by.x, y: this.view.centre.y + by.y });
    });
    this.focus(0);
  }

  press(event) {
    if (!this.mode || event.button !== 0) {
      return;
    }
    event.preventDefault();
    const handle = event.target.closest(".handle");
    const place = this.view.place(event);
    if (handle) {
      const number = Number(handle.dataset.number);
      this.follow(event, (to) => this.move(number, to), number);
    } else if (this.mode === "points") {
      const number = this.marks.findIndex((mark) => mark.fields[0].value === "");
      if (number >= 0) {
        this.move(number, place);
        this.follow(event, (to) => this.move(number, to), number);
      }
    } else {
      this.setBox(place, place);
      this.follow(event, (to) => this.setBox(place, to), 1);
    }
  }

  follow(event, act, number) {
    const { svg } = this.view;
    const moved = (next) => act(this.view.place(next));
    svg.setPointerCapture(event.pointerId);
    svg.addEventListener("pointermove", moved);
    svg.addEventListener(
      "pointerup",
      () => {
        svg.removeEventListener("pointermove", moved);
        this.focus(number);
      },
      { once: true },
    );
    this.focus(number);
  }

  pressKey(event, number) {
    const step = STEPS[event.key];
    if (!step) {
      return;
    }
    event.preventDefault();
    const far = event.shiftKey ? FAR : 1;
    const by = this.view.step(step[0] * far, step[1] * far);
    const from = this.places()[number];
    this.move(number, { x: from.x + by.x, y: from.y + by.y });
    this.focus(number);
  }

  // The places of handles, by number; a point that is not set yet has none.
  places() {
    if (this.mode === "points") {
      return this.marks.map(({ fields: [x, y] }) => (x.value === "" ? null : { x: Number(x.value), y: Number(y.value) }));
    }
    const [x, y, width, height] = this.boxFields.map((field) => Number(field.value));
    return width > 0 && height > 0 ? [{ x, y }, { x: x + width, y: y + height }] : [];
  }

  move(number, to) {
    const place = this.view.within(to);
    if (this.mode === "points") {
      const [x, y] = this.marks[number].fields;
      [x.value, y.value] = [place.x.toFixed(1), place.y.toFixed(1)];
      this.draw();
    } else {
      const corners = this.places();
      corners[number] = place;
      this.setBox(corners[0], corners[1]);
    }
  }

  setBox(one, other) {
    const values = [
      Math.min(one.x, other.x),
      Math.min(one.y, other.y),
      Math.max(Math.abs(one.x - other.x), 1),
      Math.max(Math.abs(one.y - other.y), 1),
    ];
    this.boxFields.forEach((field, number) => (field.value = values[number].toFixed(1)));
    this.draw();
  }

  focus(number) {
    const handle = this.layer.querySelector(`[data-number="${number}"]`);
    if (handle) {
      handle.focus({ preventScroll: true });
    }
  }

  draw() {
    const focused = document.activeElement.closest?.(".handle")?.dataset.number;
    this.layer.replaceChildren();
    const next = this.mode === "points" ? this.marks.findIndex((mark) => mark.fields[0].value === "") : -1;
    this.marks.forEach((mark, number) => mark.row.toggleAttribute("data-current", number === next));
    if (!this.mode) {
      return;
    }
    const places = this.places();
    if (this.mode === "box" && places.length > 0) {
      const rect = element("rect", { class: "drawn", x: places[0].x, y: places[0].y });
      rect.setAttribute("width", places[1].x - places[0].x);
      rect.setAttribute("height", places[1].y - places[0].y);
      this.layer.append(rect);
    }
    places.forEach((place, number) => place && this.layer.append(this.handle(place, number)));
    if (focused !== undefined) {
      this.focus(focused);
    }
  }

  handle(place, number) {
    const { unit, angle } = this.view;
    const label = this.mode === "points" ? this.marks[number].label : "";
    const group = element("g", {
      class: "handle",
      tabindex: 0,
      role: "img",
      "aria-roledescription": "point",
      "aria-label": `${label} ${Math.round(place.x)}, ${Math.round(place.y)}`.trim(),
      "data-number": number,
      transform: `translate(${place.x} ${place.y}) rotate(${-angle}) scale(${unit})`,
    });
    const text = element("text", { x: 9, y: -7, "font-size": 13 });
    text.textContent = label;
    group.append(element("circle", { r: 6 }), text);
    group.addEventListener("keydown", (event) => this.pressKey(event, number));
    return group;
  }
}

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) {
    made.setAttribute(key, value);
  }
  return made;
}

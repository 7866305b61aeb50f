// The comparison viewer. The page brings its buttons, words and pictures; this brings them to life.

import { listen } from "./keys.js";
import { Lock } from "./lock.js";
import { Modes } from "./modes.js";
import { Pane } from "./pane.js";

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
// So many pixels across the frame of the face are called 100 %.
const NATURAL = 300;
const SWITCHES = { grid: false, marks: false, map: false };

class Viewer {
  constructor(root) {
    this.root = root;
    this.stage = root.querySelector(".viewer-stage");
    this.pictures = JSON.parse(document.getElementById(root.dataset.pictures).textContent);
    this.panes = ["probe", "reference"].map((side) => new Pane(root.querySelector(`.pane-${side}`)));
    this.side = "reference";
    this.switches = { ...SWITCHES };
    this.chosen = [0, 0];
    this.modes = new Modes(this.stage, () => this.tell());
    this.lock = new Lock(this.panes);
    this.panes.forEach((pane, index) => {
      pane.viewer.addHandler("update-viewport", () => this.tellZoom());
      pane.viewer.addHandler("resize", () => pane === this.panes[0] && this.fitOnce());
      this.choose(index, 0);
    });
    this.bind();
    this.fitOnce();
    this.tell();
  }

  // The first view, set once the stage has its size.
  fitOnce() {
    if (!this.fitted && this.stage.clientWidth > 0) {
      this.fitted = true;
      this.lock.home();
    }
  }

  bind() {
    this.root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-act]");
      if (button && !button.matches("input")) {
        this.act(button.dataset.act, button.dataset.value);
      }
    });
    for (const slider of this.root.querySelectorAll("input[type='range']")) {
      slider.addEventListener("input", () => this.act(slider.dataset.act, Number(slider.value)));
    }
    document.addEventListener("fullscreenchange", () => this.tell());
    listen(this.root, (key, named) => this.key(key, named));
  }

  key(key, named) {
    if (key in ARROWS) {
      this.lock.pan(...ARROWS[key].map((part) => part * 0.1));
      return true;
    }
    if (named && !named.disabled) {
      this.act(named.dataset.act, named.dataset.value);
    }
    return Boolean(named);
  }

  act(name, value) {
    const acts = {
      mode: () => this.modes.set(value),
      value: () => this.modes.value(Number(value)),
      step: () => this.modes.step(Number(value)),
      run: () => this.modes.run(!this.modes.running),
      flip: () => this.modes.mode === "blink" && this.modes.flip(),
      lock: () => this.lock.set(!this.lock.locked),
      align: () => this.lock.align(),
      side: () => { this.side = value; },
      sides: () => { this.side = { probe: "reference", reference: "both", both: "probe" }[this.side]; },
      mirror: () => this.each((pane) => pane.change({ mirrored: !pane.view.mirrored })),
      turn: () => this.each((pane) => pane.change({ turn: wrapped(pane.view.turn + Number(value)) })),
      contrast: () => this.each((pane) => pane.change({ contrast: Number(value) })),
      brightness: () => this.each((pane) => pane.change({ brightness: Number(value) })),
      light: () => this.light(...value.split(" ")),
      switch: () => this.turnSwitch(value),
      zoom: () => this.lock.zoom(Number(value)),
      choose: () => this.choose(...value.split(" ").map(Number)),
      next: () => this.choose(1, (this.chosen[1] + Number(value) + this.pictures[1].length) % this.pictures[1].length),
      screen: () => (document.fullscreenElement ? document.exitFullscreen() : this.root.requestFullscreen()),
      help: () => this.help(),
      reset: () => this.reset(),
    };
    acts[name]();
    this.tell();
  }

  each(change) {
    this.panes.forEach((pane, index) => {
      if (this.side === "both" || this.side === ["probe", "reference"][index]) {
        change(pane);
      }
    });
  }

  light(name, step) {
    this.each((pane) => pane.change({ [name]: Math.min(Math.max(pane.view[name] + Number(step), 40), 250) }));
  }

  turnSwitch(name) {
    this.switches[name] = !this.switches[name];
    if (name === "map") {
      this.layMap();
    }
  }

  // The map of the pair that is seen, one picture for both: the probe's part on the left.
  async layMap() {
    const [probe, reference] = this.panes.map((pane) => pane.picture);
    const wanted = this.switches.map && probe.landmarks && reference.landmarks;
    const asked = wanted ? `${this.root.dataset.map}${probe.place}/${reference.place}/` : "";
    this.asked = asked;
    for (const pane of this.panes) {
      pane.patch(null);
      pane.say(wanted ? "reckoning" : "");
    }
    const halves = wanted ? await mapHalves(asked, () => asked === this.asked) : null;
    if (wanted && asked === this.asked) {
      this.panes.forEach((pane, index) => {
        pane.patch(halves && halves[index]);
        pane.say(halves ? "" : "failed");
      });
    }
  }

  choose(index, place) {
    this.chosen[index] = place;
    this.panes[index].show(this.pictures[index][place]);
    if (this.switches.map) {
      this.layMap();
    }
    this.tell();
  }

  reset() {
    this.switches = { ...SWITCHES };
    this.layMap();
    this.panes.forEach((pane) => pane.restore());
    this.modes.restore();
    this.lock.set(true);
    this.lock.home();
  }

  help() {
    const help = this.root.querySelector("dialog");
    if (help.open) {
      help.close();
    } else {
      help.showModal();
    }
  }

  // What is set, in the buttons and in words.
  tell() {
    if (!this.lock) {
      return;
    }
    const { mode, values, running } = this.modes;
    const acted = this.panes[this.side === "probe" ? 0 : 1].view;
    Object.assign(this.stage.dataset, { grid: this.switches.grid, marks: this.switches.marks });
    this.root.dataset.mode = mode;
    const pressed = {
      mode: (value) => value === mode,
      run: () => running,
      lock: () => this.lock.locked,
      side: (value) => value === this.side,
      mirror: () => acted.mirrored,
      switch: (value) => this.switches[value],
      choose: (value) => this.chosen[Number(value.split(" ")[0])] === Number(value.split(" ")[1]),
      screen: () => document.fullscreenElement === this.root,
    };
    for (const button of this.root.querySelectorAll("[aria-pressed][data-act]")) {
      button.setAttribute("aria-pressed", String(pressed[button.dataset.act](button.dataset.value)));
    }
    const set = { contrast: acted.contrast, brightness: acted.brightness, value: values[mode] };
    for (const slider of this.root.querySelectorAll("input[type='range']")) {
      if (slider.dataset.mode === undefined || slider.dataset.mode === mode) {
        slider.value = set[slider.dataset.act];
      }
    }
    this.tellSettings();
  }

  tellSettings() {
    const said = (name, text) => { this.root.querySelector(`[data-says="${name}"]`).textContent = text; };
    const { mode, values } = this.modes;
    const unit = { swipe: " %", overlay: " %", blink: " ms" }[mode];
    const label = this.root.querySelector(`[data-act="mode"][data-value="${mode}"]`).textContent;
    said("mode", unit ? `${label} ${Math.round(values[mode])}${unit}` : label);
    const lock = this.root.querySelector('[data-says="lock"]');
    lock.textContent = this.lock.locked ? lock.dataset.on : lock.dataset.off;
    this.panes.forEach((pane, index) => {
      const field = this.root.querySelector(`[data-says="${["probe", "reference"][index]}"]`);
      const { mirrored, turn, contrast, brightness } = pane.view;
      const parts = [
        mirrored && field.dataset.mirrored,
        turn && `${turn}°`,
        contrast !== 100 && `${field.dataset.contrast} ${contrast} %`,
        brightness !== 100 && `${field.dataset.brightness} ${brightness} %`,
      ];
      field.textContent = parts.filter(Boolean).join(" · ") || field.dataset.plain;
    });
    this.tellZoom();
  }

  tellZoom() {
    const { viewport } = this.panes[0].viewer;
    const zoom = (viewport.getZoom(true) * viewport.getContainerSize().x) / NATURAL;
    const field = this.root.querySelector('[data-says="zoom"]');
    const text = `${Math.round(zoom * 100)} %`;
    if (field.textContent !== text) {
      field.textContent = text;
    }
  }
}

// Addresses of both halves as pictures of their own; null where there is none to be had. A worker makes the map: it is
// asked for once, then looked for every second as long as it is wanted.
async function mapHalves(url, isWanted) {
  const headers = JSON.parse(document.body.getAttribute("hx-headers"));
  let answer = await fetch(url, { method: "POST", headers });
  while (answer.status === 202 && isWanted()) {
    await new Promise((resolve) => { setTimeout(resolve, 1000); });
    answer = await fetch(url);
  }
  if (answer.status !== 200) {
    return null;
  }
  const whole = await createImageBitmap(await answer.blob());
  const side = whole.height;
  return Promise.all([0, 1].map(async (index) => {
    const canvas = new OffscreenCanvas(side, side);
    canvas.getContext("2d").drawImage(whole, index * side, 0, side, side, 0, 0, side, side);
    return URL.createObjectURL(await canvas.convertToBlob());
  }));
}

function wrapped(degrees) {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

for (const root of document.querySelectorAll("[data-viewer]")) {
  new Viewer(root);
}

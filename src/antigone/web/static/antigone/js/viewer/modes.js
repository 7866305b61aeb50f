// How the two views share the stage: side by side, or one over the other with a divider, in turn, mixed, subtracted.

const LEAST = { swipe: 0, overlay: 0, blink: 400 };
const MOST = { swipe: 100, overlay: 100, blink: 2000 };

export class Modes {
  constructor(stage, changed) {
    this.stage = stage;
    this.top = stage.querySelector(".pane-reference");
    this.divider = stage.querySelector(".divider");
    this.changed = changed;
    this.restore();
    this.drag();
  }

  restore() {
    this.values = { swipe: 50, overlay: 50, blink: 800 };
    this.running = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.set("side");
  }

  set(mode) {
    this.mode = mode;
    this.stage.dataset.mode = mode;
    this.seen = true;
    this.apply();
  }

  // A step of what the mode's slider sets: where the divider stands, how much of the overlay, how fast it blinks.
  step(steps) {
    this.value(this.values[this.mode] + steps * (this.mode === "blink" ? 100 : 5));
  }

  value(value) {
    if (this.mode in this.values) {
      this.values[this.mode] = Math.min(Math.max(value, LEAST[this.mode]), MOST[this.mode]);
      this.apply();
    }
  }

  run(running) {
    this.running = running;
    this.apply();
  }

  // By hand: the other of the two, and no longer by itself.
  flip() {
    this.running = false;
    this.seen = !this.seen;
    this.apply();
  }

  apply() {
    const { swipe, overlay, blink } = this.values;
    const cut = document.dir === "rtl" ? `inset(0 ${swipe}% 0 0)` : `inset(0 0 0 ${swipe}%)`;
    this.top.style.clipPath = this.mode === "swipe" ? cut : "";
    this.top.style.opacity = this.mode === "overlay" ? overlay / 100 : "";
    this.divider.style.insetInlineStart = `${swipe}%`;
    this.divider.setAttribute("aria-valuenow", String(Math.round(swipe)));
    this.stage.dataset.seen = this.mode === "blink" && !this.seen ? "probe" : "both";
    clearInterval(this.timer);
    if (this.mode === "blink" && this.running) {
      this.timer = setInterval(() => {
        this.seen = !this.seen;
        this.stage.dataset.seen = this.seen ? "both" : "probe";
      }, blink);
    }
    this.changed();
  }

  drag() {
    const follow = (event) => {
      const box = this.stage.getBoundingClientRect();
      const share = ((event.clientX - box.left) / box.width) * 100;
      this.value(document.dir === "rtl" ? 100 - share : share);
    };
    this.divider.addEventListener("pointerdown", (event) => {
      this.divider.setPointerCapture(event.pointerId);
      this.divider.addEventListener("pointermove", follow);
    });
    this.divider.addEventListener("pointerup", () => this.divider.removeEventListener("pointermove", follow));
    this.divider.addEventListener("keydown", (event) => {
      const steps = { ArrowLeft: -1, ArrowRight: 1, PageDown: -4, PageUp: 4, Home: -20, End: 20 }[event.key];
      if (steps) {
        event.preventDefault();
        event.stopPropagation();
        this.step(document.dir === "rtl" && event.key.startsWith("Arrow") ? -steps : steps);
      }
    });
  }
}

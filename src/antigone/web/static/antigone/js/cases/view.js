// What part of a picture an SVG shows, and how it is turned. Places are pixels of the upright picture.

const STEP = 1.4;
const CLOSEST = 24;

export class View {
  constructor(svg, scene) {
    const box = svg.viewBox.baseVal;
    this.svg = svg;
    this.scene = scene;
    this.width = box.width;
    this.height = box.height;
    this.angle = 0;
    this.scale = 1;
    this.centre = { x: this.width / 2, y: this.height / 2 };
    this.listeners = [];
  }

  onChange(listener) {
    this.listeners.push(listener);
  }

  zoom(how, about = this.centre) {
    if (how === "whole") {
      this.scale = 1;
      this.centre = { x: this.width / 2, y: this.height / 2 };
    } else {
      const factor = how === "in" ? STEP : 1 / STEP;
      const scale = Math.min(Math.max(this.scale * factor, 1), CLOSEST);
      const share = this.scale / scale;
      // The place under the pointer stays where it is.
      this.centre = { x: about.x + (this.centre.x - about.x) * share, y: about.y + (this.centre.y - about.y) * share };
      this.scale = scale;
    }
    this.show();
  }

  turn(degrees) {
    this.angle = (this.angle + degrees + 360) % 360;
    this.show();
  }

  lookAt(place) {
    this.centre = place;
    this.show();
  }

  show() {
    const [middleX, middleY] = [this.width / 2, this.height / 2];
    const lies = this.angle % 180 !== 0;
    const width = (lies ? this.height : this.width) / this.scale;
    const height = (lies ? this.width : this.height) / this.scale;
    const radians = (this.angle * Math.PI) / 180;
    const [dx, dy] = [this.centre.x - middleX, this.centre.y - middleY];
    const x = middleX + dx * Math.cos(radians) - dy * Math.sin(radians);
    const y = middleY + dx * Math.sin(radians) + dy * Math.cos(radians);
    this.scene.setAttribute("transform", `rotate(${this.angle} ${middleX} ${middleY})`);
    this.svg.setAttribute("viewBox", `${x - width / 2} ${y - height / 2} ${width} ${height}`);
    this.listeners.forEach((listener) => listener());
  }

  // Where a pointer is, in the picture.
  place(event) {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.scene.getScreenCTM().inverse());
    return this.within({ x: point.x, y: point.y });
  }

  // A step on the screen, in pixels of the screen, as a step in the picture.
  step(dx, dy) {
    const back = this.scene.getScreenCTM().inverse();
    return { x: back.a * dx + back.c * dy, y: back.b * dx + back.d * dy };
  }

  within({ x, y }) {
    return { x: Math.min(Math.max(x, 0), this.width - 1), y: Math.min(Math.max(y, 0), this.height - 1) };
  }

  // Pixels of the picture that make one of the screen.
  get unit() {
    return 1 / Math.hypot(this.scene.getScreenCTM().a, this.scene.getScreenCTM().b);
  }
}

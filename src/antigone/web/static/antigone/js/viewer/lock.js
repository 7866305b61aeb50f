// Two views that pan and zoom as one. While locked, a place of the first is a fixed place of the second: the same one
// where both are registered by the face, or what the examiner had set by hand before locking again.

/* global OpenSeadragon */
const SLIGHT = 1e-7;

export class Lock {
  constructor(panes) {
    this.panes = panes;
    this.leader = panes[0];
    this.locked = true;
    this.align();
    for (const pane of panes) {
      for (const name of ["canvas-press", "canvas-scroll", "canvas-double-click", "canvas-pinch"]) {
        pane.viewer.addHandler(name, () => { this.leader = pane; });
      }
      pane.viewer.addHandler("viewport-change", () => this.follow(pane));
      pane.viewer.addHandler("resize", () => this.follow(this.leader));
    }
  }

  // Face over face again.
  align() {
    this.ratio = 1;
    this.shift = [0, 0];
    this.follow(this.leader);
  }

  set(locked) {
    this.locked = locked;
    if (locked) {
      this.keep();
    }
  }

  keep() {
    const [first, second] = this.panes.map((pane) => pane.viewer.viewport);
    const [p, q] = [first.getCenter(true), second.getCenter(true)];
    this.ratio = second.getZoom(true) / first.getZoom(true);
    this.shift = [q.x - p.x / this.ratio, q.y - p.y / this.ratio];
  }

  follow(pane) {
    if (!this.locked || pane !== this.leader) {
      return;
    }
    const forth = pane === this.panes[0];
    const other = this.panes[forth ? 1 : 0].viewer.viewport;
    const own = pane.viewer.viewport;
    const { x, y } = own.getCenter(true);
    const [r, [dx, dy]] = [this.ratio, this.shift];
    const centre = forth ? [x / r + dx, y / r + dy] : [(x - dx) * r, (y - dy) * r];
    const zoom = own.getZoom(true) * (forth ? r : 1 / r);
    const there = other.getCenter(true);
    if (Math.abs(other.getZoom(true) / zoom - 1) > SLIGHT) {
      other.zoomTo(zoom, null, true);
    }
    if (Math.hypot(there.x - centre[0], there.y - centre[1]) > SLIGHT) {
      other.panTo(new OpenSeadragon.Point(...centre), true);
    }
  }

  // By keys and buttons: the leading view moves, the other follows or stays.
  pan(x, y) {
    const viewport = this.leader.viewer.viewport;
    const { width } = viewport.getBounds(true);
    viewport.panBy(new OpenSeadragon.Point(x * width, y * width));
  }

  zoom(factor) {
    this.leader.viewer.viewport.zoomBy(factor);
  }

  home() {
    this.align();
    for (const pane of this.panes) {
      pane.home();
    }
  }
}

// One view: a photograph laid into the frame of the face, its landmarks over it, seen through a light of its own.

import { frameCorners, moved, placement, registered } from "./geometry.js";

/* global OpenSeadragon */
const HOME = [-0.35, -0.25, 1.7, 1.7];
const SVG = "http://www.w3.org/2000/svg";
const PLAIN = { mirrored: false, turn: 0, contrast: 100, brightness: 100 };

// The library writes a style sheet into the page, which our policy refuses and reports, unless it finds an element of
// this name there. One that only shares the name styles nothing; our own style sheet says what theirs would say.
const forestalled = document.createElementNS("urn:antigone", "style");
forestalled.setAttribute("data-openseadragon-mobile-css", "");
document.head.append(forestalled);

export class Pane {
  constructor(element) {
    this.element = element;
    this.frame = element.querySelector(".pane-frame");
    this.marks = element.querySelector(".pane-marks");
    this.status = element.querySelector(".pane-status");
    this.view = { ...PLAIN };
    this.calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.viewer = OpenSeadragon({
      element: element.querySelector(".pane-picture"),
      drawer: "canvas",
      showNavigationControl: false,
      animationTime: this.calm ? 0 : 0.25,
      visibilityRatio: 0,
      minZoomLevel: 0.05,
      maxZoomLevel: 60,
      preserveViewport: true,
      preserveImageSizeOnResize: true,
      immediateRender: true,
      gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
      gestureSettingsTouch: { clickToZoom: false, dblClickToZoom: true },
      silenceMultiImageWarnings: true,
    });
    // The page has keys of its own for all that the library binds to letters.
    this.viewer.addHandler("canvas-key", (event) => { event.preventDefaultAction = true; });
    this.viewer.addHandler("update-viewport", () => this.drawMarks());
    this.viewer.addHandler("resize", () => this.drawMarks());
  }

  // Another photograph in the same view. The view stays where it is: only the first one sets it.
  show(picture) {
    this.picture = picture;
    this.say("loading");
    this.viewer.world.removeAll();
    this.item = null;
    this.map = null;
    this.viewer.addTiledImage({
      tileSource: { type: "image", url: picture.url },
      success: ({ item }) => {
        if (picture !== this.picture) {
          this.viewer.world.removeItem(item);
          return;
        }
        this.item = item;
        this.say("");
        this.lay();
        this.viewer.raiseEvent("picture-laid");
      },
      error: () => this.say("failed"),
    });
  }

  // Pixels are the original's, whatever size the file sent has.
  lay() {
    const { width, height, landmarks } = this.picture;
    this.map = registered({ width, height, landmarks, ...this.view });
    if (this.item) {
      const { x, y, width: shown, degrees } = placement(this.map, width, height);
      this.item.setFlip(this.view.mirrored);
      this.item.setRotation(degrees, true);
      this.item.setWidth(shown, true);
      this.item.setPosition(new OpenSeadragon.Point(x, y), true);
    }
    this.layPatch();
    this.drawMarks();
  }

  change(view) {
    this.view = { ...this.view, ...view };
    this.frame.style.filter = `contrast(${this.view.contrast}%) brightness(${this.view.brightness}%)`;
    if (this.picture) {
      this.lay();
    }
  }

  restore() {
    this.change(PLAIN);
  }

  home(immediately = true) {
    this.viewer.viewport.fitBounds(new OpenSeadragon.Rect(...HOME), immediately || this.calm);
  }

  // A word over the picture: loading, reckoning, failed, or nothing.
  say(word) {
    this.status.textContent = word ? this.status.dataset[word] : "";
  }

  // A picture over the frame of the unmirrored face, or none.
  patch(url) {
    if (this.patchItem) {
      this.viewer.world.removeItem(this.patchItem);
      this.patchItem = null;
    }
    this.patched = url;
    if (!url) {
      return;
    }
    this.viewer.addTiledImage({
      tileSource: { type: "image", url },
      success: ({ item }) => {
        if (url !== this.patched) {
          this.viewer.world.removeItem(item);
          return;
        }
        this.patchItem = item;
        this.layPatch();
      },
    });
  }

  layPatch() {
    if (!this.patchItem) {
      return;
    }
    const [topLeft, topRight, bottomLeft] = frameCorners(this.picture.landmarks).map((point) => this.place(point));
    const across = [topRight[0] - topLeft[0], topRight[1] - topLeft[1]];
    const centre = [0, 1].map((axis) => (topRight[axis] + bottomLeft[axis]) / 2);
    const side = Math.hypot(...across);
    // A mirrored square runs from its right to its left.
    const sign = this.view.mirrored ? -1 : 1;
    this.patchItem.setFlip(this.view.mirrored);
    this.patchItem.setRotation((Math.atan2(sign * across[1], sign * across[0]) * 180) / Math.PI, true);
    this.patchItem.setWidth(side, true);
    this.patchItem.setPosition(new OpenSeadragon.Point(centre[0] - side / 2, centre[1] - side / 2), true);
  }

  place([x, y]) {
    return moved(this.map, [this.view.mirrored ? this.picture.width - x : x, y]);
  }

  drawMarks() {
    const points = (this.map && this.picture.landmarks) || [];
    while (this.marks.childElementCount > points.length) {
      this.marks.lastElementChild.remove();
    }
    points.forEach((point, index) => {
      const [x, y] = this.place(point);
      const at = this.viewer.viewport.viewportToViewerElementCoordinates(new OpenSeadragon.Point(x, y));
      let mark = this.marks.children[index];
      if (!mark) {
        mark = document.createElementNS(SVG, "path");
        this.marks.append(mark);
      }
      mark.setAttribute("d", `M${at.x - 9} ${at.y}h6m6 0h6M${at.x} ${at.y - 9}v6m0 6v6`);
    });
  }
}

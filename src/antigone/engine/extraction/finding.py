"""Which passes a photograph gets: reduced first, finer and turned where that is not enough."""

from collections import defaultdict
from collections.abc import Sequence

from antigone.engine.extraction.candidates import Candidates, merged, seen_in
from antigone.engine.extraction.detectors import Detector
from antigone.engine.extraction.settings import ExtractionSettings, RotationSearch
from antigone.engine.extraction.views import View, reduced, turned
from antigone.engine.types import Face, PixelArray

ROTATIONS = tuple(range(0, 360, 45))


class FaceFinder:
    """Finds the faces of photographs with one detector."""

    def __init__(self, detector: Detector, settings: ExtractionSettings) -> None:
        self._detector = detector
        self._settings = settings

    def find(self, pictures: Sequence[PixelArray], rotations: Sequence[RotationSearch]) -> list[tuple[Face, ...]]:
        """For each picture its faces, largest first. Views of equal shape go through the detector together."""
        views = [self._view(pixels, self._sides(pixels)[0]) for pixels in pictures]
        first = self._look(views)
        return [
            self._finished(pixels, found, mode).faces()
            for pixels, found, mode in zip(pictures, first, rotations, strict=True)
        ]

    def _finished(self, pixels: PixelArray, first: Candidates, mode: RotationSearch) -> Candidates:
        upright = self._finer(pixels, first)
        if mode is RotationSearch.NEVER or (mode is RotationSearch.AUTO and self._any_sure(upright)):
            return upright
        return self._searched(pixels, upright)

    def _finer(self, pixels: PixelArray, first: Candidates) -> Candidates:
        """The picture as it stands, looked at more closely until a face is both sure and large enough."""
        found = first
        for side in self._sides(pixels)[1:]:
            if self._any_sure(found, least_side=self._settings.small_side):
                break
            found = merged([*self._look([self._view(pixels, side)]), found], self._settings.overlap)
        return found

    def _searched(self, pixels: PixelArray, upright: Candidates) -> Candidates:
        """All eight rotations, first reduced, then (where still nothing is sure) finer."""
        found = upright
        for side in self._sides(pixels)[:2]:
            level = self._view(pixels, side)
            views = [turned(level, rotation, self._detector.input) for rotation in ROTATIONS[1:]]
            parts = [upright, *self._look(views)]
            found = merged(parts, self._settings.overlap, self._detector.traits.upright_preference)
            if self._any_sure(found):
                break
        return found

    def _any_sure(self, found: Candidates, least_side: float = 0.0) -> bool:
        sure = found.sure(self._detector.traits.strong_score, self._settings.steady_roll)
        return bool((sure & (found.sides >= least_side)).any())

    def _sides(self, pixels: PixelArray) -> tuple[int, ...]:
        return self._settings.sides(max(pixels.shape[:2]))

    def _view(self, pixels: PixelArray, side: int) -> View:
        return reduced(pixels, side, self._detector.input)

    def _look(self, views: Sequence[View]) -> list[Candidates]:
        """What the detector sees in each view."""
        rows_by_shape: defaultdict[tuple[int, ...], list[int]] = defaultdict(list)
        for row, view in enumerate(views):
            rows_by_shape[view.canvas.shape].append(row)
        seen: dict[int, Candidates] = {}
        for rows in rows_by_shape.values():
            detections = self._detector.find([views[row].canvas for row in rows])
            seen.update({row: seen_in(views[row], found) for row, found in zip(rows, detections, strict=True)})
        return [seen[row] for row in range(len(views))]

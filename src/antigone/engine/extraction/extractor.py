"""Composes the steps: find, choose, assess, align, embed."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from antigone.engine.errors import AntigoneError, NoFaceFound
from antigone.engine.extraction.alignment import cut_chip
from antigone.engine.extraction.batches import DEFAULT, Batches
from antigone.engine.extraction.choosing import choice_warnings, foremost, nearest
from antigone.engine.extraction.detectors import Detector
from antigone.engine.extraction.embedding import embed_chips, mean_template
from antigone.engine.extraction.finding import FaceFinder
from antigone.engine.extraction.hand import face_by_hand
from antigone.engine.extraction.quality import assess
from antigone.engine.extraction.recipes import FaceCut
from antigone.engine.extraction.requests import ExtractionRequest, PointList
from antigone.engine.extraction.settings import ExtractionSettings, RotationSearch
from antigone.engine.runtime import LoadedPack
from antigone.engine.types import (
    AppliedRecipe,
    Box,
    Extraction,
    Face,
    FloatArray,
    Image,
    ModelIdentity,
    PhotographFacts,
    PixelArray,
    Quality,
    Template,
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LocatedFace:
    """A photograph whose face is found, aligned and assessed, but not yet embedded; it holds no picture any more.

    chips: uint8 (N, S, S, 3); one without a recipe. The template is the mean over them.
    """

    facts: PhotographFacts
    faces: tuple[Face, ...]
    chosen: int
    chips: PixelArray
    quality: Quality
    warnings: tuple[str, ...]
    recipe: AppliedRecipe | None

    @property
    def face(self) -> Face:
        return self.faces[self.chosen]


class Extractor:
    """Photographs to templates with one pack. Safe for use by several threads; models are loaded once."""

    def __init__(
        self, pack: LoadedPack, settings: ExtractionSettings | None = None, batches: Batches = DEFAULT
    ) -> None:
        settings = settings or ExtractionSettings()
        self._recogniser = pack.recogniser
        self._batches = batches
        self._finder = FaceFinder(Detector(pack.detector, settings, batches), settings)

    @property
    def recogniser(self) -> ModelIdentity:
        return self._recogniser.spec.identity

    def find_faces(self, image: Image, *, rotations: RotationSearch = RotationSearch.AUTO) -> tuple[Face, ...]:
        """All faces, largest first; empty where there are none."""
        return self._finder.find([image.pixels], [rotations])[0]

    def face_by_hand(self, image: Image, *, box: Box | None = None, points: PointList | None = None) -> Face:
        """A face as the operator drew it, by box, points or both. Raises InvalidFaceGeometry."""
        return face_by_hand(image, self._finder, box=box, points=points)

    def chip(self, image: Image, face: Face) -> PixelArray:
        """The aligned face as the recogniser sees it, RGB uint8 (S, S, 3)."""
        return cut_chip(image.pixels, face.landmarks, self._recogniser.spec.alignment)

    def assess(self, image: Image, face: Face) -> Quality:
        return assess(image, face)

    def embed(self, chips: PixelArray) -> FloatArray:
        """Templates float32 (N, D) of length 1 for chips uint8 (N, S, S, 3): mean of chip and mirrored chip."""
        return embed_chips(self._recogniser, chips, self._batches)

    def extract(self, requests: Sequence[ExtractionRequest]) -> list[Extraction | AntigoneError]:
        """One result a request, in order. What fails is returned as its error and stops nothing else."""
        return self.embed_located(self.locate(requests))

    def locate(self, requests: Sequence[ExtractionRequest]) -> list[LocatedFace | AntigoneError]:
        """The first half of `extract`: everything but the recogniser, for callers who time or spread the work."""
        searched = [request for request in requests if not request.choice.by_hand]
        pictures = [request.image.pixels for request in searched]
        found = iter(self._finder.find(pictures, [request.rotations for request in searched]))
        return [
            self._drawn(request) if request.choice.by_hand else self._chosen(request, next(found))
            for request in requests
        ]

    def embed_located(self, located: Sequence[LocatedFace | AntigoneError]) -> list[Extraction | AntigoneError]:
        """The second half of `extract`; errors are passed through in their places."""
        chips = [each.chips for each in located if isinstance(each, LocatedFace)]
        vectors = iter(self._embedded(chips))
        return [self._extraction(each, next(vectors)) if isinstance(each, LocatedFace) else each for each in located]

    def _embedded(self, chips: Sequence[PixelArray]) -> list[FloatArray]:
        """A template a face, the mean over its chips, all of them embedded together."""
        if not chips:
            return []
        ends = np.cumsum([len(each) for each in chips])[:-1]
        parts = np.split(self.embed(np.concatenate(chips)), ends)
        return [mean_template(part) for part in parts]

    def _chosen(self, request: ExtractionRequest, faces: tuple[Face, ...]) -> LocatedFace | AntigoneError:
        if not faces:
            advice = "Check that the photograph shows one; in a search it can be drawn by hand (--box or --points)."
            return NoFaceFound(request.image.facts.name, "no face was found", advice=advice)
        near = request.choice.near
        height, width = request.image.pixels.shape[:2]
        chosen = foremost(faces, width=width, height=height) if near is None else nearest(faces, near)
        return self._located(request, faces, chosen, choice_warnings(faces, chosen, near=near))

    def _drawn(self, request: ExtractionRequest) -> LocatedFace | AntigoneError:
        choice = request.choice
        try:
            face = self.face_by_hand(request.image, box=choice.box, points=choice.points)
        except AntigoneError as error:
            return error
        return self._located(request, (face,), 0, ())

    def _located(
        self, request: ExtractionRequest, faces: tuple[Face, ...], chosen: int, warnings: tuple[str, ...]
    ) -> LocatedFace:
        image, face = request.image, faces[chosen]
        cut = FaceCut.of(image.pixels, face.landmarks, self._recogniser.spec.alignment)
        applied = None
        if request.recipe is not None:
            recipe = request.recipe.chosen_for(cut)
            cut = recipe.apply(cut)
            applied = AppliedRecipe(asked=request.recipe.text, steps=recipe.text, chips_sha256=cut.sha256)
        return LocatedFace(
            facts=image.facts,
            faces=faces,
            chosen=chosen,
            chips=cut.chips,
            quality=self.assess(image, face),
            warnings=warnings,
            recipe=applied,
        )

    def _extraction(self, located: LocatedFace, vector: FloatArray) -> Extraction:
        template = Template(vector=vector, recogniser=self.recogniser, landmarks_by=located.face.landmarks_by)
        return Extraction(
            facts=located.facts,
            faces=located.faces,
            chosen=located.chosen,
            quality=located.quality,
            template=template,
            warnings=located.warnings,
            recipe=located.recipe,
        )

"""One process's way from bytes to templates."""

import time
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path

from antigone.casework.evidence.storage import store_original
from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading, Timings, item_bytes
from antigone.casework.recognition.reading.memory import LARGE_PIXELS, memory_returned
from antigone.engine.errors import AntigoneError, ImageTooLarge, InputError
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import decode_image
from antigone.engine.runtime import open_pack
from antigone.engine.types import Extraction, Image

__all__ = ["Reader"]

STORING = 2
"""Originals on their way to the disk at once."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Decoded:
    """stored: done when its original is on the disk; None where none is kept. decode: milliseconds it took."""

    item: PhotographItem
    image: Image
    stored: Future[Path] | None
    decode: float


class Reader:
    """Reads photographs with one pack, loaded at the first of them.

    roomy: held while a picture of more than `plan.roomy_pixels` is in memory; the processes of a pool share one.
    """

    def __init__(self, plan: ReaderPlan, *, roomy: AbstractContextManager[object] | None = None) -> None:
        self._plan = plan
        self._roomy = roomy or nullcontext()
        self._extractor: Extractor | None = None
        # The disk takes a few ms for each original, in which the processor looks for faces.
        self._storage = ThreadPoolExecutor(STORING, thread_name_prefix="originals")

    def load(self) -> None:
        """Load the pack now, so that its folder is needed no longer. Raises PackError."""
        self._loaded()

    def read(self, items: Sequence[PhotographItem]) -> list[Reading]:
        """One result an item, in order.

        Raises PackError, DeviceUnavailable and StateError, which concern every photograph.
        """
        readings: dict[int, Reading] = {}
        waiting: dict[int, _Decoded] = {}
        for place, item in enumerate(items):
            opened = self._opened(item)
            if isinstance(opened, Reading):
                readings[place] = opened
                continue
            if waiting and _pixels([*waiting.values(), opened]) > self._plan.roomy_pixels:
                readings.update(zip(waiting, self._extracted([*waiting.values()]), strict=True))
                waiting.clear()
            waiting[place] = opened
        readings.update(zip(waiting, self._extracted([*waiting.values()]), strict=True))
        return [readings[place] for place in range(len(items))]

    def _opened(self, item: PhotographItem) -> _Decoded | Reading:
        """The photograph decoded, its original on the way to the disk; or read to the end: refused, or a roomy one."""
        try:
            data = item_bytes(item, self._plan.limits)
            try:
                return self._decoded(item, data, min(self._plan.roomy_pixels, self._plan.limits.max_pixels))
            except ImageTooLarge:
                # Nothing was decoded yet. What is too large for every process at once may be right for one.
                with self._roomy:
                    return self._extracted([self._decoded(item, data, self._plan.limits.max_pixels)])[0]
        except InputError as error:
            return Reading(facts=None, outcome=error)

    def _decoded(self, item: PhotographItem, data: bytes, max_pixels: int) -> _Decoded:
        began = time.perf_counter()
        image = decode_image(data, name=item.name, limits=replace(self._plan.limits, max_pixels=max_pixels))
        decode = _milliseconds_since(began)
        stored = None
        if self._plan.originals is not None:
            stored = self._storage.submit(store_original, self._plan.originals, data, image.facts.sha256)
        return _Decoded(item=item, image=image, stored=stored, decode=decode)

    def _extracted(self, photographs: Sequence[_Decoded]) -> list[Reading]:
        if not photographs:
            return []
        requests = [
            ExtractionRequest(
                image=each.image, choice=each.item.choice, rotations=each.item.rotations, recipe=each.item.recipe
            )
            for each in photographs
        ]
        extractor = self._loaded()
        began = time.perf_counter()
        with memory_returned() if _pixels(photographs) > LARGE_PIXELS else nullcontext():
            located = extractor.locate(requests)
        detect = _milliseconds_since(began) / len(photographs)
        began = time.perf_counter()
        outcomes = extractor.embed_located(located)
        embed = _milliseconds_since(began) / len(photographs)
        for each in photographs:
            if each.stored is not None:
                each.stored.result()
        return [
            Reading(
                facts=each.image.facts,
                outcome=_settled(outcome),
                timings=Timings(decode=each.decode, detect=detect, embed=embed),
            )
            for each, outcome in zip(photographs, outcomes, strict=True)
        ]

    def _loaded(self) -> Extractor:
        if self._extractor is None:
            pack = open_pack(self._plan.pack, threads=self._plan.pace.threads, device=self._plan.device)
            self._extractor = Extractor(pack, self._plan.settings, self._plan.pace.batches)
        return self._extractor


def _pixels(photographs: Sequence[_Decoded]) -> int:
    return sum(each.image.facts.width * each.image.facts.height for each in photographs)


def _settled(outcome: Extraction | AntigoneError) -> Extraction | InputError:
    """What concerns this photograph alone; anything else concerns them all, and ends the reading."""
    if isinstance(outcome, Extraction | InputError):
        return outcome
    raise outcome


def _milliseconds_since(began: float) -> float:
    return (time.perf_counter() - began) * 1000

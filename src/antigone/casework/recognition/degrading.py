"""The pack in use on ever worse pictures: photographs that were evaluated, damaged and searched for again."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from antigone.casework.recognition.bridge import Recogniser, reader_plan
from antigone.casework.recognition.evaluating import ReadDataset, ReadPhotograph
from antigone.casework.recognition.reading import ReaderPlan
from antigone.casework.recognition.reading.items import item_bytes
from antigone.casework.recognition.template_cache import cache_folder, pack_hash
from antigone.engine.evaluation.degradation import LADDER, STRENGTHS, Degradation
from antigone.engine.evaluation.ladder import (
    LadderDraw,
    LadderExtractor,
    LadderProbe,
    LadderSettings,
    LadderStudy,
    Progress,
    RungCache,
    draw_probes,
    ladder_study,
)
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import decode_image
from antigone.engine.runtime import open_pack
from antigone.engine.types import Extraction

__all__ = ["LadderPlan", "climb_ladder", "plan_ladder"]

FOLDER = "cache/ladder"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LadderPlan:
    """photographs: of the probes, in the order of the draw. seed: of the draw and of the damage."""

    draw: LadderDraw
    photographs: tuple[ReadPhotograph, ...]
    seed: int
    degradations: tuple[Degradation, ...]

    @property
    def pictures(self) -> int:
        """How many are read: every probe as it is, then at every rung, strength 0 among them."""
        return len(self.photographs) * (2 + len(STRENGTHS) * len(self.degradations))


def plan_ladder(
    read: ReadDataset,
    recogniser: Recogniser,
    *,
    probes: int,
    seed: int,
    degradations: Iterable[Degradation] = tuple(LADDER.values()),
) -> LadderPlan:
    """Who is searched for and who is enrolled. Raises SourceError where there are too few people."""
    cohort = recogniser.calibration.cohort if recogniser.calibration else None
    draw = draw_probes(read.data, cohort, most=probes, seed=seed)
    return LadderPlan(
        draw=draw,
        photographs=tuple(read.photographs[row] for row in draw.probes),
        seed=seed,
        degradations=tuple(degradations),
    )


def climb_ladder(
    plan: LadderPlan, recogniser: Recogniser, *, home: Path, workers: int, advance: Callable[[int], None]
) -> LadderStudy:
    """Every rung is kept in the home's cache as soon as it is read; stopped and called again, it goes on there.

    workers: threads; the figures do not depend on it. advance: told how many more pictures are done.
    Raises PackError, and the PhotographError of a probe whose file has changed since it was evaluated.
    """
    reading = reader_plan(recogniser, home)
    extractor = Extractor(open_pack(reading.pack, device=reading.device), reading.settings)
    probes: list[LadderProbe] = []
    for probe in _read_probes(plan, extractor, reading, workers):
        probes.append(probe)
        advance(1)
    return ladder_study(
        probes,
        plan.draw.gallery,
        LadderExtractor(
            extract=extractor.extract, key=pack_hash(recogniser, reading), length=recogniser.template_length
        ),
        settings=LadderSettings(seed=plan.seed, threads=workers),
        degradations=plan.degradations,
        cache=RungCache(cache_folder(home, FOLDER)),
        progress=_by_steps(advance),
    )


def _read_probes(plan: LadderPlan, extractor: Extractor, reading: ReaderPlan, workers: int) -> Iterator[LadderProbe]:
    """One photograph at a time for each thread: they may be large, what is kept of them is not."""
    read = partial(_read_probe, extractor=extractor, reading=reading)
    subjects = plan.draw.subjects.tolist()
    with ThreadPoolExecutor(workers) as pool:
        yield from pool.map(read, plan.photographs, subjects)


def _read_probe(photograph: ReadPhotograph, subject: int, *, extractor: Extractor, reading: ReaderPlan) -> LadderProbe:
    item = photograph.photograph.item
    image = decode_image(item_bytes(item, reading.limits), name=item.name, limits=reading.limits)
    (outcome,) = extractor.extract([ExtractionRequest(image=image, choice=item.choice, rotations=item.rotations)])
    if not isinstance(outcome, Extraction):
        raise outcome
    return LadderProbe.of(image, outcome.face, subject=subject)


def _by_steps(advance: Callable[[int], None]) -> Progress:
    """Told how many pictures are done, it passes on how many more."""
    told = 0

    def tell(done: int, _: int) -> None:
        nonlocal told
        advance(done - told)
        told = done

    return tell

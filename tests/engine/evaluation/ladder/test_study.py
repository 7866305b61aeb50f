import json
from pathlib import Path

import numpy as np
import pytest

from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.ladder import (
    LadderFigure,
    LadderSettings,
    LadderStudy,
    RungCache,
    ladder_document,
    ladder_study,
    paired_difference,
)
from engine.evaluation.ladder.builders import MeanColour, extractor, people

PROBES, GALLERY = people(20)
TWO = (LADDER["low-light"], LADDER["colour-cast"])
RUNGS = 11


def study(reads: MeanColour, cache: RungCache | None = None, **settings) -> LadderStudy:
    return ladder_study(
        PROBES,
        GALLERY,
        extractor(reads),
        settings=LadderSettings(replicates=200, **settings),
        degradations=TWO,
        cache=cache,
    )


def test_undegraded_probes_are_all_found_at_rank_1() -> None:
    result = study(MeanColour())
    assert (result.probes, result.people, result.subjects) == (20, 20, 20)
    figures = result.undegraded.figures
    assert figures[LadderFigure.DETECTION_FAILURE].value == 0
    assert figures[LadderFigure.RANK_ONE].value == 1
    assert result.undegraded.cosine == pytest.approx(1, abs=1e-3)


def test_the_dark_blinds_step_by_step_and_blind_is_missed() -> None:
    steps = study(MeanColour(blind_below=60)).steps("low-light")
    failures = [step.figures[LadderFigure.DETECTION_FAILURE].value for step in steps]
    assert failures == sorted(failures)
    assert failures[0] == 0
    assert failures[-1] == 1
    last = steps[-1]
    assert last.figures[LadderFigure.RANK_ONE].value == 0
    assert last.figures[LadderFigure.FNIR].value == 1
    assert last.cosine is None


def test_a_face_seen_elsewhere_is_a_detection_failure() -> None:
    result = study(MeanColour(aside=20))
    assert result.undegraded.figures[LadderFigure.DETECTION_FAILURE].value == 1


def test_a_second_run_reads_nothing_and_says_the_same(tmp_path: Path) -> None:
    first, again = MeanColour(blind_below=60), MeanColour(blind_below=60)
    cache = RungCache(tmp_path / "rungs")
    before = json.dumps(ladder_document(study(first, cache)))
    assert first.calls == RUNGS * len(PROBES)
    assert json.dumps(ladder_document(study(again, cache))) == before
    assert again.calls == 0


class Stopped(Exception):
    pass


class StopsAfter(MeanColour):
    def __init__(self, pictures: int) -> None:
        super().__init__()
        self.pictures = pictures

    def __call__(self, requests):
        if self.calls >= self.pictures:
            raise Stopped
        return super().__call__(requests)


def test_a_study_that_was_stopped_goes_on_where_it_stopped(tmp_path: Path) -> None:
    cache, goes_on = RungCache(tmp_path), MeanColour()
    with pytest.raises(Stopped):
        study(StopsAfter(3 * len(PROBES)), cache)
    resumed = study(goes_on, cache)
    assert goes_on.calls == (RUNGS - 3) * len(PROBES)
    assert ladder_document(resumed) == ladder_document(study(MeanColour()))


def test_a_torn_file_in_the_cache_is_read_anew(tmp_path: Path) -> None:
    cache = RungCache(tmp_path / "rungs")
    whole = study(MeanColour(), cache)
    for path in (tmp_path / "rungs").iterdir():
        path.write_bytes(path.read_bytes()[:40])
    reads = MeanColour()
    assert ladder_document(study(reads, cache)) == ladder_document(whole)
    assert reads.calls == RUNGS * len(PROBES)


def test_another_extractor_does_not_read_the_first_ones_rungs(tmp_path: Path) -> None:
    cache, other = RungCache(tmp_path), MeanColour()
    study(MeanColour(), cache)
    ladder_study(PROBES, GALLERY, extractor(other, key="another"), degradations=TWO, cache=cache)
    assert other.calls == RUNGS * len(PROBES)


def test_threads_change_nothing() -> None:
    assert ladder_document(study(MeanColour(blind_below=60), threads=3)) == ladder_document(
        study(MeanColour(blind_below=60))
    )


def test_a_seed_is_another_chance() -> None:
    assert ladder_document(study(MeanColour(), seed=2)) != ladder_document(study(MeanColour(), seed=3))


def test_progress_counts_every_picture_and_cached_rungs(tmp_path: Path) -> None:
    everything = RUNGS * len(PROBES)
    cache = RungCache(tmp_path)
    read, known = told(cache), told(cache)
    assert read == sorted(read)
    assert known == [len(PROBES) * place for place in range(1, RUNGS + 1)]
    assert read[-1] == known[-1] == everything


def told(cache: RungCache) -> list[int]:
    """What `progress` is told of a study."""
    dones: list[int] = []

    def progress(done: int, total: int) -> None:
        assert total == RUNGS * len(PROBES)
        dones.append(done)

    ladder_study(PROBES, GALLERY, extractor(MeanColour()), degradations=TWO, cache=cache, progress=progress)
    return dones


def test_the_same_probes_pair_with_themselves_without_a_difference() -> None:
    result = study(MeanColour(blind_below=60))
    dark = result.steps("low-light")[2]
    assert paired_difference(LadderFigure.RANK_ONE, result, dark, dark).value == 0
    lost = paired_difference(LadderFigure.DETECTION_FAILURE, result, dark, result.undegraded)
    assert lost.value == dark.figures[LadderFigure.DETECTION_FAILURE].value
    assert 0 < lost.low <= lost.value <= lost.high
    fewer = paired_difference(LadderFigure.DETECTION_FAILURE, result, result.undegraded, dark)
    assert (fewer.value, fewer.low, fewer.high) == (-lost.value, -lost.high, -lost.low)


def test_a_probe_of_nobody_in_the_gallery_is_refused() -> None:
    from dataclasses import replace

    with pytest.raises(ValueError, match="no reference of subject 7"):
        ladder_study([replace(PROBES[0], subject=7)], GALLERY, extractor(MeanColour()), degradations=())


def test_no_probes_are_refused() -> None:
    with pytest.raises(ValueError, match="needs probes"):
        ladder_study([], GALLERY, extractor(MeanColour()))


def test_the_document_says_what_it_is_no_evidence_for() -> None:
    document = ladder_document(study(MeanColour()))
    assert document["note"] == "Simulated damage; it validates no tier of decedents."
    assert [each["name"] for each in document["degradations"]] == ["low-light", "colour-cast"]  # type: ignore[union-attr,index,call-overload]
    json.dumps(document, allow_nan=False)


def test_the_weights_are_of_people_not_of_probes() -> None:
    twice = [*PROBES[:3], PROBES[0]]
    result = ladder_study(twice, GALLERY, extractor(MeanColour()), degradations=())
    assert (result.probes, result.people) == (4, 3)
    assert (result.weights[:, 0] == result.weights[:, 3]).all()
    assert np.unique(result.weights[:, :3].sum(axis=1)).tolist() == [3.0]

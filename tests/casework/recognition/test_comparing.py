"""Questions put to the index, whatever state its files are in."""

from dataclasses import replace
from pathlib import Path

import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition import comparing
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import GalleryHoldings, GallerySearcher, SearchQuestion, compare_templates
from antigone.casework.recognition.indexing import rebuild_index
from antigone.casework.recognition.services import erase_entries
from antigone.engine.index import Selection
from antigone.engine.scoring import GalleryTail, StrangerPrior
from antigone.engine.types import FloatArray
from casework.galleries.builders import operator
from casework.recognition.builders import entered, recogniser, template, vector_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


def question(*vectors: FloatArray, of: Recogniser, galleries: tuple[int, ...] = (1, 2)) -> SearchQuestion:
    return SearchQuestion(
        probes=tuple(template(vector, of=of) for vector in vectors),
        galleries=frozenset(galleries),
        subjects=None,
        top=5,
        strangers=None,
    )


def test_candidates_and_what_each_gallery_held(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    one = entered(4, of=of, by=by, seed=1, gallery=1)
    two = entered(3, of=of, by=by, seed=2, gallery=2)
    erased = two[2]
    vector = vector_of(one[3])
    erase_entries([erased.pk])
    searcher = GallerySearcher(home=antigone_home, recogniser=of, by=by)
    answer = searcher.search(question(vector, of=of))
    assert answer.found is not None
    best = answer.found.candidates[0]
    assert (best.subject, best.entry) == (one[3].subject_key, one[3].pk)
    assert best.score == pytest.approx(1.0, abs=1e-3)
    assert answer.index_change == 8
    assert answer.galleries == (
        GalleryHoldings(gallery=1, subjects=4, templates=4, change=4),
        GalleryHoldings(gallery=2, subjects=2, templates=2, change=8),
    )


def test_without_a_probe_there_is_what_would_have_been_searched(antigone_home: Path, of: Recogniser, by: Actor) -> None:
    entered(4, of=of, by=by, seed=1, gallery=1)
    answer = GallerySearcher(home=antigone_home, recogniser=of, by=by).search(question(of=of, galleries=(1,)))
    assert answer.found is None
    assert [held.templates for held in answer.galleries] == [4]


def test_a_damaged_block_is_found_by_the_search_told_and_mended(
    antigone_home: Path, of: Recogniser, by: Actor, caplog: pytest.LogCaptureFixture
) -> None:
    entries = entered(4, of=of, by=by)
    rebuild_index(home=antigone_home, recogniser=of, by=by)
    numbers = vector_of(entries[0]).astype("<f2").tobytes()
    (file,) = [path for path in (antigone_home / "index").rglob("*") if path.is_file() and numbers in path.read_bytes()]
    data = file.read_bytes()
    file.chmod(0o600)
    file.write_bytes(data.replace(numbers, bytes(len(numbers))))
    answer = GallerySearcher(home=antigone_home, recogniser=of, by=by).search(question(vector_of(entries[0]), of=of))
    assert answer.found is not None
    assert answer.found.candidates[0].entry == entries[0].pk
    (told,) = caplog.messages
    assert told.startswith("The index snapshot is damaged")


def test_one_to_one(of: Recogniser, by: Actor) -> None:
    a, b = (template(vector_of(entry), of=of) for entry in entered(2, of=of, by=by))
    found = compare_templates(a, b, recogniser=of)
    assert found.score == pytest.approx(float(a.vector @ b.vector), abs=1e-6)
    assert found == compare_templates(b, a, recogniser=of)


PRIOR = StrangerPrior(at=1.0, level=0.0, level_deviation=0.4, slope=0.0, slope_deviation=0.1)


def test_a_gallery_is_looked_at_once_and_not_where_the_site_has_calibrated(
    antigone_home: Path, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = recogniser()
    assert shipped.calibration is not None
    calibration = replace(shipped.calibration, strangers=PRIOR)
    shipped, own = (
        Recogniser(manifest=shipped.manifest, calibration=calibration, calibrated_here=here) for here in (False, True)
    )
    entries = entered(60, of=shipped, by=by)
    asked = []

    def alike(index: object, selection: Selection, calibration: object) -> GalleryTail:
        asked.append(selection.galleries)
        return GalleryTail(threshold=2.0, rate=0.9, slope=1.0)

    monkeypatch.setattr(comparing, "gallery_tail", alike)

    def warned(searcher: GallerySearcher, galleries: tuple[int, ...]) -> bool:
        answer = searcher.search(question(vector_of(entries[0]), of=shipped, galleries=galleries))
        assert answer.found is not None
        return any("resemble each other" in warning for warning in answer.found.warnings)

    searcher = GallerySearcher(home=antigone_home, recogniser=shipped, by=by)
    assert [warned(searcher, (1,)), warned(searcher, (1,)), warned(searcher, (1, 2))] == [True, True, True]
    assert asked == [frozenset({1}), frozenset({1, 2})]
    assert not warned(GallerySearcher(home=antigone_home, recogniser=own, by=by), (1,))
    assert len(asked) == 2

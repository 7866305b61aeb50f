"""Questions put to the index, whatever state its files are in."""

from pathlib import Path

import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import GalleryHoldings, GallerySearcher, SearchQuestion, compare_templates
from antigone.casework.recognition.indexing import rebuild_index
from antigone.casework.recognition.services import erase_entries
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


def test_a_damaged_block_is_found_by_the_search_and_mended(antigone_home: Path, of: Recogniser, by: Actor) -> None:
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


def test_one_to_one(of: Recogniser, by: Actor) -> None:
    a, b = (template(vector_of(entry), of=of) for entry in entered(2, of=of, by=by))
    found = compare_templates(a, b, recogniser=of)
    assert found.score == pytest.approx(float(a.vector @ b.vector), abs=1e-6)
    assert found == compare_templates(b, a, recogniser=of)

"""Lists of candidates from Milvus: the same as those of the home's own index, entry by entry."""

from pathlib import Path

import numpy as np
import pytest
from django.db import transaction

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.indexing import open_index
from antigone.casework.recognition.milvus.address import configured_address
from antigone.casework.recognition.milvus.index import MilvusIndex
from antigone.casework.recognition.milvus.lifecycle import open_milvus_index
from antigone.casework.recognition.services import NewEntry, add_entries, store_synthetic_templates
from antigone.engine.index import RowQuery, Selection, SubjectHits
from antigone.engine.scoring import affine_query, cohort_statistics
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser

pytestmark = pytest.mark.django_db


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


def filled(of: Recogniser, counts: dict[int, int], *, seed: int = 1) -> None:
    """That many synthetic templates a gallery, up to three a subject; subjects of two galleries are others."""
    with transaction.atomic():
        for gallery, count in counts.items():
            templates = store_synthetic_templates(count=count, seed=seed + gallery, recogniser=of)
            add_entries(
                [
                    NewEntry(
                        template=one, gallery_key=gallery, subject_key=1000 * gallery + number * number % count // 2
                    )
                    for number, one in enumerate(templates)
                ]
            )


def opened(of: Recogniser, by: Actor) -> MilvusIndex:
    address = configured_address()
    assert address is not None
    return open_milvus_index(address=address, recogniser=of, by=by)


def query(of: Recogniser, seed: int) -> RowQuery:
    probe = np.random.default_rng(seed).standard_normal(of.template_length).astype(np.float32)
    probe /= np.linalg.norm(probe)
    asked = affine_query(cohort_statistics(of.calibration.cohort, probe[None])[0])
    return RowQuery(probe=probe, direct=asked.direct, scaled=asked.scaled, offset=asked.offset)


def require_same(found: SubjectHits, expected: SubjectHits) -> None:
    for column in ("subjects", "entries", "references"):
        np.testing.assert_array_equal(getattr(found, column), getattr(expected, column))
    np.testing.assert_allclose(found.values, expected.values, rtol=0, atol=1e-9)
    assert (found.subjects_total, found.references_total) == (expected.subjects_total, expected.references_total)


def test_lists_are_those_of_the_homes_own_index(antigone_home: Path, milvus: object, of: Recogniser, by: Actor) -> None:
    filled(of, {1: 700, 2: 300, 3: 3})
    local, there = open_index(home=antigone_home, recogniser=of, by=by), opened(of, by)
    for selection in (
        Selection(),
        Selection(galleries=frozenset({1})),
        Selection(galleries=frozenset({2, 3, 9})),
        Selection(galleries=frozenset({1, 2}), subjects=np.arange(1000, 1120)),
    ):
        for seed in range(5):
            for top in (1, 20, 2000):
                asked = query(of, seed)
                require_same(
                    there.search(asked, selection=selection, top=top), local.search(asked, selection=selection, top=top)
                )

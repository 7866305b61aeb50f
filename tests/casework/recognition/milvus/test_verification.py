"""`antigone index verify` with Milvus: what is wrong is found, not mended."""

import numpy as np
import pytest

from antigone.casework.audit import Actor
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus import verification
from antigone.casework.recognition.milvus.address import MilvusAddress
from antigone.casework.recognition.milvus.index import MilvusIndex
from antigone.casework.recognition.milvus.verification import MilvusVerification, verify_collections
from antigone.engine.index import SubjectHits
from casework.recognition.milvus.builders import address, filled, name, server

pytestmark = [pytest.mark.django_db, pytest.mark.servers]


def verified(of: Recogniser, by: Actor, at: MilvusAddress, *, samples: int = 3) -> MilvusVerification:
    return verify_collections(address=at, recogniser=of, by=by, rng=np.random.default_rng(0), samples=samples)


def test_every_row_and_some_searches_are_compared(
    milvus: object, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(verification, "ROWS_AT_ONCE", 50)
    entries = filled(of, by, {1: 120, 2: 4})
    found = verified(of, by, address())
    assert found.sound
    assert (found.check.rows, found.check.compared, found.samples, found.lost) == (124, 124, 3, 0)
    assert found.listed == 3 * verification.TOP
    # Behind the log's back: a row goes, one is given to somebody else, one gets other numbers, one is nobody's.
    gone, other, numbers = (entries[place] for place in (3, 60, 110))
    here = name(of, 1)
    points = server().points(here, [other.pk, numbers.pk])
    server().delete(here, [gone.pk])
    server().upsert(here, np.array([other.pk]), np.array([5]), points[other.pk][None])
    server().upsert(here, np.array([numbers.pk]), np.array([numbers.subject_key]), -points[numbers.pk][None])
    server().upsert(here, np.array([9001]), np.array([5]), points[other.pk][None])
    found = verified(of, by, address())
    assert (found.check.missing, found.check.different, found.check.extra) == (1, 2, 1)
    assert (found.sound, found.samples) == (False, 0)


def test_what_a_search_loses_is_counted(
    milvus: object, of: Recogniser, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A search that passes over every list's best, and gets a value wrong."""
    filled(of, by, {1: 90})
    whole = MilvusIndex.search_batch

    def losing(self: MilvusIndex, *arguments: object, **keywords: object) -> list[SubjectHits]:
        found = whole(self, *arguments, top=verification.TOP + 1)  # type: ignore[arg-type]
        for hits in found:
            hits.values[5] += 1e-6
        columns = ("subjects", "entries", "values", "references")
        return [
            SubjectHits(
                **{column: getattr(hits, column)[1:] for column in columns},
                subjects_total=hits.subjects_total,
                references_total=hits.references_total,
            )
            for hits in found
        ]

    monkeypatch.setattr(MilvusIndex, "search_batch", losing)
    found = verified(of, by, address(), samples=4)
    assert (found.samples, found.listed, found.lost) == (4, 4 * verification.TOP, 4)
    assert found.largest_difference == pytest.approx(1e-6)
    assert not found.sound


@pytest.mark.parametrize("kind", ["IVF_SQ8", "HNSW"])
def test_an_approximate_index_is_measured_and_not_called_exact(
    milvus: object, of: Recogniser, by: Actor, settings: object, kind: str
) -> None:
    settings.ANTIGONE_INDEX_URL += f"?index={kind}"  # type: ignore[attr-defined]
    filled(of, by, {1: 60})
    found = verified(of, by, address())
    assert (found.kind, found.exact, found.samples, found.check.rows) == (kind, False, 3, 60)
    assert found.largest_difference <= verification.TOLERANCE

"""Galleries of synthetic people, and lists that must be the same."""

import numpy as np
from django.db import transaction

from antigone.casework.audit import Actor
from antigone.casework.audit.events import AuditEvent
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.events import IndexRebuilt
from antigone.casework.recognition.milvus.address import MilvusAddress, configured_address
from antigone.casework.recognition.milvus.client import MilvusServer, connect
from antigone.casework.recognition.milvus.collections import collection_name
from antigone.casework.recognition.milvus.index import MilvusIndex
from antigone.casework.recognition.milvus.lifecycle import open_milvus_index
from antigone.casework.recognition.models import IndexEntry
from antigone.casework.recognition.services import NewEntry, add_entries, store_synthetic_templates
from antigone.engine.index import RowQuery, SubjectHits
from antigone.engine.scoring import affine_query, cohort_statistics


def filled(of: Recogniser, by: Actor, counts: dict[int, int], *, seed: int = 1) -> list[IndexEntry]:
    """That many synthetic templates a gallery, up to three a subject, subjects of their own in each; with an event."""
    from antigone.casework.audit import record

    entries = []
    with transaction.atomic():
        for gallery, count in counts.items():
            templates = store_synthetic_templates(count=count, seed=seed + gallery, recogniser=of)
            entries += add_entries(
                [
                    NewEntry(template=one, gallery_key=gallery, subject_key=_subject(gallery, number, count))
                    for number, one in enumerate(templates)
                ]
            )
        record(_any_event(of), by=by)
    return entries


def _subject(gallery: int, number: int, count: int) -> int:
    """Two in three have one reference, the others two or three."""
    return 10_000 * gallery + (number if number < 2 * count // 3 else number % max(1, count // 6))


def _any_event(of: Recogniser) -> AuditEvent:
    """What no test here looks for: a home where people were entered has a log."""
    return IndexRebuilt(
        recogniser_sha256=of.identity.sha256, cohort_sha256=of.cohort_sha256 or "none", rows=0, change=0
    )


def address() -> MilvusAddress:
    found = configured_address()
    assert found is not None
    return found


def server() -> MilvusServer:
    return connect(address())


def opened(of: Recogniser, by: Actor) -> MilvusIndex:
    return open_milvus_index(address=address(), recogniser=of, by=by)


def name(of: Recogniser, gallery: int) -> str:
    return collection_name(of, address(), gallery)


def query(of: Recogniser, seed: int) -> RowQuery:
    probe = np.random.default_rng(seed).standard_normal(of.template_length).astype(np.float32)
    probe /= np.linalg.norm(probe)
    if of.calibration is None:
        return RowQuery(probe=probe, direct=1.0, scaled=0.0, offset=0.0)
    asked = affine_query(cohort_statistics(of.calibration.cohort, probe[None])[0])
    return RowQuery(probe=probe, direct=asked.direct, scaled=asked.scaled, offset=asked.offset)


def require_same(found: SubjectHits, expected: SubjectHits) -> None:
    for column in ("subjects", "entries", "references"):
        np.testing.assert_array_equal(getattr(found, column), getattr(expected, column))
    np.testing.assert_allclose(found.values, expected.values, rtol=0, atol=1e-9)
    assert (found.subjects_total, found.references_total) == (expected.subjects_total, expected.references_total)

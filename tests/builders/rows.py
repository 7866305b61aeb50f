"""Index rows out of a seed, and the list they must give, worked out row by row in plain Python."""

from collections.abc import Iterable, Sequence

import numpy as np

from antigone.engine.index import IndexHeader, IndexRows, RowQuery, SubjectHits
from antigone.engine.types import ModelIdentity

RECOGNISER = ModelIdentity(id="test-recogniser", sha256="5" * 64)
COHORT = "c" * 64


def header(length: int = 8, *, recogniser: ModelIdentity = RECOGNISER, cohort: str = COHORT) -> IndexHeader:
    return IndexHeader(recogniser=recogniser, cohort_sha256=cohort, length=length)


def rows(
    entries: Iterable[int],
    *,
    length: int = 8,
    seed: int = 0,
    subjects: Sequence[int] | None = None,
    galleries: Sequence[int] | None = None,
) -> IndexRows:
    """Unit templates in random directions; unless told, entry e belongs to subject e // 2 in gallery e % 3."""
    numbers = np.array(list(entries), dtype=np.int64)
    rng = np.random.default_rng([seed, *numbers[:1]])
    vectors = rng.standard_normal((len(numbers), length))
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    cohort = np.stack([rng.normal(0.1, 0.02, len(numbers)), rng.uniform(0.02, 0.08, len(numbers))], axis=1)
    return IndexRows(
        entries=numbers,
        subjects=numbers // 2 if subjects is None else np.array(subjects, dtype=np.int64),
        galleries=numbers % 3 if galleries is None else np.array(galleries, dtype=np.int64),
        vectors=vectors.astype(np.float16),
        cohort=cohort.astype(np.float32),
    )


def query(seed: int = 0, *, length: int = 8) -> RowQuery:
    """A ranking score's query: one probe, its cohort figures."""
    rng = np.random.default_rng([99, seed])
    probe = rng.standard_normal(length)
    probe /= np.linalg.norm(probe)
    deviation = rng.uniform(0.02, 0.08)
    return RowQuery(
        probe=probe.astype(np.float32),
        direct=0.5 / deviation,
        scaled=0.5,
        offset=float(-0.1 / (2 * deviation)),
    )


def cosine_query(probe: Sequence[float]) -> RowQuery:
    """The plain cosine with a probe."""
    return RowQuery(probe=np.array(probe, dtype=np.float32), direct=1.0, scaled=0.0, offset=0.0)


def exact_value(part: IndexRows, row: int, asked: RowQuery) -> float:
    """The formula of RowQuery for one row, one number after the other."""
    vector = [float(number) for number in part.vectors[row]]
    mean, deviation = (float(number) for number in part.cohort[row])
    score = sum(float(a) * b for a, b in zip(asked.probe, vector, strict=True))
    return asked.direct * score + asked.scaled * (score - mean) / deviation + asked.offset


def expected_list(
    parts: Sequence[IndexRows], asked: RowQuery, top: int, *, live: Iterable[int] | None = None
) -> list[tuple[int, int, float, int]]:
    """(subject, entry, value, references) of the highest subjects, by going over every row."""
    kept = None if live is None else set(live)
    best: dict[int, tuple[float, int]] = {}
    references: dict[int, int] = {}
    for part in parts:
        for row, (entry, subject) in enumerate(zip(part.entries.tolist(), part.subjects.tolist(), strict=True)):
            if kept is not None and entry not in kept:
                continue
            references[subject] = references.get(subject, 0) + 1
            found = (-exact_value(part, row, asked), entry)
            best[subject] = min(best.get(subject, found), found)
    ranked = sorted((value, entry, subject) for subject, (value, entry) in best.items())[:top]
    return [(subject, entry, -value, references[subject]) for value, entry, subject in ranked]


def as_list(hits: SubjectHits) -> list[tuple[int, int, float, int]]:
    """A search's answer in the form of `expected_list`."""
    columns = (hits.subjects, hits.entries, hits.values, hits.references)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def require_same(found: SubjectHits, expected: list[tuple[int, int, float, int]]) -> None:
    """The same subjects by the same entries in the same order, values to the last digits of a float64."""
    listed = as_list(found)
    assert [(row[0], row[1], row[3]) for row in listed] == [(row[0], row[1], row[3]) for row in expected]
    np.testing.assert_allclose([row[2] for row in listed], [row[2] for row in expected], rtol=1e-12, atol=1e-12)

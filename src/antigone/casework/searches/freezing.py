"""A search's answer, written down as it was given."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from antigone import __version__
from antigone.casework.audit import Actor
from antigone.casework.cases.models import Case
from antigone.casework.galleries.models import Gallery, Reference
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.comparing import (
    Candidate,
    CandidateList,
    Comparison,
    Estimate,
    GalleryHoldings,
    LikelihoodRatio,
)
from antigone.casework.searches.exclusions import standing_of
from antigone.casework.searches.models import CandidateParticulars, Exclusion, FrozenCandidate, Search

__all__ = ["FIGURES", "act_fields", "freeze_candidates", "frozen_comparison", "frozen_galleries"]

FIGURES = ("false_match_rate", "expected_strangers", "expected_strangers_global", "expected_strangers_by_probe")


def act_fields(recogniser: Recogniser, case: Case, *, by: Actor, now: datetime) -> dict[str, object]:
    """What a search and a comparison have in common."""
    calibration = recogniser.calibration
    return {
        "case": case,
        "done_by_id": by.user,
        "done_at": now,
        "program_version": __version__,
        "pack": recogniser.manifest.id,
        "recogniser": recogniser.identity.id,
        "recogniser_sha256": recogniser.identity.sha256,
        "calibration_sha256": recogniser.calibration_sha256,
        "cohort_sha256": recogniser.cohort_sha256,
        "population": calibration.population if calibration else "",
    }


def frozen_galleries(galleries: Sequence[Gallery], holdings: Sequence[GalleryHoldings]) -> list[dict[str, object]]:
    """Each gallery that was searched, as it stood."""
    held = {each.gallery: each for each in holdings}
    return [
        {
            "name": gallery.name,
            "uuid": str(gallery.uuid),
            "subjects": held[gallery.pk].subjects,
            "templates": held[gallery.pk].templates,
            "change": held[gallery.pk].change,
        }
        for gallery in galleries
    ]


def frozen_estimate(estimate: Estimate) -> dict[str, float | bool]:
    """A figure with its bounds, as JSON keeps it."""
    return {field.name: getattr(estimate, field.name) for field in fields(estimate)}


def frozen_comparison(comparison: Comparison) -> dict[str, object]:
    """A comparison's figures, null where there is none."""
    rate = comparison.false_match_rate
    return {
        "score": comparison.score,
        "ranking_score": comparison.ranking_score,
        "false_match_rate": None if rate is None else frozen_estimate(rate),
        **frozen_ratio(comparison.llr, comparison.llr_absent),
    }


def frozen_ratio(ratio: LikelihoodRatio | None, absent: str) -> dict[str, object]:
    """`llr`, or `llr_absent` with the reason."""
    if ratio is None:
        return {"llr_absent": absent}
    return {"llr": {field.name: getattr(ratio, field.name) for field in fields(ratio)}}


def freeze_candidates(search: Search, found: CandidateList) -> None:
    """The list, with the particulars of those who are still in the gallery: one may have been erased meanwhile.

    The search and its probes are written before: what was excluded depends on them.
    """
    candidates = found.candidates
    references = _references([candidate.entry for candidate in candidates])
    subjects = {entry: reference.subject.uuid for entry, reference in references.items()}
    standing = standing_of(search, set(subjects.values()))
    excluded = {entry: standing.get(subject) for entry, subject in subjects.items()}
    rows = FrozenCandidate.objects.bulk_create(
        _row(search, candidate, found.llr_absent, excluded.get(candidate.entry)) for candidate in candidates
    )
    CandidateParticulars.objects.bulk_create(
        _particulars(row, references[row.entry_key]) for row in rows if row.entry_key in references
    )


def _row(search: Search, candidate: Candidate, llr_absent: str, exclusion: Exclusion | None) -> FrozenCandidate:
    estimates = {name: getattr(candidate, name) for name in FIGURES}
    return FrozenCandidate(
        search=search,
        rank=candidate.rank,
        subject_key=candidate.subject,
        entry_key=candidate.entry,
        score=candidate.score,
        ranking_score=candidate.ranking_score,
        figures={
            **{name: frozen_estimate(value) for name, value in estimates.items() if value is not None},
            **frozen_ratio(candidate.llr, llr_absent),
        },
        exclusion=exclusion,
    )


def _references(entries: Sequence[int]) -> dict[int, Reference]:
    rows = Reference.objects.filter(entry__in=entries).select_related("subject__gallery", "photograph")
    return {row.entry_id: row for row in rows}


def _particulars(row: FrozenCandidate, reference: Reference) -> CandidateParticulars:
    subject = reference.subject
    return CandidateParticulars(
        candidate=row,
        reference=reference,
        gallery=subject.gallery.name,
        subject_uuid=subject.uuid,
        identifier=subject.identifier,
        label=subject.label,
        file_name=reference.file_name,
        sha256=reference.photograph.sha256 if reference.photograph else "",
        source=reference.source,
        source_url=reference.source_url,
    )

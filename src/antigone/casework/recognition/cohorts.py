"""Cohort figures of stored templates, computed anew when the cohort in use is another."""

from antigone.casework.audit import Actor, record, writing
from antigone.casework.recognition.bridge import Recogniser, stored_vectors
from antigone.casework.recognition.events import TemplatesRenormalised
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.recognition.selectors import stale_templates

__all__ = ["renormalise"]

# Keeps each write transaction well under 100 ms, and memory flat.
TEMPLATES_AT_ONCE = 1000


def renormalise(recogniser: Recogniser, *, by: Actor) -> int:
    """Bring every template of the recogniser to its cohort; returns how many were behind.

    A thousand a transaction, each with its event: stopped half-way, the next call goes on with the rest. A reader in
    between sees templates of both cohorts, so an index is opened only afterwards.
    """
    done = 0
    while batch := list(stale_templates(recogniser).order_by("pk")[:TEMPLATES_AT_ONCE]):
        vectors = stored_vectors([row.vector for row in batch], recogniser.template_length)
        for row, (mean, deviation) in zip(batch, recogniser.cohort_figures(vectors), strict=True):
            row.cohort_sha256 = recogniser.cohort_sha256
            row.cohort_mean, row.cohort_deviation = float(mean), float(deviation)
        event = TemplatesRenormalised(
            recogniser_sha256=recogniser.identity.sha256,
            cohort_sha256=recogniser.cohort_sha256,
            templates=len(batch),
        )
        with writing():
            StoredTemplate.objects.bulk_update(batch, ["cohort_sha256", "cohort_mean", "cohort_deviation"])
            record(event, by=by)
        done += len(batch)
    return done

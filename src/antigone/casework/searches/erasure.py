"""A case erased for good, with its searches, comparisons and probe photographs."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from antigone.casework.accounts.policy import require
from antigone.casework.accounts.roles import Right
from antigone.casework.audit import Actor, forget, record, writing
from antigone.casework.cases.models import Case
from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pictures import kept_pictures
from antigone.casework.evidence.services import destroy_if_unused
from antigone.casework.galleries.holds import forget_holds, require_no_hold
from antigone.casework.galleries.models import ErasureReceipt, HoldKind
from antigone.casework.galleries.receipts import keep_receipt
from antigone.casework.galleries.services import empty_write_ahead_log
from antigone.casework.jobs.services import forget_jobs_about
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.searches.events import CaseErased
from antigone.casework.searches.models import Comparison, Search

__all__ = ["CaseErasure", "erase_case"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseErasure:
    """The receipt that is kept, and what it must not hold: the case's number and the hashes of what was destroyed."""

    receipt: ErasureReceipt
    number: str
    destroyed: tuple[str, ...]

    def document(self) -> dict[str, object]:
        """For whoever erased, to find the same photographs in backups. Kept nowhere."""
        return {**self.receipt.document, "case": self.number, "photographs_destroyed": list(self.destroyed)}


def erase_case(*, case: Case, by: Actor, clock: Callable[[], datetime] = timezone.now) -> CaseErasure:
    """Erase the case.

    Lists, comparisons, exclusions, jobs and templates of its photographs go; originals go where no gallery and no other
    case uses them; the log keeps its proof and loses what it could be read with. Raises Forbidden, StateError under a
    legal hold.
    """
    require(by, Right.ERASE_CASES)
    with writing():
        require_no_hold(HoldKind.CASE, case.id)
        identity, number = case.id, case.number
        photographs = _photographs(case)
        acts = [*Search.objects.filter(case=case), *Comparison.objects.filter(case=case)]
        for act in acts:
            act.delete()
        salts = sum(forget(act.pk) for act in acts)
        jobs = forget_jobs_about(identity)
        case.photographs.all().delete()
        templates = _destroy_unused_templates(photographs)
        cached = {one.sha256: len(kept_pictures(one.sha256)) for one in photographs}
        destroyed = tuple(one.sha256 for one in photographs if destroy_if_unused(photograph=one, by=by))
        case.delete()
        salts += len(destroyed) + forget(identity)
        forget_holds(identity)
        event = CaseErased(case=identity, acts=len(acts), photographs_destroyed=len(destroyed))
        gone = {
            "searches_and_comparisons": len(acts),
            "jobs": jobs,
            "templates": templates,
            "photographs_destroyed": len(destroyed),
            "photographs_kept": len(photographs) - len(destroyed),
            "cache_pictures": sum(cached[sha256] for sha256 in destroyed),
            "salts_destroyed": salts,
            "audit_event": record(event, by=by),
        }
        receipt = keep_receipt(kind=HoldKind.CASE, about=identity, gone=gone, by=by, now=clock())
    empty_write_ahead_log()
    return CaseErasure(receipt=receipt, number=number, destroyed=destroyed)


def _photographs(case: Case) -> list[Photograph]:
    used = (
        Q(searchprobes__search__case=case) | Q(comparisonprobes__comparison__case=case) | Q(casephotographs__case=case)
    )
    return list(Photograph.objects.filter(used).distinct())


def _destroy_unused_templates(photographs: Sequence[Photograph]) -> int:
    """Templates of these photographs that stand in no gallery and belong to no other act; how many there were."""
    unused = StoredTemplate.objects.filter(
        face__photograph__in=photographs,
        face__casephotographs=None,
        entries=None,
        searchprobes=None,
        comparisonprobes=None,
    )
    count = unused.count()
    unused.delete()
    return count

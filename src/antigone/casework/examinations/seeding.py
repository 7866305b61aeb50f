"""When an examiner gets a list whose answer is known: one among every ten, at a moment that nobody can foresee."""

from datetime import datetime

from antigone.casework.accounts.models import Agency, User
from antigone.casework.audit import Actor, record
from antigone.casework.examinations.drawing import drawn_below, new_seed
from antigone.casework.examinations.events import KnownAnswerScheduled
from antigone.casework.examinations.models import Assignment, KnownAnswerSchedule
from antigone.casework.examinations.tasks import make_known_answer_list
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.jobs.services import submit

__all__ = ["due", "seed_if_due"]

REAL_LISTS_A_BLOCK = 9
"""To nine lists of cases comes one whose answer is known."""


def due(seed: str, *, real: int) -> int:
    """How many known-answer lists an examiner must have been given by their `real`-th list of a case.

    Each nine lists of cases are a block; with which of them its known-answer list comes follows from the seed. So
    there is one in every complete ten, and the examiner cannot count their way to it.
    """
    block, within = divmod(real, REAL_LISTS_A_BLOCK)
    return block + (within > drawn_below(seed, REAL_LISTS_A_BLOCK, purpose=f"block {block}"))


def seed_if_due(examiner: User, *, by: Actor, now: datetime) -> None:
    """After a list of a case was assigned, in the caller's transaction: have the known-answer lists made that are due.

    The work is the home's operator's, so that neither the examiner nor who assigned the list sees the job. Nothing
    happens where the agency does not allow it.
    """
    operator = User.objects.filter(is_local_operator=True).first()
    allowed = Agency.objects.filter(pk=examiner.agency_id, seeds_known_answers=True).exists()
    if operator is None or not allowed:
        return
    given = Assignment.objects.filter(examiner=examiner, declined_at=None)
    seeded = given.filter(examination__search__case__seeded=True).count()
    lacking = due(_schedule(examiner, by=by, now=now).seed, real=given.count() - seeded)
    for _number in range(lacking - seeded - _on_the_way(examiner)):
        submit(
            make_known_answer_list,
            by=operator.actor(by.door),
            about=examiner.id,
            clock=lambda: now,
            examiner=str(examiner.id),
            seed=new_seed(),
        )


def _on_the_way(examiner: User) -> int:
    at_work = (JobState.WAITING, JobState.RUNNING)
    return Job.objects.filter(about=examiner.id, task__endswith=".make_known_answer_list", state__in=at_work).count()


def _schedule(examiner: User, *, by: Actor, now: datetime) -> KnownAnswerSchedule:
    schedule, is_new = KnownAnswerSchedule.objects.get_or_create(
        examiner=examiner, defaults={"seed": new_seed(), "drawn_at": now}
    )
    if is_new:
        record(KnownAnswerScheduled(examiner=examiner.id, seed=schedule.seed), by=by)
    return schedule

"""Examinations: one a candidate list, two examiners each, every version of what they wrote, and what came of it."""

import uuid
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.deletion import Collector
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.models import User
from antigone.casework.examinations.components import CandidateOutcome, Conclusion
from antigone.casework.galleries.models import Reference
from antigone.casework.searches.models import Exclusion, FrozenCandidate, Search

__all__ = [
    "Assignment",
    "AssignmentState",
    "Examination",
    "ExaminationState",
    "KnownAnswer",
    "KnownAnswerSchedule",
    "Opinion",
    "ProbeNotes",
    "Resolution",
    "ResolvedBy",
    "Seat",
    "with_its_list",
]


def with_its_list(
    collector: Collector, field: "models.ForeignKey[Any, Any]", rows: "models.QuerySet[KnownAnswer]", using: str
) -> None:
    """Whoever is erased from a gallery takes along the lists that were made of their photographs, all that was written
    on them included: the probe is theirs."""
    models.CASCADE(collector, field, rows, using)
    collector.collect(Search.objects.using(using).filter(examination__known_answer__in=list(rows)))


class ExaminationState(models.TextChoices):
    """How far an examination is."""

    UNDER_WAY = "under_way", _("Under way")
    ARBITRATION = "arbitration", _("Waits for a decision between the examiners")
    SETTLED = "settled", _("Settled")


class Seat(models.TextChoices):
    """Two examiners; they do the same, and neither is above the other."""

    FIRST = "first", _("First examiner")
    SECOND = "second", _("Second examiner")


class AssignmentState(models.TextChoices):
    """Where an examiner stands with a list."""

    ASSIGNED = "assigned", _("Probe notes to be written")
    EXAMINING = "examining", _("Candidates to be examined")
    COMPLETED = "completed", _("Completed")
    DECLINED = "declined", _("Declined")


class Examination(models.Model):
    """The examination of one search's list.

    seats: how many examiners it takes; one for a list whose answer is known.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    search = models.OneToOneField(Search, on_delete=models.CASCADE, related_name="examination")
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    seats = models.PositiveSmallIntegerField(default=2)
    state = models.CharField(max_length=20, choices=ExaminationState.choices, default=ExaminationState.UNDER_WAY)

    class Meta:
        ordering: ClassVar[list[str]] = ["opened_at"]

    def __str__(self) -> str:
        return str(self.id)


class Assignment(models.Model):
    """One examiner's list.

    number: by which the examiner knows it, drawn, so that it tells nothing of the case or of whose list is its twin.
    seed, order: keys of the candidates to be examined, in the order that the seed gives them (`drawing.shuffled`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    number = models.PositiveIntegerField(unique=True)
    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="assignments")
    examiner = models.ForeignKey(User, on_delete=models.PROTECT, related_name="assignments")
    seat = models.CharField(max_length=10, choices=Seat.choices)
    seed = models.CharField(max_length=64)
    order = models.JSONField()
    assigned_at = models.DateTimeField()
    notes_locked_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    decline_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["assigned_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["examination", "seat"], condition=Q(declined_at__isnull=True), name="one_examiner_a_seat"
            ),
            models.UniqueConstraint(fields=["examination", "examiner"], name="nobody_examines_a_list_twice"),
        ]

    def __str__(self) -> str:
        return f"list {self.number}"

    @property
    def state(self) -> AssignmentState:
        """By the moments that have passed."""
        if self.declined_at is not None:
            return AssignmentState.DECLINED
        if self.completed_at is not None:
            return AssignmentState.COMPLETED
        return AssignmentState.ASSIGNED if self.notes_locked_at is None else AssignmentState.EXAMINING


class ProbeNotes(models.Model):
    """A version of what an examiner wrote of the probe; the first is a draft until it is locked.

    components, limits, remark: as `entries.NotesEntry.to_json` has them. reason: of a later version.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="notes")
    version = models.PositiveSmallIntegerField()
    locked = models.BooleanField(default=False)
    components = models.JSONField()
    limits = models.JSONField()
    remark = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["assignment", "version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["assignment", "version"], name="versions_of_notes_are_numbered")
        ]

    def __str__(self) -> str:
        return f"notes {self.version} of {self.assignment_id}"


class Opinion(models.Model):
    """A version of an examiner's sheet of one candidate; the first is a draft until it is locked.

    findings, conclusion, remark: as `entries.SheetEntry.to_json` has them. outcome: the word of the conclusion, empty
    for a draft. reason: of a later version. after_scores: written once the scores were shown, so not blind any more.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="opinions")
    candidate = models.ForeignKey(FrozenCandidate, on_delete=models.CASCADE, related_name="opinions")
    version = models.PositiveSmallIntegerField()
    locked = models.BooleanField(default=False)
    findings = models.JSONField()
    conclusion = models.SmallIntegerField(choices=Conclusion.choices, null=True)
    outcome = models.CharField(max_length=20, choices=CandidateOutcome.choices, blank=True)
    remark = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    after_scores = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["assignment", "candidate_id", "version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["assignment", "candidate", "version"], name="versions_of_an_opinion_are_numbered"
            ),
            models.CheckConstraint(
                condition=Q(locked=False) | (Q(conclusion__isnull=False) & ~Q(outcome="")),
                name="locked_opinion_has_conclusion",
            ),
        ]

    def __str__(self) -> str:
        return f"opinion {self.version} of {self.assignment_id}"


class ResolvedBy(models.TextChoices):
    """How two opinions became one outcome."""

    AGREEMENT = "agreement", _("Both examiners agree")
    ARBITRATION = "arbitration", _("Decided by a supervisor")
    DISAGREEMENT = "disagreement_inconclusive", _("Left inconclusive: the examiners disagree")


class Resolution(models.Model):
    """What became of a candidate. superseded_at: when an examiner changed their opinion, and it had to be decided anew.

    exclusion: the one that agreement on "not a candidate" made.
    """

    examination = models.ForeignKey(Examination, on_delete=models.CASCADE, related_name="resolutions")
    candidate = models.ForeignKey(FrozenCandidate, on_delete=models.CASCADE, related_name="resolutions")
    outcome = models.CharField(max_length=20, choices=CandidateOutcome.choices)
    how = models.CharField(max_length=30, choices=ResolvedBy.choices)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)
    exclusion = models.ForeignKey(Exclusion, on_delete=models.SET_NULL, null=True, related_name="resolutions")

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["candidate"], condition=Q(superseded_at__isnull=True), name="one_standing_resolution"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome} by {self.how}"


class KnownAnswerSchedule(models.Model):
    """The moments at which one examiner gets lists whose answer is known; they follow from the seed."""

    examiner = models.OneToOneField(User, on_delete=models.CASCADE, related_name="known_answer_schedule")
    seed = models.CharField(max_length=64)
    drawn_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"schedule of {self.examiner_id}"


class KnownAnswer(models.Model):
    """A list made to know the answer: whom its probe shows, and whether they are on it.

    mate: the candidate who is the probe's person; null where they were left out, or have been erased since.
    seed: by which gallery, subject, photograph and length were drawn.
    """

    examination = models.OneToOneField(Examination, on_delete=models.CASCADE, related_name="known_answer")
    mate = models.ForeignKey(FrozenCandidate, on_delete=models.SET_NULL, null=True, related_name="+")
    mate_present = models.BooleanField()
    probe_reference = models.ForeignKey(Reference, on_delete=with_its_list, related_name="known_answers")
    seed = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"known answer of {self.examination_id}"

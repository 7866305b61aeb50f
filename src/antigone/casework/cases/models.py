"""A case: one unidentified person, what allows a search for them, who works on it, their photographs, how it ended."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from antigone.casework.accounts.models import Agency, User
from antigone.casework.evidence.models import DetectedFace, Photograph

__all__ = [
    "LONGEST_NOTE",
    "LONGEST_NUMBER",
    "LONGEST_TEXT",
    "Basis",
    "BodyClass",
    "BodyFlag",
    "BodyStatus",
    "Case",
    "CaseKind",
    "CaseMembership",
    "CasePhotograph",
    "CaseState",
    "Closing",
    "Eyes",
    "ReadingState",
    "SubjectStatus",
]

LONGEST_NUMBER = 100
LONGEST_TEXT = 500
LONGEST_NOTE = 10_000


class CaseKind(models.TextChoices):
    """Who the person is to the agency; it decides what the case needs before it may be searched."""

    DECEASED = "deceased", _("Deceased person")
    CUSTODY = "custody", _("Person in custody")
    LIVING_UNKNOWN = "living_unknown", _("Living person who cannot say who they are")


class CaseState(models.TextChoices):
    """Whether somebody still looks for who this is."""

    OPEN = "open", _("Open")
    CLOSED = "closed", _("Identity established")


class SubjectStatus(models.IntegerChoices):
    """ANSI/NIST-ITL 1, Type-10 field 10.046, first item: subject status code."""

    UNKNOWN = 0, _("Unknown")
    LIVING = 1, _("Living")
    DECEDENT = 2, _("Decedent")


class BodyStatus(models.IntegerChoices):
    """ANSI/NIST-ITL 1, Type-10 field 10.046, second item: body status code, of a decedent."""

    WHOLE = 1, _("Whole body")
    FRAGMENT = 2, _("Fragment")


class BodyClass(models.IntegerChoices):
    """ANSI/NIST-ITL 1, Type-10 field 10.046, third item: body class code, of a decedent."""

    NATURAL_TISSUE = 1, _("Natural tissue")
    DECOMPOSED = 2, _("Decomposed")
    SKELETAL = 3, _("Skeletal")


class BodyFlag(models.TextChoices):
    """What a DVI form says of a body at a glance."""

    INCOMPLETE = "incomplete", _("Incomplete")
    DAMAGED = "damaged", _("Major outward damage")
    BURNED = "burned", _("Burned or charred")
    DECOMPOSED = "decomposed", _("Decomposed")


class Eyes(models.TextChoices):
    """As they were found; for the dead closed eyes are the rule and no fault of the picture."""

    OPEN = "open", pgettext_lazy("eyes", "Open")
    PARTLY = "partly", _("Partly open")
    CLOSED = "closed", pgettext_lazy("eyes", "Closed")
    ABSENT = "absent", _("Not visible or absent")


class Case(models.Model):
    """One unidentified person.

    number: the agency's own, as given. mandate: the separate order that a person in custody needs, else empty.
    expires_on: the last day on which the case may be searched.
    body_status, body_class: null where nobody has said, and for the living. body_flags: values of BodyFlag.
    degree_days: accumulated, in degrees Celsius times days, null where not estimated; degree_days_source: how.
    post_mortem_interval: as the pathologist put it. injured_regions: of the face, values of `condition.REGIONS`.
    seeded: a known-answer list's pseudo case, which nobody sees as a case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cases")
    number = models.CharField(max_length=LONGEST_NUMBER)
    kind = models.CharField(max_length=20, choices=CaseKind.choices)
    authority = models.CharField(max_length=LONGEST_TEXT)
    purpose = models.CharField(max_length=LONGEST_TEXT)
    legal_basis = models.CharField(max_length=LONGEST_TEXT)
    mandate = models.CharField(max_length=LONGEST_TEXT, blank=True)
    subject_status = models.PositiveSmallIntegerField(choices=SubjectStatus.choices)
    body_status = models.PositiveSmallIntegerField(choices=BodyStatus.choices, null=True)
    body_class = models.PositiveSmallIntegerField(choices=BodyClass.choices, null=True)
    body_flags = models.JSONField(default=list)
    degree_days = models.FloatField(null=True)
    degree_days_source = models.CharField(max_length=LONGEST_TEXT, blank=True)
    post_mortem_interval = models.CharField(max_length=LONGEST_TEXT, blank=True)
    eyes = models.CharField(max_length=10, choices=Eyes.choices, blank=True)
    injured_regions = models.JSONField(default=list)
    found_place = models.CharField(max_length=LONGEST_TEXT, blank=True)
    found_on = models.DateField(null=True)
    note = models.TextField(max_length=LONGEST_NOTE, blank=True)
    seeded = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_on = models.DateField()

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["agency", "number"], name="case_number_unique_in_agency"),
            models.CheckConstraint(
                condition=~models.Q(kind=CaseKind.CUSTODY) | ~models.Q(mandate=""), name="custody_needs_mandate"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_deceased(self) -> bool:
        """Whether its pictures are veiled until asked for."""
        return self.kind == CaseKind.DECEASED

    @property
    def closing(self) -> "Closing | None":
        """The one that stands; None while the case is open."""
        return self.closings.filter(reopened_at__isnull=True).first()

    @property
    def state(self) -> CaseState:
        return CaseState.OPEN if self.closing is None else CaseState.CLOSED


class CaseMembership(models.Model):
    """A person who works on a case. Supervisors and auditors see all cases of their agency and need none."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "user"], name="member_of_a_case_once")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} on {self.case_id}"


class ReadingState(models.TextChoices):
    """What is known of the face in a photograph of a case."""

    WAITING = "waiting", _("Waiting to be read")
    READ = "read", _("Face found")
    NO_FACE = "no_face", _("No face found")
    REFUSED = "refused", _("Cannot be read")


class CasePhotograph(models.Model):
    """A photograph of the unidentified person, and which face of it is theirs.

    withdrawn_at: when it was taken out of use; searches that used it keep it. choice: see `choices.Choice`. turned:
    whether every rotation is tried. recipe: the text of what is done to the face first; steps: what `auto` made of it.
    faces: all that are known, face: the one meant. quality, warnings: of the last reading. refusal: why there is none.
    checklist: item of `checklist.ITEMS` to {answer, note}.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="photographs")
    photograph = models.ForeignKey(Photograph, on_delete=models.PROTECT, related_name="casephotographs")
    file_name = models.TextField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    choice = models.JSONField(default=dict)
    turned = models.BooleanField(default=False)
    recipe = models.CharField(max_length=LONGEST_TEXT, blank=True)
    steps = models.CharField(max_length=LONGEST_TEXT, blank=True)
    reading = models.CharField(max_length=10, choices=ReadingState.choices, default=ReadingState.WAITING)
    faces = models.ManyToManyField(DetectedFace, related_name="+")
    face = models.ForeignKey(DetectedFace, on_delete=models.PROTECT, null=True, related_name="casephotographs")
    quality = models.JSONField(null=True)
    warnings = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    checklist = models.JSONField(default=dict)

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "file_name"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["case", "photograph"], name="photograph_of_a_case_once")
        ]

    def __str__(self) -> str:
        return self.file_name


class Basis(models.TextChoices):
    """What an identity was established by. A face is never among them."""

    FRICTION_RIDGE = "friction_ridge", _("Fingerprints or other friction ridges")
    ODONTOLOGY = "odontology", _("Teeth")
    DNA = "dna", _("DNA")
    AUTHORITY = "authority", _("Decision of an authority")
    OWN_STATEMENT = "own_statement", _("The person's own statement")
    PAPERS = "papers", _("The person's papers")


class Closing(models.Model):
    """Identity established, on what basis, by which official; and, where the case was opened again, why.

    laboratory: or the authority that decided. official: a named person, not a user of this program.
    established_name: who the person is, empty where only a gallery's subject is named by subject_uuid.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="closings")
    basis = models.CharField(max_length=20, choices=Basis.choices)
    laboratory = models.CharField(max_length=LONGEST_TEXT, blank=True)
    reference = models.CharField(max_length=LONGEST_TEXT, blank=True)
    decided_on = models.DateField()
    official = models.CharField(max_length=LONGEST_TEXT)
    established_name = models.CharField(max_length=LONGEST_TEXT, blank=True)
    subject_uuid = models.UUIDField(null=True)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reopened_at = models.DateTimeField(null=True)
    reopened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    reopened_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["case"], condition=models.Q(reopened_at__isnull=True), name="one_standing_closing_a_case"
            ),
            models.CheckConstraint(
                condition=~models.Q(established_name="") | models.Q(subject_uuid__isnull=False),
                name="closing_names_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.basis} {self.case_id}"

"""A case: one unidentified person, and what allows a search for them."""

import uuid
from typing import ClassVar

from django.db import models

from antigone.casework.accounts.models import Agency, User

__all__ = ["LONGEST_NUMBER", "LONGEST_TEXT", "BodyClass", "BodyStatus", "Case", "CaseKind", "SubjectStatus"]

LONGEST_NUMBER = 100
LONGEST_TEXT = 500


class CaseKind(models.TextChoices):
    """Who the person is to the agency; it decides what the case needs before it may be searched."""

    DECEASED = "deceased"
    CUSTODY = "custody"
    LIVING_UNKNOWN = "living_unknown"


class SubjectStatus(models.IntegerChoices):
    """ANSI/NIST-ITL 1, Type-10 field 10.046, first item: subject status code."""

    UNKNOWN = 0
    LIVING = 1
    DECEDENT = 2


class BodyStatus(models.IntegerChoices):
    """ANSI/NIST-ITL 1, Type-10 field 10.046, second item: body status code, of a decedent."""

    WHOLE = 1
    FRAGMENT = 2


class BodyClass(models.IntegerChoices):
    """ANSI/NIST-ITL 1, Type-10 field 10.046, third item: body class code, of a decedent."""

    NATURAL_TISSUE = 1
    DECOMPOSED = 2
    SKELETAL = 3


class Case(models.Model):
    """One unidentified person.

    number: the agency's own, as given. mandate: the separate order that a person in custody needs, else empty.
    expires_on: the last day on which the case may be searched.
    body_status, body_class: null where nobody has said, and for the living.
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

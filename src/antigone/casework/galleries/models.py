"""Galleries, their subjects, and where each photograph came from."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from antigone.casework.accounts.models import Agency, User
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.galleries.sources.names import LABEL_LENGTH
from antigone.casework.recognition.models import IndexEntry

__all__ = [
    "BasisKind",
    "EnrolmentRun",
    "ErasureReceipt",
    "Gallery",
    "GalleryImport",
    "GalleryShare",
    "HoldKind",
    "LegalHold",
    "Reference",
    "Refusal",
    "Sex",
    "Subject",
]


class Sex(models.TextChoices):
    """PFIF's three words; empty in the database where nothing is known."""

    FEMALE = "female", _("Female")
    MALE = "male", _("Male")
    OTHER = "other", _("Other")


class BasisKind(models.TextChoices):
    """On what ground photographs may be enrolled."""

    FAMILY = "family", _("The family's request")
    AUTHORITY = "authority", _("An authority's decision")
    COURT = "court", _("A court's order")
    CONSENT = "consent", _("The person's consent")
    PUBLIC_RECORD = "public-record", _("A public record")


class Gallery(models.Model):
    """A set of subjects that is searched as one. `id` is the index's gallery key, `uuid` the name for the outside.

    retain_until: the last day on which its subjects may be kept, null where none was set. Nothing goes by itself.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200, unique=True)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="galleries")
    retain_until = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class GalleryShare(models.Model):
    """Another agency that may search the gallery and see whom its own lists name; it may not browse or change it."""

    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="shares")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gallery", "agency"], name="gallery_shared_once_with_an_agency")
        ]

    def __str__(self) -> str:
        return f"{self.gallery_id} with {self.agency_id}"


class Subject(models.Model):
    """A person of a gallery. `id` is the index's subject key.

    identifier: what tells this person from all others of the gallery, as given; two equal labels with two identifiers
        are two people.
    label: the name as given, in its own script, never transliterated, folded or sorted into parts.
    born_from, born_to: the days between which the person was born, both included; one day twice where the date is
        known, a whole year where only the year is.
    age_min, age_max: years as given, both ends included; an age of 40 is 40-40. They do not grow with time.
    retain_until: goes before the gallery's own date; null where the gallery's holds.
    """

    id = models.BigAutoField(primary_key=True)
    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="subjects")
    identifier = models.CharField(max_length=LABEL_LENGTH)
    label = models.CharField(max_length=LABEL_LENGTH)
    sex = models.CharField(max_length=10, choices=Sex.choices, blank=True)
    born_from = models.DateField(null=True)
    born_to = models.DateField(null=True)
    age_min = models.PositiveSmallIntegerField(null=True)
    age_max = models.PositiveSmallIntegerField(null=True)
    nationality = models.CharField(max_length=100, blank=True)
    place = models.CharField(max_length=200, blank=True)
    retain_until = models.DateField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["gallery", "identifier"], name="identifier_unique_in_gallery")
        ]
        # Pages of a gallery of any size are read in this order.
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["gallery", "label", "identifier"], name="subject_by_label")
        ]

    def __str__(self) -> str:
        return self.label


class EnrolmentRun(models.Model):
    """One enrolment: what was enrolled, from where, on which ground. An unfinished run was interrupted or is at work.

    job: of an import in the browser; several runs of one job are one import that was broken off and went on.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="runs")
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    basis_kind = models.CharField(max_length=20, choices=BasisKind.choices)
    basis_text = models.TextField(blank=True)
    source = models.TextField()
    min_quality = models.FloatField(null=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    enrolled = models.PositiveIntegerField(default=0)
    already_there = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    job = models.UUIDField(null=True, db_index=True)

    def __str__(self) -> str:
        return f"{self.id} into {self.gallery_id}"


class Reference(models.Model):
    """A photograph standing for a subject: the chosen face, its row in the index, and where the picture came from.

    photograph, face: null for a synthetic stranger, who has neither.
    file_name: as given, printable; file_name_raw: the name's own bytes where they are not printable text, else null.
    captured_on: YYYY, YYYY-MM or YYYY-MM-DD, as far as it is known.
    """

    subject = models.ForeignKey(Subject, on_delete=models.CASCADE, related_name="references")
    photograph = models.ForeignKey(Photograph, on_delete=models.PROTECT, null=True, related_name="references")
    face = models.ForeignKey(DetectedFace, on_delete=models.PROTECT, null=True, related_name="references")
    entry = models.OneToOneField(IndexEntry, on_delete=models.PROTECT, related_name="reference")
    run = models.ForeignKey(EnrolmentRun, on_delete=models.PROTECT, related_name="references")
    file_name = models.TextField()
    file_name_raw = models.BinaryField(null=True)
    source = models.TextField(blank=True)
    source_url = models.TextField(blank=True)
    captured_on = models.CharField(max_length=10, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["subject", "photograph"], name="photograph_once_a_subject")
        ]

    def __str__(self) -> str:
        return self.file_name


class Refusal(models.Model):
    """An item of a run that was not enrolled, and why. subject: the identifier it was given for, if that is known."""

    run = models.ForeignKey(EnrolmentRun, on_delete=models.CASCADE, related_name="refusals")
    subject = models.CharField(max_length=LABEL_LENGTH, blank=True)
    item_name = models.TextField()
    code = models.CharField(max_length=60)
    reason = models.TextField()

    def __str__(self) -> str:
        return f"{self.item_name}: {self.code}"


class GalleryImport(models.Model):
    """Photographs handed in through a browser, to be enrolled by a job; kept as what was asked for.

    The files lie in `uploads.folder_of` until the job is over. file_name: of the archive, as given, printable.
    has_manifest: whether a manifest came beside the archive.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    gallery = models.ForeignKey(Gallery, on_delete=models.CASCADE, related_name="imports")
    job = models.UUIDField(unique=True)
    basis_kind = models.CharField(max_length=20, choices=BasisKind.choices)
    basis_text = models.TextField(blank=True)
    min_quality = models.FloatField(null=True)
    file_name = models.TextField()
    has_manifest = models.BooleanField(default=False)
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return self.file_name


class HoldKind(models.TextChoices):
    """What a legal hold keeps from being erased."""

    CASE = "case", _("Case")
    GALLERY = "gallery", _("Gallery")
    SUBJECT = "subject", _("Subject")


class LegalHold(models.Model):
    """A court's or an authority's demand that something be kept. It stands until it is lifted, with a reason.

    about: the uuid of the case, gallery or subject; a case's room lies above this one, so there is no foreign key.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=HoldKind.choices)
    about = models.UUIDField(db_index=True)
    reason = models.TextField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_because = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"hold on {self.kind} {self.about}"


class ErasureReceipt(models.Model):
    """What an erasure took away, in numbers and opaque ids: it outlives the person and must not name them.

    completed_at: when no file of the home held what was erased any longer, index snapshot and write-ahead log included;
    null until then.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=HoldKind.choices)
    about = models.UUIDField(db_index=True)
    document = models.JSONField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-at"]

    def __str__(self) -> str:
        return f"receipt for {self.kind} {self.about}"

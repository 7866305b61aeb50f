"""Templates as stored, and the log of changes that every index is built from."""

from typing import ClassVar

from django.db import models

from antigone.engine.types import LandmarkSource

__all__ = ["ChangeCounter", "IndexEntry", "StoredTemplate"]


class StoredTemplate(models.Model):
    """A face as numbers, made by one recogniser.

    face: null for a synthetic template, which is nobody's.
    vector: float16, little endian, of the recogniser's template length; the truth that every index is built from.
    cohort_mean, cohort_deviation: of the template's scores against the cohort of that hash (engine.scoring); 0 and 1
        under the empty hash, where the recogniser has no calibration.
    """

    face = models.ForeignKey("evidence.DetectedFace", on_delete=models.PROTECT, null=True, related_name="templates")
    recogniser = models.CharField(max_length=100)
    recogniser_sha256 = models.CharField(max_length=64)
    vector = models.BinaryField()
    cohort_sha256 = models.CharField(max_length=64, blank=True, default="")
    cohort_mean = models.FloatField(default=0.0)
    cohort_deviation = models.FloatField(default=1.0)
    landmarks_by = models.CharField(max_length=10, choices=[(source.value, source.value) for source in LandmarkSource])

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["face", "recogniser_sha256"], name="one_template_a_face_and_recogniser"),
        ]
        indexes: ClassVar = [models.Index(fields=["recogniser_sha256", "cohort_sha256"], name="template_cohort")]

    def __str__(self) -> str:
        return f"template {self.pk} by {self.recogniser}"


class IndexEntry(models.Model):
    """A template in a gallery: one row of the index, and of its change log.

    gallery_key, subject_key: the galleries room's own numbers; this room only compares them.
    change: the number under which the entry was added; erased: the one under which it was taken out, null while live.
    An erased entry outlives its template, so that an index that still holds the row learns to drop it.
    """

    template = models.ForeignKey(StoredTemplate, on_delete=models.SET_NULL, null=True, related_name="entries")
    recogniser_sha256 = models.CharField(max_length=64)
    gallery_key = models.BigIntegerField()
    subject_key = models.BigIntegerField()
    change = models.BigIntegerField(unique=True)
    erased = models.BigIntegerField(null=True, default=None, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(erased__isnull=False) | models.Q(template__isnull=False),
                name="live_entry_has_template",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["recogniser_sha256", "change"], name="entry_change"),
            models.Index(fields=["gallery_key", "change"], name="entry_gallery_change"),
            models.Index(fields=["gallery_key", "subject_key"], name="entry_subject"),
        ]

    def __str__(self) -> str:
        return f"entry {self.pk} of subject {self.subject_key}"


class ChangeCounter(models.Model):
    """The last change number given out: one row, locked by whoever takes the next until they commit."""

    value = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"change {self.value}"

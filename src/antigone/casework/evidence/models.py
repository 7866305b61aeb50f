"""Photographs and the faces in them. The bytes are in `storage`, under the photograph's SHA-256."""

import uuid
from typing import ClassVar

from django.db import models

from antigone.engine.types import LandmarkSource

__all__ = ["DetectedFace", "Photograph"]


class Photograph(models.Model):
    """One original, whatever number of galleries and cases use it. Its file name belongs to each use, not to it.

    width, height: pixels of the upright image. exif: tag name to printable text. notes: what decoding did to it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    size = models.BigIntegerField()
    format = models.CharField(max_length=20)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    orientation = models.PositiveSmallIntegerField(default=1)
    exif = models.JSONField(default=dict)
    notes = models.JSONField(default=list)
    received_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.sha256


class DetectedFace(models.Model):
    """One face of a photograph, found by a detector or drawn by hand.

    order: 0 for the first one registered, the largest of its reading, then on. detector_*: the model that found it,
    empty where a hand drew it. box: x, y, width, height; landmarks: five (x, y); in pixels of the upright image.
    quality: null until the face has been chosen for a template; then the fields of `engine.types.Quality`.
    """

    photograph = models.ForeignKey(Photograph, on_delete=models.CASCADE, related_name="faces")
    order = models.PositiveIntegerField()
    box = models.JSONField()
    landmarks = models.JSONField()
    rotation = models.PositiveSmallIntegerField()
    detection_score = models.FloatField()
    landmarks_by = models.CharField(max_length=10, choices=[(source.value, source.value) for source in LandmarkSource])
    detector_id = models.CharField(max_length=100, blank=True)
    detector_sha256 = models.CharField(max_length=64, blank=True)
    quality = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["photograph", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["photograph", "order"], name="faces_of_a_photograph_are_numbered")
        ]

    def __str__(self) -> str:
        return f"face {self.order} of {self.photograph_id}"

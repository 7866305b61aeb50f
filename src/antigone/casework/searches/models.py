"""Searches and comparisons, frozen: nothing here changes when a gallery does, except that erased people are forgotten.

A candidate's figures and the person's particulars are two rows. The particulars hang on the gallery's reference and go
with it; the figures stay, so the list still says that there was a candidate of that rank and score.
"""

import uuid
from typing import ClassVar

from django.db import models

from antigone.casework.accounts.models import User
from antigone.casework.audit import Door
from antigone.casework.cases.models import Case
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.galleries.models import Reference
from antigone.casework.recognition.models import StoredTemplate

__all__ = [
    "CandidateParticulars",
    "Comparison",
    "ComparisonProbe",
    "Exclusion",
    "FrozenCandidate",
    "Outcome",
    "ScoredListView",
    "Search",
    "SearchProbe",
]


class Outcome(models.TextChoices):
    """How a search ended; all three are answers."""

    CANDIDATES = "candidates"
    NONE = "none"
    NO_FACE = "no_face"


class Act(models.Model):
    """What a search and a comparison have in common: for whom it was done, by whom, when and with what.

    calibration_sha256, cohort_sha256, population: empty where the pack has no calibration.
    timings: milliseconds by stage.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="%(class)ss")
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    done_at = models.DateTimeField()
    program_version = models.CharField(max_length=50)
    pack = models.CharField(max_length=100)
    recogniser = models.CharField(max_length=100)
    recogniser_sha256 = models.CharField(max_length=64)
    calibration_sha256 = models.CharField(max_length=64, blank=True)
    cohort_sha256 = models.CharField(max_length=64, blank=True)
    population = models.CharField(max_length=200, blank=True)
    warnings = models.JSONField(default=list)
    timings = models.JSONField(default=dict)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.id)


class Search(Act):
    """One search.

    settings: top, strangers and where, as asked. galleries: name, uuid, subjects, templates and change of each that was
    searched. subjects, references: what was compared with after filters. cut: candidates left out because strangers
    would be expected there.
    """

    outcome = models.CharField(max_length=20, choices=Outcome.choices)
    settings = models.JSONField()
    galleries = models.JSONField()
    index_change = models.BigIntegerField()
    subjects = models.PositiveIntegerField()
    references = models.PositiveIntegerField()
    cut = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar[list[str]] = ["done_at"]
        verbose_name_plural = "searches"


class Comparison(Act):
    """Two photographs compared one to one.

    figures: as the engine gave them, null where it gave none; empty where a photograph had no face.
    """

    figures = models.JSONField(null=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["done_at"]


class Probe(models.Model):
    """A photograph of the unidentified person, and the face in it that was used.

    photograph: null where the file gave no picture; face: null where no face was found. refusal says why.
    faces_found: of this reading. quality: as it was then, the fields of `engine.types.Quality`.
    recipe: the fields of `engine.types.AppliedRecipe`; null where none was asked for.
    template: null where a recipe changed the face, for the store holds faces as they are, and again when the template
    is destroyed with a gallery's; the original, with the recipe, can give it anew.
    """

    order = models.PositiveSmallIntegerField()
    file_name = models.TextField()
    photograph = models.ForeignKey(Photograph, on_delete=models.PROTECT, null=True, related_name="%(class)ss")
    face = models.ForeignKey(DetectedFace, on_delete=models.PROTECT, null=True, related_name="%(class)ss")
    template = models.ForeignKey(StoredTemplate, on_delete=models.SET_NULL, null=True, related_name="%(class)ss")
    faces_found = models.PositiveIntegerField()
    quality = models.JSONField(null=True)
    warnings = models.JSONField(default=list)
    refusal = models.TextField(blank=True)
    recipe = models.JSONField(null=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.file_name


class SearchProbe(Probe):
    """One of a search's photographs; several are taken to show one person."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="probes")

    class Meta:
        ordering: ClassVar[list[str]] = ["search", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["search", "order"], name="probes_of_a_search_are_numbered")
        ]


class ComparisonProbe(Probe):
    """One of a comparison's two photographs."""

    comparison = models.ForeignKey(Comparison, on_delete=models.CASCADE, related_name="probes")

    class Meta:
        ordering: ClassVar[list[str]] = ["comparison", "order"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["comparison", "order"], name="probes_of_a_comparison_are_numbered")
        ]


class ScoredListView(models.Model):
    """A person has seen a list with its scores, and through which door first: they can examine it no more."""

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="views")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    door = models.CharField(max_length=8, choices=[(door.value, door.value) for door in Door])

    class Meta:
        ordering: ClassVar[list[str]] = ["at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["search", "user"], name="a_list_is_seen_once_by_each")
        ]

    def __str__(self) -> str:
        return f"{self.search_id} seen by {self.user_id}"


class Exclusion(models.Model):
    """A subject found by examination not to be the case's person.

    gallery, subject_uuid: as the candidate's particulars had them. recogniser_sha256, probe_sha256, faces, references:
    what the decision knew: recogniser, probe photographs with the keys of the faces used in them, and keys of the
    subject's references. A search with anything else is not covered by it. reasons: the examiners' words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="exclusions")
    gallery = models.CharField(max_length=200)
    subject_uuid = models.UUIDField()
    recogniser_sha256 = models.CharField(max_length=64)
    probe_sha256 = models.JSONField()
    faces = models.JSONField()
    references = models.JSONField()
    reasons = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    lift_reason = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-decided_at"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["case", "subject_uuid"], name="exclusion_subject")
        ]

    def __str__(self) -> str:
        return f"{self.subject_uuid} excluded for {self.case_id}"


class FrozenCandidate(models.Model):
    """One row of the list as it was shown.

    subject_key, entry_key: the numbers of the subject and of the index entry that scored.
    figures: name to {value, low, high, resolved}; a figure that could not be given is absent. llr: {log10, low, high,
    method, validated_on}, or llr_absent: why there is none.
    exclusion: the one that stood when the list was frozen and covers this search; null for a candidate to be examined.
    """

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="candidates")
    rank = models.PositiveIntegerField()
    subject_key = models.BigIntegerField()
    entry_key = models.BigIntegerField()
    score = models.FloatField()
    ranking_score = models.FloatField(null=True)
    figures = models.JSONField()
    exclusion = models.ForeignKey(Exclusion, on_delete=models.SET_NULL, null=True, related_name="candidates")

    class Meta:
        ordering: ClassVar[list[str]] = ["search", "rank"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["search", "rank"], name="one_candidate_a_rank")
        ]

    def __str__(self) -> str:
        return f"rank {self.rank} of {self.search_id}"


class CandidateParticulars(models.Model):
    """Who the candidate was said to be, and the photograph that scored; as they stood at the time of the search."""

    candidate = models.OneToOneField(FrozenCandidate, on_delete=models.CASCADE, related_name="particulars")
    reference = models.ForeignKey(Reference, on_delete=models.CASCADE, related_name="+")
    gallery = models.CharField(max_length=200)
    subject_uuid = models.UUIDField()
    identifier = models.TextField()
    label = models.TextField()
    file_name = models.TextField()
    sha256 = models.CharField(max_length=64, blank=True)
    source = models.TextField(blank=True)
    source_url = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.label

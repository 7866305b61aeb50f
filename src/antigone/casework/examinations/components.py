"""The words of a facial examination: what is looked at, what is found, what it amounts to.

The 19 components are those of ASTM E3149 (FISWG), top to bottom. There is no field for a measurement: distances and
angles between landmarks are no evidence.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

__all__ = ["CandidateOutcome", "Component", "Conclusion", "Finding", "Limit", "outcome_of"]


class Component(models.TextChoices):
    """In the order of the standard, which is the order of the sheet."""

    SKIN = "skin", _("Skin")
    OUTLINE = "outline", _("Face and head outline")
    COMPOSITION = "composition", _("Face and head composition")
    HAIR = "hair", _("Hair and hairline")
    FOREHEAD = "forehead", _("Forehead")
    EYEBROWS = "eyebrows", _("Eyebrows")
    EYES = "eyes", _("Eyes")
    CHEEKS = "cheeks", _("Cheeks")
    NOSE = "nose", _("Nose")
    EARS = "ears", _("Ears")
    MOUTH = "mouth", _("Mouth")
    CHIN = "chin", _("Chin and jawline")
    NECK = "neck", _("Neck")
    FACIAL_HAIR = "facial_hair", _("Facial hair")
    LINES = "lines", _("Facial lines")
    SCARS = "scars", _("Scars")
    MARKS = "marks", _("Facial marks")
    ALTERATIONS = "alterations", _("Alterations")
    OTHER = "other", _("Other")


class Finding(models.TextChoices):
    """What a comparison of one component gave."""

    SIMILAR = "similar", _("Similar")
    DIFFERENT = "different", _("Different")
    NOT_COMPARABLE = "not_comparable", _("Not comparable")


class Limit(models.TextChoices):
    """What stood in the way of seeing a component, on one side."""

    RESOLUTION = "resolution", _("Resolution")
    POSE = "pose", _("Pose")
    LIGHT = "light", _("Light")
    OCCLUSION = "occlusion", _("Occlusion")
    EXPRESSION = "expression", _("Expression")
    INJURY = "injury", _("Injury")
    DECOMPOSITION = "decomposition", _("Decomposition")
    AGEING = "ageing", _("Ageing")
    OTHER = "other", _("Other")


class Conclusion(models.IntegerChoices):
    """Support for one person or for two, on the scale of seven steps of the studies of forensic examiners."""

    STRONG_SAME = 3, _("The observations strongly support that both show one person")
    SAME = 2, _("The observations support that both show one person")
    SOME_SAME = 1, _("The observations support to some extent that both show one person")
    NEITHER = 0, _("The observations support neither")
    SOME_DIFFERENT = -1, _("The observations support to some extent that they show two people")
    DIFFERENT = -2, _("The observations support that they show two people")
    STRONG_DIFFERENT = -3, _("The observations strongly support that they show two people")


class CandidateOutcome(models.TextChoices):
    """What becomes of a candidate, in the words of INTERPOL's facial recognition system; none is an identity."""

    POTENTIAL = "potential_candidate", _("Potential candidate")
    NOT = "not_a_candidate", _("Not a candidate")
    INCONCLUSIVE = "inconclusive", _("Inconclusive")


def outcome_of(conclusion: Conclusion) -> CandidateOutcome:
    """The word that follows from the conclusion; nobody chooses it.

    -1 is still inconclusive: a person who is looked at once more costs an hour, a person buried by an error is not
    looked for again.
    """
    if conclusion >= Conclusion.SOME_SAME:
        return CandidateOutcome.POTENTIAL
    return CandidateOutcome.NOT if conclusion <= Conclusion.DIFFERENT else CandidateOutcome.INCONCLUSIVE

"""How a photograph of a face was taken, by the points of the capture guide ASTM E3148."""

from collections.abc import Mapping

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from antigone.casework.cases.models import LONGEST_TEXT
from antigone.engine.errors import UsageError

__all__ = ["ITEMS", "Answer", "checked"]


class Answer(models.TextChoices):
    """What was done about a point of the list."""

    DONE = "done", gettext_lazy("Done")
    NOT_DONE = "not_done", gettext_lazy("Not done")
    NOT_POSSIBLE = "not_possible", gettext_lazy("Not possible")


ITEMS = {
    "frontal": gettext_lazy("Frontal view, camera at the height of the eyes"),
    "right_profile": gettext_lazy("Right profile taken as well"),
    "left_profile": gettext_lazy("Left profile taken as well"),
    "before_cleaning": gettext_lazy("A photograph as found, before cleaning"),
    "cleaned": gettext_lazy("Face cleaned, hair out of the face"),
    "eyes_open": gettext_lazy("Eyes opened for one of the photographs"),
    "mouth_closed": gettext_lazy("Mouth closed for one of the photographs"),
    "upright": gettext_lazy("Head brought upright, chin not sunk"),
    "scale": gettext_lazy("Scale in the plane of the face"),
    "label": gettext_lazy("Case number in the picture"),
    "light": gettext_lazy("Even light from both sides, no hard shadows"),
    "background": gettext_lazy("Plain background"),
    "focus": gettext_lazy("In focus on the eyes, nothing blurred"),
    "distance": gettext_lazy("From 1.5 metres or more, with a long lens"),
}
"""Points of the list, in the order in which the work is done."""


def checked(answers: Mapping[str, tuple[str, str]]) -> dict[str, dict[str, str]]:
    """Point to (answer, note), as it is kept; points without either fall away. Raises UsageError for unknown ones."""
    kept = {}
    for item, (answer, note) in answers.items():
        if item not in ITEMS or (answer and answer not in Answer.values):
            raise UsageError(_("There is no point %(name)s on the list.") % {"name": item})
        if len(note) > LONGEST_TEXT:
            raise UsageError(_("A line takes %(longest)d characters at most.") % {"longest": LONGEST_TEXT})
        if answer or note.strip():
            kept[item] = {"answer": answer, "note": note.strip()}
    return kept

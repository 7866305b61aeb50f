"""Pictures. Whether they may be seen is asked before."""

from enum import StrEnum

from django.http import HttpResponse

from antigone.casework.evidence.models import Photograph
from antigone.casework.evidence.pictures import PictureSize, shown_picture


class Size(StrEnum):
    """Longest side: `full` the original's own, `screen` 1400 pixels, `small` 360."""

    FULL = "full"
    SCREEN = "screen"
    SMALL = "small"


def picture_answer(photograph: Photograph, size: Size) -> HttpResponse:
    """A JPEG, upright and without what else the file says."""
    return HttpResponse(shown_picture(photograph, PictureSize[size.name]), content_type="image/jpeg")

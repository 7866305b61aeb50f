"""Words of the section that are not a form's."""

from django.utils.translation import gettext_lazy as _

__all__ = ["MARKS", "STEPS"]

MARKS = {
    "right_eye": _("Right eye"),
    "left_eye": _("Left eye"),
    "nose": _("Tip of the nose"),
    "mouth_right": _("Right corner of the mouth"),
    "mouth_left": _("Left corner of the mouth"),
}
"""The five points in the engine's order; right and left are the person's own."""

STEPS = {
    "crops": _("Average over several cuts of the face; comes first. From 2 to 9."),
    "white-balance": _("Take a colour cast away."),
    "gamma": _("Lift shadows (below 1) or calm lights (above 1)."),
    "contrast": _("Even out light and shadow."),
    "denoise": _("Average what looks alike: takes grain away and keeps edges."),
    "smooth": _("Blur printing dots, grain and JPEG blocks."),
    "deblur": _("Sharpen what is out of focus."),
    "mirror": _("Put the unhurt half in place of the other: mirror=right or mirror=left, the person's side to keep."),
    "mask": _("Hide an injured or covered region, for example mask=mouth."),
}
"""Steps of a recipe, by the name that a recipe calls them."""

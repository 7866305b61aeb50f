"""The components: name, unit, scale from raw to 0-100, and what to do where a value is low.

Names are those of ISO/IEC 29794-5 where the same thing is measured. The formulas and scales are ours: the values are
not OFIQ's and not conformant with the standard. Scales of size, sharpness, light and compression follow how far
rank-1 fell on LFW as the photographs were spoilt (docs/detection.md): about 50 where five to ten searches of a
hundred are lost. What says nothing of the dead (open eyes, closed mouth, expression) is not measured.
"""

from dataclasses import dataclass

import numpy as np

_SIZE, _BLUR, _DARK, _POSE, _OTHER = (
    "SMALL_BOUNDING_BOX",
    "LOW_SHARPNESS",
    "LOW_BRIGHTNESS",
    "EXTREME_POSE",
    "LOW_FACE_QUALITY",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Component:
    """unit: suffix of the raw value's name. scale: (raw, value) pairs, straight between, flat beyond.

    advice: a sentence for a low value, empty where the component is only reported. reason: the finding in
    Rekognition's words. A component with advice counts towards the overall value.
    """

    name: str
    unit: str
    scale: tuple[tuple[float, float], ...]
    advice: str = ""
    reason: str = ""

    def value(self, raw: float) -> float:
        """0 to 100."""
        given, values = zip(*self.scale, strict=True)
        return float(np.interp(raw, given, values))


# Angles: cos^2, as OFIQ maps them.
_ANGLES = tuple((float(angle), 100.0 * float(np.cos(np.radians(angle))) ** 2) for angle in range(-90, 91, 10))
_MARGIN = ((-0.6, 0.0), (0.0, 100.0))
_CUT = "The border of the picture cuts the face: use the whole photograph, not a crop."

COMPONENTS = (
    Component(
        name="inter_eye_distance",
        unit="px",
        scale=((6.0, 0.0), (14.0, 50.0), (24.0, 80.0), (44.0, 100.0)),
        advice="The face is small: use the original file or a closer photograph; 44 pixels from eye to eye are enough.",
        reason=_SIZE,
    ),
    Component(
        name="sharpness",
        unit="share",
        scale=((0.018, 0.0), (0.042, 50.0), (0.063, 80.0), (0.09, 100.0)),
        advice="The face is blurred: use a sharper photograph or frame, or try the recipe auto.",
        reason=_BLUR,
    ),
    Component(
        name="luminance_mean",
        unit="share",
        scale=((0.03, 0.0), (0.09, 50.0), (0.15, 75.0), (0.25, 100.0), (0.7, 100.0), (0.82, 50.0), (0.97, 0.0)),
        advice="The face is too dark or too bright: photograph it again in even light; brightening gains nothing.",
        reason=_DARK,
    ),
    Component(name="luminance_variance", unit="share", scale=((0.0, 0.0), (0.002, 70.0), (0.009, 100.0))),
    Component(
        name="under_exposure_prevention",
        unit="share",
        scale=((0.0, 100.0), (0.15, 85.0), (0.85, 50.0), (1.0, 0.0)),
        advice="Most of the face is black: photograph it again with more light from the front.",
        reason=_DARK,
    ),
    Component(
        name="over_exposure_prevention",
        unit="share",
        scale=((0.0, 100.0), (0.15, 80.0), (0.32, 50.0), (0.55, 25.0), (0.9, 0.0)),
        advice="Much of the face is burnt out: photograph it again with less or softer light.",
        reason=_OTHER,
    ),
    Component(
        name="dynamic_range",
        unit="bits",
        scale=((3.3, 0.0), (4.6, 50.0), (5.4, 75.0), (6.5, 100.0)),
        advice="The face shows few shades of grey: photograph it again in better light.",
        reason=_OTHER,
    ),
    Component(name="illumination_uniformity", unit="share", scale=((0.0, 0.0), (0.7, 100.0))),
    Component(
        name="compression_artifacts",
        unit="ratio",
        scale=((1.3, 100.0), (1.6, 80.0), (2.1, 50.0), (4.0, 10.0), (6.0, 0.0)),
        advice="The file is strongly compressed: ask for the original, not a copy from a messenger.",
        reason=_OTHER,
    ),
    # Lividity, decomposition and dust change the colour of the dead: reported, never held against them.
    Component(name="natural_colour", unit="lab", scale=((0.0, 100.0), (30.0, 0.0))),
    Component(
        name="head_pose_yaw",
        unit="degrees",
        scale=_ANGLES,
        advice="The head is turned aside: use a photograph from the front, or add one.",
        reason=_POSE,
    ),
    Component(
        name="head_pose_pitch",
        unit="degrees",
        scale=_ANGLES,
        advice="The face is seen from above or below: use a photograph from the front, or add one.",
        reason=_POSE,
    ),
    # Taken out by alignment.
    Component(name="head_pose_roll", unit="degrees", scale=((-180.0, 0.0), (0.0, 100.0), (180.0, 0.0))),
    Component(name="head_size", unit="share", scale=((0.0, 0.0), (0.3, 100.0))),
    Component(name="leftward_crop_of_the_face_image", unit="eye_distances", scale=_MARGIN, advice=_CUT, reason=_OTHER),
    Component(name="rightward_crop_of_the_face_image", unit="eye_distances", scale=_MARGIN, advice=_CUT, reason=_OTHER),
    Component(name="margin_above_of_the_face_image", unit="eye_distances", scale=_MARGIN, advice=_CUT, reason=_OTHER),
    Component(name="margin_below_of_the_face_image", unit="eye_distances", scale=_MARGIN, advice=_CUT, reason=_OTHER),
)

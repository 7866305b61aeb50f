"""Measures a face and says what to do about what is low."""

from antigone.engine.extraction.quality.components import COMPONENTS
from antigone.engine.extraction.quality.measures import measured
from antigone.engine.extraction.settings import UNSURE_SCORE
from antigone.engine.types import Face, Image, Quality

_LOW = 50.0


def assess(image: Image, face: Face) -> Quality:
    """Each component by name (0-100) and raw by name and unit (`inter_eye_distance_px`).

    Quality warns; it refuses nothing. `overall` is the lowest value of the components that have advice. Names are
    ISO/IEC 29794-5's, values are our own and not OFIQ-conformant.
    """
    raw = measured(image, face)
    values = {each.name: each.value(raw[each.name]) for each in COMPONENTS}
    counted = sorted((each for each in COMPONENTS if each.advice), key=lambda each: values[each.name])
    low = [each for each in counted if values[each.name] < _LOW]
    reasons = [each.reason for each in low]
    if face.detection_score < UNSURE_SCORE:
        reasons.append("LOW_CONFIDENCE")
    return Quality(
        components={
            **{name: round(value, 1) for name, value in values.items()},
            **{f"{each.name}_{each.unit}": round(raw[each.name], 4) for each in COMPONENTS},
        },
        advice=tuple(dict.fromkeys(each.advice for each in low)),
        reasons=tuple(dict.fromkeys(reasons)),
        overall=round(values[counted[0].name], 1),
    )

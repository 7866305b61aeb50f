"""Every degradation, by name: the one list that figures, tables and docs/degradation.md follow."""

from collections.abc import Mapping
from types import MappingProxyType

from antigone.engine.evaluation.degradation.blur import focus_blur, motion_blur
from antigone.engine.evaluation.degradation.colour import colour_cast, grey
from antigone.engine.evaluation.degradation.contract import Degradation, Family
from antigone.engine.evaluation.degradation.copies import print_scan, screen
from antigone.engine.evaluation.degradation.covering import bandage, eyes_covered, half_covered, lower_face_covered
from antigone.engine.evaluation.degradation.light import low_light, over_exposure
from antigone.engine.evaluation.degradation.resolution import jpeg, tiny_face
from antigone.engine.evaluation.degradation.rotation import rotation
from antigone.engine.evaluation.degradation.shape import eyes_closed, swelling
from antigone.engine.evaluation.degradation.skin import lividity, mottling, pallor
from antigone.engine.evaluation.degradation.soiling import blood, mud

_KNIGHT = "in words: Saukko and Knight, Knight's Forensic Pathology, The pathophysiology of death; the numbers are ours"

_ALL = (
    Degradation(
        name="rotation",
        family=Family.ROTATION,
        title="Turned in the plane",
        measures=("degrees to either side",),
        levels=((15,), (45,), (90,), (135,), (180,)),
        simulate=rotation,
    ),
    Degradation(
        name="eyes-covered",
        family=Family.COVERING,
        title="Eyes covered by a band",
        measures=("eye distances high",),
        levels=((0.2,), (0.35,), (0.55,), (0.8,), (1.1,)),
        simulate=eyes_covered,
    ),
    Degradation(
        name="lower-face-covered",
        family=Family.COVERING,
        title="Lower face covered by cloth",
        measures=("eye distances from the eyes down to the cloth",),
        levels=((1.45,), (1.15,), (0.9,), (0.65,), (0.4,)),
        simulate=lower_face_covered,
    ),
    Degradation(
        name="half-covered",
        family=Family.COVERING,
        title="One side covered by cloth",
        measures=("share of the face's breadth",),
        levels=((0.15,), (0.25,), (0.35,), (0.45,), (0.55,)),
        simulate=half_covered,
    ),
    Degradation(
        name="bandage",
        family=Family.COVERING,
        title="Bandaged",
        measures=("windings: forehead, chin, cheek, one eye, nose",),
        levels=((1,), (2,), (3,), (4,), (5,)),
        simulate=bandage,
    ),
    Degradation(
        name="lividity",
        family=Family.SKIN,
        title="Lividity on one side",
        measures=("depth of the colour", "share of the face's breadth"),
        levels=((0.35, 0.4), (0.55, 0.5), (0.75, 0.6), (1.0, 0.7), (1.25, 0.85)),
        simulate=lividity,
        source=_KNIGHT,
    ),
    Degradation(
        name="mottling",
        family=Family.SKIN,
        title="Mottled skin",
        measures=("depth of the colour",),
        levels=((0.3,), (0.55,), (0.8,), (1.1,), (1.45,)),
        simulate=mottling,
        source=_KNIGHT,
    ),
    Degradation(
        name="pallor",
        family=Family.SKIN,
        title="Pallor",
        measures=("share of the skin's colour and shading lost",),
        levels=((0.2,), (0.4,), (0.6,), (0.8,), (0.95,)),
        simulate=pallor,
        source=_KNIGHT,
    ),
    Degradation(
        name="swelling",
        family=Family.SHAPE,
        title="Swollen",
        measures=("growth at the middle of a swelling",),
        levels=((0.07,), (0.14,), (0.21,), (0.28,), (0.35,)),
        simulate=swelling,
    ),
    Degradation(
        name="eyes-closed",
        family=Family.SHAPE,
        title="Eyes closed",
        measures=("share of the eye's opening under the lid",),
        levels=((0.25,), (0.4,), (0.55,), (0.7,), (1.0,)),
        simulate=eyes_closed,
    ),
    Degradation(
        name="mud",
        family=Family.SOILING,
        title="Mud",
        measures=("share of the face under it",),
        levels=((0.08,), (0.16,), (0.28,), (0.42,), (0.58,)),
        simulate=mud,
    ),
    Degradation(
        name="blood",
        family=Family.SOILING,
        title="Blood-like patches",
        measures=("share of the face under them",),
        levels=((0.05,), (0.12,), (0.22,), (0.34,), (0.48,)),
        simulate=blood,
    ),
    Degradation(
        name="motion-blur",
        family=Family.BLUR,
        title="Motion blur",
        measures=("eye distances long",),
        levels=((0.1,), (0.2,), (0.32,), (0.48,), (0.7,)),
        simulate=motion_blur,
    ),
    Degradation(
        name="focus-blur",
        family=Family.BLUR,
        title="Out of focus",
        measures=("eye distances of the disc's radius",),
        levels=((0.04,), (0.08,), (0.13,), (0.19,), (0.26,)),
        simulate=focus_blur,
    ),
    Degradation(
        name="low-light",
        family=Family.LIGHT,
        title="Low light with sensor noise",
        measures=("stops less light", "stops brought back by gain"),
        levels=((2, 1), (4, 2), (5.5, 2.75), (7, 3.5), (8.5, 4.25)),
        simulate=low_light,
        source="noise model of Foi et al., IEEE TIP 17(10), 2008; 6,000 electrons at white, 4 of read-out",
    ),
    Degradation(
        name="over-exposure",
        family=Family.LIGHT,
        title="Over-exposed",
        measures=("stops more light",),
        levels=((0.8,), (1.6,), (2.4,), (3.2,), (4.2,)),
        simulate=over_exposure,
    ),
    Degradation(
        name="colour-cast",
        family=Family.COLOUR,
        title="Light of one colour",
        measures=("strength of the lamp's colour",),
        levels=((0.4,), (0.8,), (1.3,), (1.9,), (2.6,)),
        simulate=colour_cast,
    ),
    Degradation(
        name="grey",
        family=Family.COLOUR,
        title="Colour lost",
        measures=("share of the colour",),
        levels=((0.2,), (0.4,), (0.6,), (0.8,), (1.0,)),
        simulate=grey,
        source="brightness after ITU-R BT.709",
    ),
    Degradation(
        name="jpeg",
        family=Family.RESOLUTION,
        title="JPEG",
        measures=("libjpeg quality",),
        levels=((40,), (20,), (10,), (6,), (3,)),
        simulate=jpeg,
    ),
    Degradation(
        name="tiny-face",
        family=Family.RESOLUTION,
        title="Tiny face",
        measures=("pixels between the eyes",),
        levels=((22,), (15,), (11,), (8,), (6,)),
        simulate=tiny_face,
    ),
    Degradation(
        name="screen",
        family=Family.COPY,
        title="Photograph of a screen",
        measures=("degrees from aside", "contrast of the moire"),
        levels=((8, 0.1), (16, 0.2), (24, 0.32), (33, 0.45), (42, 0.6)),
        simulate=screen,
    ),
    Degradation(
        name="print",
        family=Family.COPY,
        title="Scan of a print",
        measures=("eye distances between dots", "eye distances from the face's middle to the cut"),
        levels=((0.04, 2.6), (0.055, 2.3), (0.07, 2.05), (0.085, 1.85), (0.1, 1.65)),
        simulate=print_scan,
    ),
)

LADDER: Mapping[str, Degradation] = MappingProxyType({each.name: each for each in _ALL})
"""Name to degradation, in the order in which they are shown."""

"""Stronger is worse, for the starter pack: the order of the strengths that docs/degradation.md tells of.

People of half A only. These pictures are simulated: whatever is measured here validates no tier of decedents.
"""

from pathlib import Path

import numpy as np
import pytest

from acceptance.conftest import identities, is_half_a
from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.ladder import (
    LadderExtractor,
    LadderFigure,
    LadderGallery,
    LadderProbe,
    LadderStudy,
    ladder_study,
)
from antigone.engine.extraction import ExtractionRequest, Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import LoadedPack
from antigone.engine.types import Extraction

pytestmark = [pytest.mark.acceptance, pytest.mark.data, pytest.mark.starter]

PEOPLE = 24
SLACK = 0.002


@pytest.fixture(scope="module")
def study(lfw: Path, starter: LoadedPack) -> LadderStudy:
    pairs = [files[:2] for name, files in identities(lfw).items() if is_half_a(name) and len(files) > 1][:PEOPLE]
    extractor = Extractor(starter)
    images = [read_image(path) for pair in pairs for path in pair]
    read = extractor.extract([ExtractionRequest(image=image) for image in images])
    assert all(isinstance(each, Extraction) for each in read)
    return ladder_study(
        [LadderProbe.of(images[at], read[at].face, subject=at // 2) for at in range(1, len(read), 2)],
        LadderGallery(vectors=np.stack([each.template.vector for each in read[::2]]), subjects=np.arange(len(pairs))),
        LadderExtractor(extract=extractor.extract, key="starter", length=starter.recogniser.spec.template_length),
    )


def test_the_cosine_never_rises_with_the_strength(study: LadderStudy) -> None:
    rising = []
    for name in study.rungs:
        cosines = [step.cosine for step in study.steps(name)]
        print(f"{name:20}", " ".join(f"{cosine:.3f}" for cosine in cosines))
        if name != "rotation" and (np.diff(cosines) > SLACK).any():
            rising.append(name)
    assert rising == []


def test_the_worst_pictures_lose_faces(study: LadderStudy) -> None:
    failed = LadderFigure.DETECTION_FAILURE
    assert study.undegraded.figures[failed].value == 0
    lost = {name for name in LADDER if study.rungs[name][-1].figures[failed].value > 0}
    assert "mud" in lost or "print" in lost


def test_turning_costs_nothing_where_rotations_are_searched(study: LadderStudy) -> None:
    for step in study.rungs["rotation"]:
        assert step.cosine == pytest.approx(study.undegraded.cosine, abs=0.01)

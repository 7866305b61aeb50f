"""Stronger is worse, for the starter pack: the order of the strengths that docs/degradation.md tells of.

People of half A only. These pictures are simulated: whatever is measured here validates no tier of decedents.
"""

import json
import signal
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from acceptance.conftest import CommandLine, identities, is_half_a
from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.ladder import (
    LadderExtractor,
    LadderFigure,
    LadderGallery,
    LadderProbe,
    LadderSettings,
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


Climb = Callable[..., LadderStudy]


@pytest.fixture(scope="module")
def climb(lfw: Path, starter: LoadedPack) -> Climb:
    """The ladder of PEOPLE people; what is given goes to `ladder_study`."""
    pairs = [files[:2] for name, files in identities(lfw).items() if is_half_a(name) and len(files) > 1][:PEOPLE]
    extractor = Extractor(starter)
    images = [read_image(path) for pair in pairs for path in pair]
    read = extractor.extract([ExtractionRequest(image=image) for image in images])
    assert all(isinstance(each, Extraction) for each in read)
    return partial(
        ladder_study,
        [LadderProbe.of(images[at], read[at].face, subject=at // 2) for at in range(1, len(read), 2)],
        LadderGallery(vectors=np.stack([each.template.vector for each in read[::2]]), subjects=np.arange(len(pairs))),
        LadderExtractor(extract=extractor.extract, key="starter", length=starter.recogniser.spec.template_length),
    )


@pytest.fixture(scope="module")
def study(climb: Climb) -> LadderStudy:
    return climb()


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


def test_threads_read_the_same_to_the_bit(study: LadderStudy, climb: Climb) -> None:
    again = climb(settings=LadderSettings(threads=2), degradations=[LADDER["low-light"]])
    for before, after in zip(study.steps("low-light"), again.steps("low-light"), strict=True):
        assert before.outcomes.mate_scores.tobytes() == after.outcomes.mate_scores.tobytes()


def test_the_command_goes_on_where_it_was_stopped(antigone: CommandLine, lfw: Path, tmp_path: Path) -> None:
    """30 probes of half B, stopped by Ctrl-C when some rungs are kept; then the report has a figure a family."""
    pairs = [(name, files[:2]) for name, files in identities(lfw).items() if not is_half_a(name)]
    pairs.sort(key=lambda pair: (-len(pair[1]), pair[0]))
    for name, files in pairs[:70]:
        (tmp_path / "people" / name).mkdir(parents=True)
        for path in files:
            (tmp_path / "people" / name / path.name).symlink_to(path)
    words = ("evaluate", tmp_path / "people", "--out", tmp_path / "out", "--ladder", "--ladder-probes", 30)
    kept = antigone.home / "cache" / "ladder"
    running = antigone.start(*words, "--workers", 2)
    while running.poll() is None and len([*kept.glob("*.npz")]) < 10:
        time.sleep(0.5)
    running.send_signal(signal.SIGINT)
    _, errors = running.communicate(timeout=120)
    assert running.returncode == 130, errors
    assert not (tmp_path / "out").exists()
    before = {path.name for path in kept.glob("*.npz")}
    assert 10 <= len(before) < 111

    printed = antigone(*words, "--workers", 1)
    assert max(map(len, printed.splitlines()[:-1])) <= 80
    assert len([*kept.glob("*.npz")]) == 111
    metrics = (tmp_path / "out" / "metrics.json").read_bytes()
    ladder = json.loads(metrics)["ladder"]
    assert (ladder["probes"], ladder["gallery_subjects"], len(ladder["degradations"])) == (30, 70, len(LADDER))
    assert len([*(tmp_path / "out").glob("ladder-*.png")]) == 10
    antigone(*words, "--workers", 2)
    assert (tmp_path / "out" / "metrics.json").read_bytes() == metrics

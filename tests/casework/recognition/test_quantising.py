"""A quantised pack: who judges it, and what it is called."""

import importlib.util
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from antigone.casework.recognition import quantising as subject
from antigone.casework.recognition.bridge import open_recogniser, reader_plan
from antigone.casework.recognition.evaluating import LabelledPhotograph
from antigone.casework.recognition.quantising import Losses, Parts, make_quantised, split_people
from antigone.casework.recognition.reading import photograph_item
from antigone.engine.errors import UsageError
from antigone.engine.evaluation import Accuracy
from antigone.engine.runtime import PackStore, open_pack
from builders.packs import write_pack
from builders.required import missing
from casework.recognition.reading.builders import photograph, plan


def labelled(identity: str, number: int) -> LabelledPhotograph:
    return LabelledPhotograph(identity=identity, item=photograph_item(name=f"{identity}/{number}", load=b""))


def test_nobody_judges_whose_photographs_the_ranges_come_from() -> None:
    photographs = [labelled(f"P{person:03}", number) for person in range(100) for number in range(20)]
    ranges, judged = split_people(photographs)
    assert len(ranges) == 128
    assert not {each.identity for each in ranges} & {each.identity for each in judged}
    assert len({each.identity for each in judged}) == 90


@pytest.mark.parametrize(("after", "bearable"), [(0.9881, True), (0.9879, False)])
def test_a_loss_of_two_tenths_of_a_point_is_too_much(after: float, bearable: bool) -> None:  # noqa: FBT001
    before = Accuracy(verification=0.99, rank_one=0.9)
    assert Losses(before=before, after=replace(before, verification=after)).bearable is bearable


@pytest.mark.parametrize(
    ("parts", "changed"),
    [(Parts.BOTH, (True, True)), (Parts.DETECTOR, (True, False)), (Parts.RECOGNISER, (False, True))],
)
def test_what_is_quantised_is_another_model_and_the_rest_the_same(
    tmp_path: Path, parts: Parts, changed: tuple[bool, bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    if importlib.util.find_spec("onnx") is None:
        missing("the package onnx is not installed")
    home = tmp_path / "home"
    PackStore([home / "models"]).add(write_pack(tmp_path / "small"))
    recogniser = open_recogniser(home, "small")
    # The detector of this pack takes no picture that has anything on it; what it is given is not the matter here.
    numbers = np.random.default_rng(1)
    seen = [numbers.uniform(0, 255, (2, 3, side, side)).astype(np.float32) for side in (64, 150)]
    monkeypatch.setattr(subject, "_seen", lambda *_: ([seen[0]], [seen[1]]))
    folder = tmp_path / f"small-int8-{parts}"
    folder.mkdir()
    made = make_quantised(
        recogniser.manifest, [labelled("A", 1)], parts=parts, plan=reader_plan(recogniser, home), folder=folder
    )
    assert made.id == folder.name
    old, new = recogniser.manifest.models, made.models
    assert tuple(a.sha256 != b.sha256 for a, b in zip(old, new, strict=True)) == changed
    assert tuple(b.id.endswith("-int8") for b in new) == changed
    assert open_pack(folder).manifest == made


def test_the_networks_see_what_reading_shows_them(tmp_path: Path) -> None:
    photographs = [LabelledPhotograph(identity="A", item=photograph(number)) for number in range(3)]
    pictures, chips = subject._seen([labelled("B", 1), *photographs], plan(tmp_path))
    assert not pictures, "the faces were drawn by hand"
    assert [batch.shape for batch in chips] == [(6, 3, 150, 150)]


def test_photographs_without_a_face_give_no_ranges(tmp_path: Path) -> None:
    home = tmp_path / "home"
    PackStore([home / "models"]).add(write_pack(tmp_path / "small"))
    recogniser = open_recogniser(home, "small")
    (tmp_path / "made").mkdir()
    with pytest.raises(UsageError, match="shows a face"):
        make_quantised(
            recogniser.manifest,
            [labelled("A", 1)],
            parts=Parts.BOTH,
            plan=reader_plan(recogniser, home),
            folder=tmp_path / "made",
        )

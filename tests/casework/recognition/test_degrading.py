"""The ladder of photographs that were evaluated: what is read, what is kept, and that it goes on where it stopped."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from stat import S_IMODE

import pytest

from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.degrading import LadderPlan, climb_ladder, plan_ladder
from antigone.casework.recognition.evaluating import LabelledPhotograph, ReadDataset, evaluation_data, read_labelled
from antigone.engine.errors import AntigoneError, PhotographError, SourceError
from antigone.engine.evaluation.degradation import LADDER
from antigone.engine.evaluation.ladder import ladder_document
from antigone.engine.extraction import ExtractionRequest, FaceChoice
from antigone.engine.runtime import read_manifest
from antigone.engine.types import Box, Extraction
from builders.packs import recogniser_onnx, write_pack
from casework.recognition.reading.builders import photograph
from engine.evaluation.ladder.builders import MeanColour

PEOPLE, PROBES = 34, 32
RUNGS = 6
"""Strengths 0 to 5 of the one degradation."""

FACE = Box(x=25.0, y=30.0, width=40.0, height=40.0)


class Reads(MeanColour):
    """An extractor for pictures whose face lies where these photographs have it; stops like Ctrl-C where told to."""

    def __init__(self, stop_after: int | None) -> None:
        super().__init__()
        self.stop_after = stop_after

    def extract(self, requests: Sequence[ExtractionRequest]) -> list[Extraction | AntigoneError]:
        if self.stop_after is not None and self.calls >= self.stop_after:
            raise KeyboardInterrupt
        placed = [each if each.choice.near else replace(each, choice=FaceChoice(near=FACE)) for each in requests]
        return self(placed)


@pytest.fixture(scope="module")
def recogniser(tmp_path_factory: pytest.TempPathFactory) -> Recogniser:
    folder = write_pack(tmp_path_factory.mktemp("packs") / "small")
    return Recogniser(manifest=read_manifest(folder), calibration=None)


@pytest.fixture(scope="module")
def read(recogniser: Recogniser, tmp_path_factory: pytest.TempPathFactory) -> ReadDataset:
    photographs = [
        LabelledPhotograph(identity=f"person {seed // 2:02d}", item=photograph(seed)) for seed in range(2 * PEOPLE)
    ]
    home = tmp_path_factory.mktemp("first") / "home"
    outcomes = read_labelled(photographs, recogniser=recogniser, home=home, workers=1)
    return evaluation_data("some", outcomes, recogniser)


@pytest.fixture(scope="module")
def plan(read: ReadDataset, recogniser: Recogniser) -> LadderPlan:
    return plan_ladder(read, recogniser, probes=PROBES, seed=1, degradations=[LADDER["low-light"]])


def climbed(
    plan: LadderPlan,
    recogniser: Recogniser,
    home: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    workers: int = 1,
    stop_after: int | None = None,
) -> tuple[str, int, int]:
    """The document as text, how many pictures were read, and how many it was told are done."""
    reads, told = Reads(stop_after), list[int]()
    monkeypatch.setattr("antigone.casework.recognition.degrading.Extractor", lambda *_: reads)
    study = climb_ladder(plan, recogniser, home=home, workers=workers, advance=told.append)
    return json.dumps(ladder_document(study)), reads.calls, sum(told)


def test_every_probe_goes_up_every_rung(
    plan: LadderPlan, recogniser: Recogniser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text, calls, told = climbed(plan, recogniser, tmp_path / "home", monkeypatch)
    document = json.loads(text)
    assert (document["probes"], document["people"], document["gallery_subjects"]) == (PROBES, PROBES, PEOPLE)
    assert document["seed"] == 1
    assert calls == told == plan.pictures == PROBES * (1 + RUNGS)


def test_probes_and_references_are_two_photographs_of_one_person(plan: LadderPlan, read: ReadDataset) -> None:
    for photograph_of, row, subject in zip(plan.photographs, plan.draw.probes, plan.draw.subjects, strict=True):
        assert photograph_of.photograph.identity == read.data.people[subject]
        assert photograph_of.photograph.item.name == read.data.photographs[row]


def test_stopped_it_goes_on_where_it_was(
    plan: LadderPlan, recogniser: Recogniser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, whole = tmp_path / "home", climbed(plan, recogniser, tmp_path / "other", monkeypatch)[0]
    with pytest.raises(KeyboardInterrupt):
        climbed(plan, recogniser, home, monkeypatch, stop_after=PROBES * 4)
    text, calls, told = climbed(plan, recogniser, home, monkeypatch)
    assert text == whole
    assert calls == PROBES * (1 + RUNGS - 3)
    assert told == plan.pictures
    assert climbed(plan, recogniser, home, monkeypatch)[1] == PROBES


def test_threads_change_nothing(
    plan: LadderPlan, recogniser: Recogniser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, three = (
        climbed(plan, recogniser, tmp_path / str(workers), monkeypatch, workers=workers)[0] for workers in (1, 3)
    )
    assert one == three


def test_what_is_kept_is_for_the_owner_alone(
    plan: LadderPlan, recogniser: Recogniser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "new" / "home"
    climbed(plan, recogniser, home, monkeypatch)
    files = [path for path in home.rglob("*") if path.is_file()]
    assert {path.parent for path in files} == {home / "cache" / "ladder"}
    assert len(files) == RUNGS
    assert {S_IMODE(folder.stat().st_mode) for folder in (home, home / "cache", home / "cache" / "ladder")} == {0o700}


def test_another_pack_reads_its_own_rungs(
    plan: LadderPlan, recogniser: Recogniser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_pack(tmp_path / "other", recogniser=recogniser_onnx(seed=9))
    other = Recogniser(manifest=read_manifest(folder), calibration=None)
    calls = [climbed(plan, pack, tmp_path / "home", monkeypatch)[1] for pack in (recogniser, other)]
    assert calls == [plan.pictures, plan.pictures]


def test_too_few_people_are_refused_before_anything_is_read(read: ReadDataset, recogniser: Recogniser) -> None:
    data = replace(read.data, found=read.data.found & (read.data.identities < 20))
    with pytest.raises(SourceError, match="the ladder takes 30"):
        plan_ladder(replace(read, data=data), recogniser, probes=PROBES, seed=1)


def test_a_probe_that_is_gone_by_then_is_named(
    plan: LadderPlan, recogniser: Recogniser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *others = plan.photographs
    gone = replace(first.photograph, item=replace(first.photograph.item, load=tmp_path / "gone.png"))
    lost = replace(plan, photographs=(replace(first, photograph=gone), *others))
    with pytest.raises(PhotographError, match=first.photograph.item.name):
        climbed(lost, recogniser, tmp_path / "home", monkeypatch)

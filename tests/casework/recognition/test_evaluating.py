"""Photographs read for an evaluation: what the cache saves, what is left out, what stays in."""

from dataclasses import replace
from pathlib import Path
from stat import S_IMODE

import numpy as np
import pytest

from antigone.casework.recognition.bridge import Recogniser, reader_plan
from antigone.casework.recognition.evaluating import (
    LabelledPhotograph,
    Outcome,
    ReadPhotograph,
    evaluation_data,
    read_labelled,
)
from antigone.casework.recognition.reading import PhotographItem
from antigone.casework.recognition.template_cache import CachedTemplate, open_template_cache
from antigone.engine.errors import DamagedImage, StateError
from antigone.engine.runtime import read_manifest
from builders.packs import recogniser_onnx, write_pack
from casework.recognition.reading.builders import photograph


@pytest.fixture
def recogniser(tmp_path: Path) -> Recogniser:
    return Recogniser(manifest=read_manifest(write_pack(tmp_path / "packs" / "small")), calibration=None)


def labelled(identity: str, seed: int, *, name: str = "", **groups: str) -> LabelledPhotograph:
    item = photograph(seed)
    return LabelledPhotograph(identity=identity, item=replace(item, name=name or item.name), groups=groups)


def read(photographs: list[LabelledPhotograph], recogniser: Recogniser, home: Path) -> list[Outcome]:
    return [*read_labelled(photographs, recogniser=recogniser, home=home, workers=1)]


def read_again(*_: object, **__: object) -> object:
    raise AssertionError("a photograph was read again")


def test_a_second_run_reads_nothing_and_gives_the_same(
    recogniser: Recogniser, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photographs = [labelled("b", 1), labelled("a", 2)]
    first = evaluation_data("two", read(photographs, recogniser, tmp_path / "home"), recogniser)
    monkeypatch.setattr("antigone.casework.recognition.reading.reader.Reader.read", read_again)
    second = evaluation_data("two", read(photographs, recogniser, tmp_path / "home"), recogniser)
    assert first.data.people == second.data.people == ("a", "b")
    assert (first.data.vectors == second.data.vectors).all()
    assert first.basis == second.basis


def test_the_home_takes_templates_and_no_original(recogniser: Recogniser, tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    read([labelled("a", 1)], recogniser, home)
    (kept,) = [path for path in home.rglob("*") if path.is_file()]
    assert kept.parent == home / "cache" / "templates"
    assert S_IMODE(home.stat().st_mode) == 0o700


def test_another_pack_has_a_cache_of_its_own(recogniser: Recogniser, tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "other", recogniser=recogniser_onnx(seed=9))
    other = Recogniser(manifest=read_manifest(folder), calibration=None)
    outcomes = [read([labelled("a", 1)], pack, tmp_path / "home")[0] for pack in (recogniser, other)]
    assert all(isinstance(each, ReadPhotograph) for each in outcomes)
    vectors = [each.template.vector for each in outcomes if isinstance(each, ReadPhotograph)]
    assert not np.allclose(vectors[0], vectors[1])  # type: ignore[arg-type]


def test_an_unreadable_photograph_is_left_out_with_its_reason(recogniser: Recogniser, tmp_path: Path) -> None:
    torn = LabelledPhotograph(identity="b", item=PhotographItem(name="torn.png", load=b"\x89PNG\r\n\x1a\n torn"))
    found = evaluation_data("d", read([labelled("a", 1), torn], recogniser, tmp_path / "home"), recogniser, unusable=2)
    assert found.data.people == ("a",)
    assert found.basis.dataset.refused == 3
    ((photograph_refused, error),) = found.refused
    assert photograph_refused is torn
    assert isinstance(error, DamagedImage)


def outcome(
    identity: str, name: str, *, sha256: str, found: bool = True, faces: int = 1, **groups: str
) -> ReadPhotograph:
    vector = np.array([1, 0, 0, 0], np.float32) if found else None
    return ReadPhotograph(
        photograph=LabelledPhotograph(identity=identity, item=PhotographItem(name=name, load=b""), groups=groups),
        sha256=sha256,
        template=CachedTemplate(vector=vector, faces=faces),
    )


def test_photographs_without_a_face_stay_in_and_copies_do_not(recogniser: Recogniser) -> None:
    found = evaluation_data(
        "d",
        [
            outcome("b", "b/1", sha256="1", faces=3),
            outcome("a", "a/2", sha256="2", found=False, faces=0),
            outcome("a", "a/1", sha256="3", sex="female"),
            outcome("a", "a/copy", sha256="3"),
            outcome("b", "b/of a", sha256="3"),
        ],
        recogniser,
    )
    assert found.data.photographs == ("a/1", "a/2", "b/1", "b/of a")
    assert found.data.found.tolist() == [True, False, True, True]
    assert found.data.groups["sex"].tolist() == ["female", "", "", ""]
    facts = found.basis.dataset
    assert (facts.people, facts.people_with_two, facts.photographs) == (2, 2, 4)
    assert (facts.without_face, facts.several_faces, facts.repeated) == (("a/2",), 1, 1)


def test_the_data_are_named_by_their_content(recogniser: Recogniser) -> None:
    one, other = outcome("a", "a/1", sha256="1"), outcome("b", "b/1", sha256="2")
    hashes = [
        evaluation_data("d", outcomes, recogniser).basis.dataset.sha256
        for outcomes in ([one, other], [other, one], [one], [one, outcome("c", "b/1", sha256="2")])
    ]
    assert hashes[0] == hashes[1]
    assert len(set(hashes)) == 3


def test_without_any_photograph_there_is_still_a_dataset_to_refuse(recogniser: Recogniser) -> None:
    assert evaluation_data("empty", [], recogniser).data.people == ()


def test_a_damaged_cache_says_which_file_to_delete(recogniser: Recogniser, tmp_path: Path) -> None:
    home = tmp_path / "home"
    read([labelled("a", 1)], recogniser, home)
    (kept,) = (home / "cache" / "templates").glob("*.sqlite3")
    kept.write_bytes(b"no database" * 1000)
    with pytest.raises(StateError, match="cannot be used") as raised:
        read([labelled("a", 1)], recogniser, home)
    assert str(kept) in raised.value.message
    assert "Delete the file" in raised.value.advice


def test_no_face_is_remembered(recogniser: Recogniser, tmp_path: Path) -> None:
    item = photograph(1)
    plan = reader_plan(recogniser, tmp_path / "home")
    with open_template_cache(tmp_path / "home", recogniser, plan) as cache:
        cache.put("ab" * 32, item, CachedTemplate(vector=None, faces=0))
        kept = cache.get("ab" * 32, item)
        assert kept is not None
        assert (kept.vector, kept.faces) == (None, 0)
        assert cache.get("ab" * 32, photograph(1, side=64)) is not None  # the choice is the same, and the hash
        assert cache.get("cd" * 32, item) is None

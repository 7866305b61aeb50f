"""What can be measured on: folders and manifests, with their faults."""

import json
from pathlib import Path

import pytest

from antigone.casework.galleries.datasets import open_dataset
from antigone.engine.errors import SourceError
from antigone.engine.types import Box
from builders.pictures import encoded, noise


def photographs(folder: Path, *names: str) -> Path:
    for seed, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded(noise(8, 8, seed), "PNG"))
    return folder


def test_a_folder_has_a_sub_folder_a_person(tmp_path: Path) -> None:
    found = open_dataset(photographs(tmp_path / "staff", "Іван/1.png", "Іван/2.png", "Олена/1.png"))
    assert found.name == "staff"
    assert [(each.identity, each.item.name) for each in found.photographs] == [
        ("Іван", "Іван/1.png"),
        ("Іван", "Іван/2.png"),
        ("Олена", "Олена/1.png"),
    ]
    assert found.refused == ()


def test_a_manifest_names_groups_and_faces(tmp_path: Path) -> None:
    photographs(tmp_path, "a.png", "b.png")
    manifest = tmp_path / "people.csv"
    manifest.write_text(
        "identity,photograph,sex,age_band,region,face,nationality\n"
        'p1,a.png,F,18-30,north,"1,2,3,4",UA\n'
        "p2,b.png,,,south,,\n",
        encoding="utf-8",
    )
    found = open_dataset(manifest)
    assert found.name == "people"
    first, second = found.photographs
    assert first.identity == "p1"
    assert dict(first.groups) == {"sex": "female", "age_band": "18-30", "region": "north"}
    assert first.item.choice.near == Box(x=1, y=2, width=3, height=4)
    assert dict(second.groups) == {"sex": "", "age_band": "", "region": "south"}
    assert second.item.load == tmp_path / "b.png"


def test_a_manifest_of_a_folder_goes_by_the_folders_name(tmp_path: Path) -> None:
    folder = photographs(tmp_path / "living", "a.png")
    (folder / "manifest.jsonl").write_text(json.dumps({"subject": "p1", "photograph": "a.png", "condition": "wet"}))
    found = open_dataset(folder)
    assert found.name == "living"
    assert [(each.identity, dict(each.groups)) for each in found.photographs] == [("p1", {"condition": "wet"})]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",a.png,", "it names no identity"),
        ("p1,,", "it names no photograph"),
        ("p1,gone.png,", "photograph gone.png: there is no such file"),
        ("p1,a.png,both", "sex 'both' is not one of"),
    ],
)
def test_rows_that_cannot_be_used_are_refused_with_their_reason(tmp_path: Path, row: str, reason: str) -> None:
    photographs(tmp_path, "a.png")
    (tmp_path / "m.csv").write_text(f"identity,photograph,sex\n{row}\np2,a.png,male\n")
    found = open_dataset(tmp_path / "m.csv")
    assert [each.identity for each in found.photographs] == ["p2"]
    (refused,) = found.refused
    assert (refused.row, refused.code) == (1, "ManifestRowError")
    assert reason in refused.reason


def test_a_column_that_nobody_knows_is_named(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("identity,photograph,regoin\n")
    with pytest.raises(SourceError, match="unknown column 'regoin'") as raised:
        open_dataset(tmp_path / "m.csv")
    assert "Did you mean region?" in raised.value.advice


@pytest.mark.parametrize("name", ["people.zip", "gone", "one.png"])
def test_anything_else_is_no_dataset(tmp_path: Path, name: str) -> None:
    photographs(tmp_path, "people.zip", "one.png")
    with pytest.raises(SourceError, match="is neither a folder nor a manifest"):
        open_dataset(tmp_path / name)

"""Folders as people hand them over."""

import os
from pathlib import Path

import pytest

from antigone.casework.galleries.sources import Refused, open_source
from casework.galleries.sources.builders import bytes_of, items_of


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An empty folder beside the test's home."""
    path = tmp_path / "given"
    path.mkdir()
    return path


def put(path: Path, data: bytes = b"bytes") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_sub_folders_and_single_files_are_subjects(folder: Path) -> None:
    put(folder / "Ivan Franko" / "1.jpg")
    put(folder / "Ivan Franko" / "older" / "2.jpg")
    put(folder / "Леся Українка.jpeg")
    found = items_of(folder)
    assert [(item.name, item.subject.identifier, item.subject.label) for item in found] == [
        ("Ivan Franko/1.jpg", "Ivan Franko", "Ivan Franko"),
        ("Ivan Franko/older/2.jpg", "Ivan Franko", "Ivan Franko"),
        ("Леся Українка.jpeg", "Леся Українка", "Леся Українка"),
    ]
    assert [bytes_of(item) for item in found] == [b"bytes"] * 3


def test_count_agrees_with_the_items(folder: Path) -> None:
    for name in ("a/1.jpg", "a/2.jpg", "b.jpg", ".hidden/3.jpg", "a/Thumbs.db"):
        put(folder / name)
    with open_source(folder) as source:
        assert source.count() == len(list(source.items())) == 3


def test_order_is_that_of_the_names_bytes(folder: Path) -> None:
    for name in ("ґ.jpg", "b.jpg", "B.jpg", "а.jpg"):
        put(folder / name)
    assert [item.name for item in items_of(folder)] == ["B.jpg", "b.jpg", "а.jpg", "ґ.jpg"]


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "desktop.ini", ".hidden.jpg", "__MACOSX/a.jpg"])
def test_what_systems_leave_behind_is_passed_over(folder: Path, name: str) -> None:
    put(folder / name)
    assert items_of(folder) == []


def test_a_folder_called_like_a_picture_is_refused_when_empty(folder: Path) -> None:
    (folder / "a.jpg").mkdir()
    assert items_of(folder) == [Refused(name="a.jpg", code="UnreadableFile", reason="a folder without photographs.")]


def test_a_circle_of_links_is_refused_and_the_rest_read(folder: Path) -> None:
    put(folder / "a" / "1.jpg")
    (folder / "a" / "back").symlink_to(folder / "a")
    (folder / "itself.jpg").symlink_to(folder / "itself.jpg")
    photograph, circle, itself = items_of(folder)
    assert photograph.name == "a/1.jpg"
    assert (circle.name, circle.reason) == ("a/back", "a link back to a folder that it lies in.")
    assert itself.code == "UnreadableFile"
    assert "symbolic links" in itself.reason


def test_a_link_to_a_folder_elsewhere_is_followed(folder: Path) -> None:
    put(folder / "elsewhere" / "1.jpg")
    (folder / "top").mkdir()
    (folder / "top" / "Anna").symlink_to(folder / "elsewhere")
    assert [(item.name, item.subject.label) for item in items_of(folder / "top")] == [("Anna/1.jpg", "Anna")]


def test_a_pipe_and_a_dangling_link_are_refused(folder: Path) -> None:
    os.mkfifo(folder / "pipe.jpg")
    (folder / "gone.jpg").symlink_to(folder / "nowhere.jpg")
    assert [(item.name, item.reason) for item in items_of(folder)] == [
        ("gone.jpg", "a link to a file that is not there."),
        ("pipe.jpg", "a named pipe, not a file."),
    ]


def test_names_are_shown_on_one_line_and_kept_as_bytes(folder: Path) -> None:
    raw = b'\xd0\x86\xd0\xb2\xd0\xb0\xd0\xbd "X"\n\xff.jpg'
    Path(os.fsdecode(os.fsencode(folder) + b"/" + raw)).write_bytes(b"x")
    (item,) = items_of(folder)
    assert item.name == 'Іван "X"\\n\\xff.jpg'
    assert item.raw_name == raw
    assert item.subject.label == 'Іван "X"\\n\\xff'
    assert bytes_of(item) == b"x"


def test_taken_apart_letters_name_the_same_subject(folder: Path) -> None:
    put(folder / "\u0439.jpg")
    put(folder / "\u0438\u0306.jpg")
    composed, apart = items_of(folder)
    assert composed.subject.identifier == apart.subject.identifier
    assert composed.subject.contradictions(apart.subject) == []


def test_a_photograph_by_itself_is_a_source(folder: Path) -> None:
    path = put(folder / "Anna.jpg")
    assert [item.subject.label for item in items_of(path)] == ["Anna"]

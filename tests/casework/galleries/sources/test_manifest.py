"""Manifests: what is said is kept, what is wrong is said, the rest goes on."""

import json
from datetime import date
from pathlib import Path

import pytest

from antigone.casework.galleries.sources import SourceItem, open_source
from antigone.engine.errors import SourceError
from antigone.engine.types import Box
from casework.galleries.sources.builders import bytes_of, items_of

HEADER = "photograph,subject,label,sex,date_of_birth,age,nationality,place,source,source_url,captured_on,face"


def manifest(folder: Path, text: str | bytes, name: str = "manifest.csv") -> Path:
    for photograph in ("a.jpg", "b.jpg"):
        (folder / photograph).write_bytes(photograph.encode())
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def error_of(path: Path) -> SourceError:
    with open_source(path) as source, pytest.raises(SourceError) as caught:
        source.count()
    return caught.value


def test_every_column_is_read(tmp_path: Path) -> None:
    row = 'a.jpg,p1,Олена Пчілка,f,1987-05,30-40,UA,"Kyiv, Podil",Red Cross,https://x.example/1,2019,"1,2,30,40"'
    (item,) = items_of(manifest(tmp_path, f"{HEADER}\n{row}\n"))
    assert isinstance(item, SourceItem)
    facts, origin = item.subject, item.origin
    assert (facts.identifier, facts.label, facts.sex) == ("p1", "Олена Пчілка", "female")
    assert (facts.born_from, facts.born_to) == (date(1987, 5, 1), date(1987, 5, 31))
    assert (facts.age_min, facts.age_max, facts.nationality, facts.place) == (30, 40, "UA", "Kyiv, Podil")
    assert (origin.source, origin.source_url, origin.captured_on) == ("Red Cross", "https://x.example/1", "2019")
    assert item.box == Box(x=1, y=2, width=30, height=40)
    assert bytes_of(item) == b"a.jpg"


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("bom", ["", "\ufeff"])
def test_delimiters_and_a_byte_order_mark(tmp_path: Path, mark: str, bom: str) -> None:
    text = bom + f"Photograph{mark}Label\r\na.jpg{mark}Анна\r\n\r\nb.jpg{mark}Borys\r\n"
    assert [item.subject.label for item in items_of(manifest(tmp_path, text))] == ["Анна", "Borys"]


def test_json_lines_say_the_same(tmp_path: Path) -> None:
    rows = [
        {"photograph": "a.jpg", "subject": 17, "label": "Анна", "age": 30, "face": [1, 2, 30, 40], "place": None},
        {"photograph": "b.jpg", "subject": [1]},
    ]
    text = "\n".join([*map(json.dumps, rows), "{torn", "[]", "[" * 100_000])
    item, *refused = items_of(manifest(tmp_path, text, "people.jsonl"))
    assert (item.subject.identifier, item.subject.age_max, item.box) == ("17", 30, Box(x=1, y=2, width=30, height=40))
    assert [(row.row, row.reason) for row in refused] == [
        (2, "subject is neither text nor a number."),
        (3, "it is not one JSON object on one line."),
        (4, "it is not a JSON object."),
        (5, "it is not one JSON object on one line."),
    ]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("gone.jpg,x,,,,,,,,,,", "there is no such file."),
        (",x,,,,,,,,,,", "it names no photograph."),
        ("a.jpg,x,,,1987-02-30,,,,,,,", "'1987-02-30' is a day that no calendar has."),
        ("a.jpg,x,,,12.05.1987,,,,,,,", "'12.05.1987' is not a date; write YYYY-MM-DD, YYYY-MM or YYYY."),
        ("a.jpg,x,,boy,,,,,,,,", "sex 'boy' is not one of female, male, other, unknown."),
        ("a.jpg,x,,,,40-30,,,,,,", "age '40-30' is not between 0 and 130 with the lower end first."),
        ("a.jpg,x,,,,,,,,,,1 2 0 4", "face '1 2 0 4' is not x,y,width,height in pixels with a positive size."),
        ("a.jpg,x,,,,,,,,,,,more", "it has 13 cells, the header has 12."),
        ('a.jpg,"x"y,,,,,,,,,,', "its quotation marks do not pair up (',' expected after '\"')."),
        (f"a.jpg,{'x' * 501},,,,,,,,,,", "subject is longer than 500 characters."),
    ],
)
def test_a_wrong_row_is_refused_and_the_next_is_read(tmp_path: Path, row: str, reason: str) -> None:
    wrong, right = items_of(manifest(tmp_path, f"{HEADER}\n{row}\nb.jpg,y,,,,,,,,,,\n"))
    assert (wrong.code, wrong.reason, wrong.row) == ("ManifestRowError", reason, 1)
    assert (right.name, right.row) == ("b.jpg", 2)


def test_a_subject_must_stay_who_they_are(tmp_path: Path) -> None:
    text = "photograph,subject,label,sex\na.jpg,p1,Anna,\nb.jpg,p1,,f\na.jpg,p1,Hanna,\nb.jpg,p1,Anna,m\n"
    first, adds, other_label, other_sex = items_of(manifest(tmp_path, text))
    assert isinstance(first, SourceItem)
    assert isinstance(adds, SourceItem)
    assert other_label.reason == "subject p1 has another label in an earlier row."
    assert other_sex.reason == "subject p1 has another sex in an earlier row."


def test_without_identifier_the_label_and_then_the_file_name_tell_people_apart(tmp_path: Path) -> None:
    text = "photograph,subject,label\na.jpg,,Анна\nb.jpg,,\n"
    assert [item.subject.identifier for item in items_of(manifest(tmp_path, text))] == ["Анна", "b"]


def test_an_unknown_column_is_named_with_the_nearest(tmp_path: Path) -> None:
    error = error_of(manifest(tmp_path, "photograph,lable\na.jpg,x\n"))
    assert error.message == "manifest.csv has an unknown column 'lable'."
    assert error.advice.startswith("Did you mean label? Known columns: photograph, subject, label, sex,")


def test_an_unknown_key_of_json_is_no_different(tmp_path: Path) -> None:
    error = error_of(manifest(tmp_path, '{"photograph": "a.jpg", "photo": ""}', "m.jsonl"))
    assert "unknown column 'photo'. Did you mean photograph?" in error.diagnostics()


def test_a_manifest_without_photographs_or_with_a_column_twice_is_none(tmp_path: Path) -> None:
    assert "has no column photograph" in error_of(manifest(tmp_path, "subject\nx\n")).message
    assert "has the column label twice" in error_of(manifest(tmp_path, "photograph,label,Label\n")).message
    assert "has no column photograph" in error_of(manifest(tmp_path, "")).message


def test_other_encodings_are_named_with_their_line(tmp_path: Path) -> None:
    text = "photograph,label\na.jpg,Anna\nb.jpg,Борис\n"
    error = error_of(manifest(tmp_path, text.encode("cp1251")))
    assert error.message == "manifest.csv, line 3: the text is not UTF-8, so names would come out wrong."
    error = error_of(manifest(tmp_path, text.encode("utf-16")))
    assert error.message == "manifest.csv, line 1: the text is UTF-16, so names would come out wrong."


def test_a_photograph_is_found_however_its_path_was_spelled(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "\u0438\u0306.jpg").write_bytes(b"x")
    (item,) = items_of(manifest(tmp_path, "photograph\nsub\\\u0439.jpg\n"))
    assert isinstance(item, SourceItem)
    assert bytes_of(item) == b"x"


def test_half_a_character_and_a_zero_byte_hurt_nothing(tmp_path: Path) -> None:
    text = '{"photograph": "a.jpg", "label": "\\ud800 \\u0000"}\n{"photograph": "a\\u0000.jpg"}'
    item, refused = items_of(manifest(tmp_path, text, "m.jsonl"))
    assert item.subject.label == "\\ud800 \\x00"
    assert refused.reason == "no file can have such a name."

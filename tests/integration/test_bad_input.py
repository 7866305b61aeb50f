"""Everything that people hand in wrongly: each answered by a sentence that says what to do, never by a traceback."""

import csv
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image

from builders.commands import Cli, document, refused
from builders.pictures import noise

pytestmark = [pytest.mark.sqlite, pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder")]

PEOPLE = 4
BASIS = ("--basis", "family")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, lfw: Path, starter_folder: Path) -> Path:
    """`home` with four people in gallery g; `portraits`, their photographs; other files to hand in."""
    folder = tmp_path_factory.mktemp("prepared")
    portraits = folder / "portraits"
    portraits.mkdir()
    for path in sorted(lfw.glob("*/*_0001.jpg"))[:PEOPLE]:
        shutil.copy(path, portraits)
    (folder / "text.jpg").write_text("no picture")
    Image.fromarray(noise(300, 300)).save(folder / "noise.jpg")
    for command in (["init"], ["enrol", portraits, "--gallery", "g", *BASIS, "--workers", "1"]):
        words = [sys.executable, "-m", "antigone", *command, "--home", folder / "home"]
        subprocess.run(words, check=True, capture_output=True)
    return folder


@pytest.fixture
def home(antigone_home: Path, prepared: Path) -> Path:
    """A copy of the prepared home, to be damaged."""
    return shutil.copytree(prepared / "home", antigone_home, dirs_exist_ok=True)


@pytest.fixture
def photograph(prepared: Path) -> Path:
    return min((prepared / "portraits").iterdir())


def by_hand(home: Path, statement: str) -> None:
    """Somebody at the sqlite3 prompt."""
    with closing(sqlite3.connect(home / "antigone.sqlite3")) as database, database:
        database.execute(statement)


def count(home: Path, table: str) -> int:
    with closing(sqlite3.connect(home / "antigone.sqlite3")) as database:
        found: int = database.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    return found


def write_csv(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


SEARCH = ("search", "PHOTO", "--case", "X-1")
ENROL = ("enrol", "PORTRAITS", "--gallery", "new")
CASE = ("cases", "open", "X-1", "--authority", "court", "--purpose", "who is it", "--legal-basis", "order 7")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (("frobnicate",), "No such command 'frobnicate'. `antigone --help`"),
        ((*ENROL, "--basis", "scraped"), "never enrolled"),
        ((*ENROL, "--basis", "nonsense"), "Give one of family, authority, court, consent, public-record"),
        (ENROL, "Missing option '--basis'. `antigone enrol --help` says how it is used."),
        ((*ENROL, *BASIS, "--workers", "0"), "not in the range"),
        ((*ENROL, *BASIS, "--report", "nowhere/report.jsonl"), "there is no folder"),
        (("enrol", "PORTRAITS", "--gallery", " ", *BASIS), "cannot be a gallery's name"),
        (("search", "PHOTO"), "antigone search PHOTO --case NUMBER"),
        ((*SEARCH, "--where", "sex=blue"), "not one of female, male, other, unknown"),
        ((*SEARCH, "--where", "height=170"), "Names: age, captured, nationality, place, sex."),
        ((*SEARCH, "--strangers", "nonsense"), "neither a positive number nor `off`"),
        ((*SEARCH, "--box", "1,2,3"), "not four numbers x,y,w,h"),
        ((*SEARCH, "--points", "1,2 3,4"), "not five points"),
        ((*SEARCH, "--sheet", "nowhere/sheet.png"), "there is no folder"),
        ((*SEARCH, "--each", "cases.csv"), "Leave out the others."),
        (("search", "PHOTO", "--case", b"X-\xff"), r"X-\xff is no UTF-8 text."),
        ((*CASE, "--expires", "2099-01-01", "--kind", "custody"), "Give --mandate"),
        ((*CASE, "--expires", "2020-01-01"), "Give a later one."),
        ((*CASE, "--expires", "soon"), "write YYYY-MM-DD"),
    ],
)
def test_what_cannot_be_asked_changes_nothing(
    prepared: Path, photograph: Path, run_cli: Cli, command: tuple[str | bytes, ...], words: str
) -> None:
    stand_for = {"PHOTO": str(photograph), "PORTRAITS": str(prepared / "portraits")}
    texts = [word.decode("utf-8", "surrogateescape") if isinstance(word, bytes) else word for word in command]
    home = () if command == ("frobnicate",) else ("--home", prepared / "home")
    assert words in refused(run_cli, *(stand_for.get(text, text) for text in texts), *home, code=2)
    assert (count(prepared / "home", "cases_case"), count(prepared / "home", "galleries_gallery")) == (0, 1)


def test_photographs_that_cannot_be_searched_with(prepared: Path, home: Path, photograph: Path, run_cli: Cli) -> None:
    spots = " ".join(["10,10"] * 5)
    for probe, reason in (
        ([prepared / "missing.jpg"], "missing.jpg: there is no such file. Check the path."),
        ([prepared / "text.jpg"], "text.jpg: not a photograph; it looks like text."),
        ([photograph, "--box", "900,900,50,50"], "lies outside the picture. Draw it again"),
        ([photograph, "--points", spots], "the points of the eyes lie on one spot. Draw it again"),
    ):
        assert reason in refused(run_cli, "search", *probe, "--case", "X-1", code=3)
    assert "missing.jpg" in refused(run_cli, "compare", photograph, prepared / "missing.jpg", "--case", "X-1", code=3)
    unknown = refused(run_cli, "search", photograph, "--case", "X-1", "--gallery", "h", code=1)
    assert "`antigone galleries list` shows those there are." in unknown
    assert count(home, "searches_search") + count(home, "searches_comparison") == 0
    assert count(home, "evidence_photograph") == PEOPLE

    faceless = run_cli("search", prepared / "noise.jpg", "--case", "X-1", "--json")
    found = json.loads(faceless.stdout)
    assert (faceless.returncode, found["outcome"], found["candidates"]) == (3, "no_face", [])
    assert "Check that the photograph shows one" in found["probes"][0]["refused"]

    one_of_two = run_cli("search", photograph, prepared / "missing.jpg", "--case", "X-1", "--json")
    found = json.loads(one_of_two.stdout)
    assert (one_of_two.returncode, found["candidates"][0]["subject"]) == (4, photograph.stem)
    assert [bool(probe["refused"]) for probe in found["probes"]] == [False, True]


def test_a_case_opened_for_a_search_that_failed_is_said(home: Path, prepared: Path, run_cli: Cli) -> None:
    done = run_cli("search", prepared / "missing.jpg", "--case", "X-1")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("Opened case X-1 for a deceased person")


def test_an_expired_case_is_not_searched(home: Path, photograph: Path, run_cli: Cli) -> None:
    assert run_cli(*CASE, "--expires", "2099-01-01").returncode == 0
    by_hand(home, "UPDATE cases_case SET expires_on = '2020-01-01'")
    said = refused(run_cli, "search", photograph, "--case", "X-1", code=1)
    assert "antigone cases renew X-1 --expires DATE --authority WHO" in said


def test_each_goes_on_after_a_bad_row(prepared: Path, home: Path, photograph: Path, run_cli: Cli) -> None:
    rows = [
        ("case", "photograph"),
        ("E-1", photograph),
        ("", photograph),
        ("E-2", ""),
        ("E-3", photograph, "more"),
        ("two\nlines", photograph),
        (),
        ("E-4", "missing.jpg"),
        ("E-5", prepared / "text.jpg"),
        ("E-6", photograph),
    ]
    done = run_cli("search", "--each", write_csv(prepared / "each.csv", rows), "--workers", 1)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 4, done.stderr
    assert [line["case"] for line in lines if "error" not in line] == ["E-1", "E-6"]
    assert {line["case"]: line["error"]["message"] for line in lines if "error" in line} == {
        "": "each.csv, row 2: case is empty.",
        "E-2": "each.csv, row 3: photograph is empty.",
        "E-3": "each.csv, row 4: it has more cells than the header.",
        "two\\nlines": "each.csv, row 5: the case's number is not one line of up to 100 characters.",
        "E-4": "missing.jpg: there is no such file. Check the path.",
        "E-5": "text.jpg: not a photograph; it looks like text. Readable are JPEG, PNG, WebP, TIFF, BMP, GIF and HEIC.",
    }
    for rows, reason in (
        ([("case", "photo")], "has a column 'photo'. Its columns are case, photograph."),
        ([("case", "photograph")], "names no case. Give it a row for each photograph."),
    ):
        assert reason in refused(run_cli, "search", "--each", write_csv(prepared / "each.csv", rows), code=3)


def test_a_manifest_with_bad_rows(prepared: Path, home: Path, run_cli: Cli) -> None:
    first, second, third, *_ = sorted(path.name for path in (prepared / "portraits").iterdir())
    names = {"1": 'Олена "Оля" Їжак', "2": "محمد بن علي", "3": "two\nlines, 'quoted'"}
    rows = [
        ("photograph", "subject", "label", "date_of_birth"),
        (first, "1", names["1"], "1980-02"),
        ("missing.jpg", "4", "", ""),
        (third, "5", "", "1980-13-45"),
        (third, "1", "Somebody Else", ""),
        (second, "2", names["2"], ""),
        (third, "3", names["3"], ""),
    ]
    manifest = write_csv(prepared / "portraits" / "people.csv", rows)
    manifest.write_text(manifest.read_text(encoding="utf-8") + f'{first},6,"broken" quote,\n', encoding="utf-8")
    done = run_cli("enrol", manifest, "--gallery", "m", *BASIS, "--workers", 1, "--json")
    found = json.loads(done.stdout)
    assert (done.returncode, found["enrolled"]) == (4, 3)
    assert {refusal["row"]: refusal["reason"] for refusal in found["refused"]} == {
        2: "there is no such file.",
        3: "'1980-13-45' is a day that no calendar has.",
        4: "subject 1 has another label in an earlier row.",
        7: "its quotation marks do not pair up (',' expected after '\"').",
    }
    listed = document(run_cli, "subjects", "list", "--gallery", "m")["subjects"]
    assert {one["subject"]: one["label"] for one in listed} == names | {"3": "two\\nlines, 'quoted'"}
    shown = run_cli("subjects", "list", "--gallery", "m").stdout
    assert all(label in shown for label in (names["1"], names["2"]))

    again = run_cli("enrol", manifest, "--gallery", "m", *BASIS, "--workers", 1).stdout
    assert "3 were there already." in again
    assert f"row 4, {third}: subject 1 has another label in an earlier row." in again


def test_sources_that_are_none(tmp_path: Path, home: Path, run_cli: Cli) -> None:
    (tmp_path / "columns.csv").write_text("photograph,subjekt\n")
    (tmp_path / "codepage.csv").write_bytes("photograph,label\na.jpg,Їжак\n".encode("cp1251"))
    (tmp_path / "x.tar").write_text("no tar")
    for source, reason in (
        ("columns.csv", "unknown column 'subjekt'. Did you mean subject?"),
        ("codepage.csv", "line 2: the text is not UTF-8, so names would come out wrong. Save the file as UTF-8"),
        ("x.tar", "x.tar is not a tar file that can be read"),
        ("nowhere", "there is no such file. Give a folder, a manifest"),
    ):
        assert reason in refused(run_cli, "enrol", tmp_path / source, "--gallery", "new", *BASIS, code=3)
    assert count(home, "galleries_gallery") == 1

    (tmp_path / "empty").mkdir()
    nothing = run_cli("enrol", tmp_path / "empty", "--gallery", "new", *BASIS)
    assert nothing.returncode == 3
    assert nothing.stderr.endswith("empty: no photographs. Give the folder that holds them, or its manifest.\n")


def test_a_model_file_that_is_another(
    home: Path, photograph: Path, starter_folder: Path, run_cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = shutil.copytree(starter_folder, home / "models" / "starter")
    model = max(pack.glob("*.onnx"))
    data = bytearray(model.read_bytes())
    data[len(data) // 2] ^= 1
    model.write_bytes(data)
    for command in (
        ("enrol", photograph.parent, "--gallery", "new", *BASIS, "--workers", 2),
        ("search", photograph, "--case", "X-1"),
    ):
        said = refused(run_cli, *command, code=1)
        assert f"{model} is not the file that it should be" in said
        assert "Get it again from a source you trust." in said
    verified = run_cli("models", "verify", "--json")
    assert (verified.returncode, json.loads(verified.stdout)["intact"]) == (1, False)
    assert count(home, "galleries_reference") == PEOPLE

    monkeypatch.setenv("ANTIGONE_PACK", "no-such-pack")
    assert "Installed: starter." in refused(run_cli, "search", photograph, "--case", "X-1", code=1)


def test_homes_that_cannot_be_used(home: Path, tmp_path: Path, photograph: Path, run_cli: Cli) -> None:
    search = ("search", photograph, "--case", "X-1")
    said = refused(run_cli, *search, "--home", tmp_path / "nowhere", code=1)
    assert said == f"There is no Antigone home at {tmp_path / 'nowhere'}. Run `antigone init` to make one."
    assert "Choose another" in refused(run_cli, "init", "--home", photograph, code=1)

    by_hand(home, "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0999_later', '2099-01-01')")
    for command in (search, ("init",)):
        assert "newer version of Antigone" in refused(run_cli, *command, code=1)

    database = home / "antigone.sqlite3"
    database.write_bytes(database.read_bytes()[:20_000])
    for command in (search, ("init",), ("doctor",)):
        assert "Restore the last backup into a new home" in refused(run_cli, *command, code=1)
    database.write_bytes(b"")
    for command in (search, ("init",)):
        assert "has lost its database" in refused(run_cli, *command, code=1)


def test_a_missing_original_is_told_by_doctor_and_stops_no_search(home: Path, photograph: Path, run_cli: Cli) -> None:
    for original in (home / "originals").glob("??/??/*"):
        original.unlink()
    done = run_cli("doctor", "--json")
    (finding,) = [one for one in json.loads(done.stdout)["findings"] if one["check"] == "originals"]
    assert (done.returncode, finding["verdict"]) == (1, "bad")
    assert finding["sentence"] == f"{PEOPLE} originals are missing: restore them from a backup."
    sheet = home / "sheet.png"
    found = document(run_cli, "search", photograph, "--case", "X-1", "--sheet", sheet)
    assert found["candidates"][0]["subject"] == photograph.stem
    assert sheet.exists()

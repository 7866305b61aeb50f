"""The main job as a user does it, on real photographs: enrol, search, compare, show, erase; and the demo."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest
from PIL import Image

from builders.required import missing

REPOSITORY = Path(__file__).resolve().parents[2]
ARCHIVES = REPOSITORY / ".venv" / "archives"

Run = Callable[..., "CompletedProcess[str]"]

pytestmark = [pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder")]


def people(lfw: Path, count: int) -> dict[str, list[Path]]:
    """People with two photographs or more."""
    folders = (folder for folder in sorted(lfw.iterdir()) if len(list(folder.glob("*.jpg"))) > 1)
    return {folder.name: sorted(folder.glob("*.jpg")) for folder, _ in zip(folders, range(count), strict=False)}


@pytest.fixture
def gallery(lfw: Path, tmp_path: Path, made_home: Path, run_cli: Run) -> dict[str, list[Path]]:
    """Twelve people enrolled with their first photographs, one sub-folder each."""
    found = people(lfw, 12)
    for name, photographs in found.items():
        folder = tmp_path / "portraits" / name
        folder.mkdir(parents=True)
        (folder / photographs[0].name).symlink_to(photographs[0])
    done = run_cli("enrol", tmp_path / "portraits", "--gallery", "missing", "--basis", "family:form 7", "--workers", 1)
    assert done.returncode == 0, done.stderr
    return found


@pytest.mark.usefixtures("gallery")
def test_a_command_leaves_the_whole_database_in_its_file(made_home: Path) -> None:
    """SQLite's log is folded into it by the last to close: what is left to the end of the process may stay open."""
    assert not list(made_home.glob("antigone.sqlite3-*"))


def test_search_compare_show_and_erase(gallery: dict[str, list[Path]], tmp_path: Path, run_cli: Run) -> None:
    name, photographs = next(iter(gallery.items()))
    sheet = tmp_path / "candidates.png"
    done = run_cli("search", photographs[1], "--case", "UA-2022-17", "--sheet", sheet, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["candidates"][0]["subject"] == name
    assert found["outcome"] == "candidates"
    assert found["galleries"][0] | {"uuid": ""} == {
        "name": "missing",
        "uuid": "",
        "subjects": 12,
        "templates": 12,
        "change": 12,
    }
    assert any("Opened case UA-2022-17" in warning for warning in found["warnings"])
    with Image.open(sheet) as picture:
        assert picture.width > 1000

    both = json.loads(run_cli("search", *photographs[:2], "--case", "UA-2022-17", "--json").stdout)
    assert len(both["probes"]) == 2
    assert both["candidates"][0]["expected_strangers"] <= found["candidates"][0]["expected_strangers"]

    pair = tmp_path / "pair.png"
    compared = json.loads(
        run_cli("compare", *photographs[:2], "--case", "UA-2022-17", "--sheet", pair, "--json").stdout
    )
    assert compared["score"] == pytest.approx(found["candidates"][0]["score"], abs=1e-3)
    assert compared["false_match_rate"] < 0.05
    assert pair.exists()

    shown = json.loads(run_cli("cases", "show", "UA-2022-17", "--json").stdout)
    assert [search["outcome"] for search in shown["searches"]] == ["candidates", "candidates"]
    subject = json.loads(run_cli("subjects", "show", name, "--gallery", "missing", "--json").stdout)
    assert subject["references"][0]["basis"] == "family"

    erased = run_cli("subjects", "erase", name, "--gallery", "missing", "--yes", "--json")
    receipt = json.loads(erased.stdout)
    assert (receipt["templates"], receipt["references"]) == (1, 1)
    again = json.loads(run_cli("search", photographs[1], "--case", "UA-2022-17", "--strangers", "off", "--json").stdout)
    assert name not in [candidate["subject"] for candidate in again["candidates"]]
    assert len(again["candidates"]) == 11
    closed = json.loads(run_cli("cases", "erase", "UA-2022-17", "--yes", "--json").stdout)
    assert closed["searches_and_comparisons"] == 4
    # The second photograph was only a probe; the first was the erased person's, and went with the case as well.
    assert (len(closed["photographs_destroyed"]), closed["photographs_kept"]) == (2, 0)
    assert run_cli("cases", "show", "UA-2022-17").returncode == 1
    doctor = json.loads(run_cli("doctor", "--json").stdout)
    assert doctor["originals"] == {"stored": 11, "missing": 0, "leftover": 0}
    assert run_cli("audit", "verify").returncode == 0


def test_search_each_answers_every_row(gallery: dict[str, list[Path]], tmp_path: Path, run_cli: Run) -> None:
    rows = [f"c-{name},{photographs[1]}" for name, photographs in gallery.items()]
    manifest = tmp_path / "probes.csv"
    manifest.write_text("\n".join(["case,photograph", *rows, "c-none,nowhere.jpg"]), encoding="utf-8")
    done = run_cli("search", "--each", manifest, "--workers", 1, "--strangers", "off")
    documents = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 4
    answered = [document for document in documents if "error" not in document]
    right = [document for document in answered if document["candidates"][0]["subject"] == document["case"][2:]]
    assert len(answered) == 12
    assert len(right) >= 11
    assert [document["case"] for document in documents if "error" in document] == ["c-none"]


def test_nobody_is_a_normal_answer(gallery: dict[str, list[Path]], lfw: Path, run_cli: Run) -> None:
    assert gallery
    stranger = max(lfw.glob("*/*.jpg"))
    done = run_cli("search", stranger, "--case", "X", "--strangers", 0.001)
    assert done.returncode == 0
    assert "No candidate" in done.stdout
    assert all(len(line) <= 80 for line in done.stdout.splitlines())


def test_a_second_run_reads_nothing_again(gallery: dict[str, list[Path]], tmp_path: Path, run_cli: Run) -> None:
    assert gallery
    done = run_cli("enrol", tmp_path / "portraits", "--gallery", "missing", "--basis", "family", "--json")
    assert json.loads(done.stdout) | {"seconds": 0} == {
        "gallery": "missing",
        "enrolled": 0,
        "already_there": 12,
        "refused": [],
        "warnings": [],
        "seconds": 0,
    }


def test_the_demo_puts_the_right_person_first(tmp_path: Path, run_cli: Run) -> None:
    if not ARCHIVES.exists():
        missing("`make setup` has not fetched the demo's portraits")
    done = run_cli("demo", "--archives", ARCHIVES, "--out", tmp_path / "demo")
    assert done.returncode == 0, done.stderr
    first = next(line for line in done.stdout.splitlines() if line.startswith("1 "))
    assert "Barack Obama" in first
    assert "would score as high as rank 1" in " ".join(done.stdout.split())
    assert (tmp_path / "demo" / "candidates.png").exists()

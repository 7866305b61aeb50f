"""`antigone crossmatch` on real photographs, as a bureau calls it."""

import csv
import json
from pathlib import Path

import pytest

from builders.commands import Cli, document

pytestmark = [pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder", "made_home")]


def test_cases_meet_the_gallery_and_each_other(lfw: Path, tmp_path: Path, run_cli: Cli) -> None:
    """Three of four people get enrolled, each of the four has a case, and the third a second one."""
    people = [folder for folder in sorted(lfw.iterdir()) if len(list(folder.glob("*.jpg"))) > 2][:4]
    photographs = {folder.name: sorted(folder.glob("*.jpg")) for folder in people}
    first, second, third, absent = photographs
    portraits = tmp_path / "portraits"
    for name in (first, second):
        (portraits / name).mkdir(parents=True)
        (portraits / name / "a.jpg").symlink_to(photographs[name][0])
    document(run_cli, "enrol", portraits, "--gallery", "missing", "--basis", "family", "--workers", 1)
    nothing = run_cli("crossmatch", "--gallery", "missing")
    assert (nothing.returncode, nothing.stdout[:23]) == (3, "There is no open case. ")

    rows = [(f"UA-{name}", photographs[name][1]) for name in photographs] + [("UA-again", photographs[third][2])]
    with (tmp_path / "cases.csv").open("w", newline="", encoding="utf-8") as stream:
        csv.writer(stream).writerows([("case", "photograph"), *rows])
    assert run_cli("search", "--each", tmp_path / "cases.csv", "--workers", 1, "--json").returncode == 0
    lives = ("--kind", "living_unknown", "--authority", "A", "--purpose", "P", "--legal-basis", "L")
    document(run_cli, "cases", "open", "UA-empty", *lives, "--expires", "2199-01-01")

    # New portraits have come: every case gets a new list.
    (portraits / third).mkdir()
    (portraits / third / "a.jpg").symlink_to(photographs[third][0])
    document(run_cli, "enrol", portraits, "--gallery", "missing", "--basis", "family", "--workers", 1)
    done = run_cli("crossmatch", "--gallery", "missing", "--strangers", "0.05", "--json")
    assert done.returncode == 4, done.stderr
    found = json.loads(done.stdout)
    lists = {one["case"]: one for one in found["lists"]}
    assert sorted(lists) == sorted([f"UA-{name}" for name in photographs] + ["UA-again"])
    assert {case: [one["subject"] for one in lists[case]["candidates"]] for case in lists} == {
        f"UA-{first}": [first],
        f"UA-{second}": [second],
        f"UA-{third}": [third],
        f"UA-{absent}": [],
        "UA-again": [third],
    }
    assert not any(one["earlier"] for one in lists.values())
    assert [set(pair["cases"]) for pair in found["pairs"]] == [{"UA-again", f"UA-{third}"}]
    assert found["pairs"][0]["expected_strangers"] < 0.05
    assert [one["case"] for one in found["not_searched"]] == ["UA-empty"]

    # The list is the one that a search gives.
    alone = document(
        run_cli, "search", photographs[third][2], "--case", "UA-again", "--gallery", "missing", "--strangers", "0.05"
    )
    candidate = alone["candidates"][0]
    assert {key: candidate[key] for key in ("subject", "score", "ranking_score", "expected_strangers")} == {
        key: lists["UA-again"]["candidates"][0][key]
        for key in ("subject", "score", "ranking_score", "expected_strangers")
    }

    # The same command has nothing left to do, and says the same.
    again = run_cli("crossmatch", "--gallery", "missing", "--strangers", "0.05")
    assert again.returncode == 4
    said = " ".join(again.stdout.split())
    assert "5 open cases searched for in missing: 4 have candidates. 5 of the lists were there already." in said
    assert "UA-empty: It has no photograph in use." in said
    for word in ("match", "identified", "hit"):
        assert word not in said.lower().replace("false match rate", "")

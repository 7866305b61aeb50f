"""Searching, looking at the index and erasing at the command line where Milvus holds the index."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from builders.commands import Cli, document, refused

pytestmark = [pytest.mark.data, pytest.mark.starter, pytest.mark.servers]

NOWHERE = "milvus://127.0.0.1:9"
AS_TOLD = "Searched with the index in the home folder, as told; Milvus was not asked (--local-index)."


@pytest.fixture
def enrolled(run_cli: Cli, made_home: Path, lfw: Path, starter_folder: Path, tmp_path: Path) -> Path:
    """Three people with two photographs each in a gallery; gives a third photograph of the first."""
    people = [folder for folder in sorted(lfw.iterdir()) if len(list(folder.glob("*.jpg"))) >= 3][:3]
    for person in people:
        (tmp_path / "people" / person.name).mkdir(parents=True)
        for photograph in sorted(person.glob("*.jpg"))[:2]:
            shutil.copy(photograph, tmp_path / "people" / person.name)
    enrolling = ("enrol", tmp_path / "people", "--gallery", "missing", "--basis", "family", "--workers", 1)
    assert run_cli(*enrolling).returncode == 0
    return sorted(people[0].glob("*.jpg"))[2]


def candidates(found: dict[str, Any]) -> list[tuple[str, float]]:
    return [(one["label"], one["ranking_score"]) for one in found["candidates"]]


def test_searching_looking_at_the_index_erasing_and_no_server(
    run_cli: Cli, enrolled: Path, milvus: object, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    searching = ("search", enrolled, "--case", "X-1", "--strangers", "off")
    found = document(run_cli, *searching)
    assert len(found["candidates"]) == 3
    told = run_cli(*searching, "--json", "--local-index")
    assert AS_TOLD in told.stderr
    assert candidates(json.loads(told.stdout)) == candidates(found)
    verified = document(run_cli, "index", "verify", "--samples", 3)
    assert (verified["sound"], verified["samples"], verified["lost"], verified["check"]["rows"]) == (True, 3, 0, 6)
    said = run_cli("index", "status").stdout
    assert said.startswith("6 templates to search, database at change 6; FLAT in Milvus at 127.0.0.1:")
    subject = found["candidates"][0]["subject"]
    receipt = document(run_cli, "subjects", "erase", subject, "--gallery", "missing", "--yes")
    assert "Files that held them stay on its disk until its own garbage collection" in receipt["index"]
    left = candidates(document(run_cli, *searching))
    assert [label for label, _ in left] == [label for label, _ in candidates(found)[1:]]

    # Nothing is searched that was not asked for: only who says so gets the home's own index.
    monkeypatch.setenv("ANTIGONE_INDEX_URL", NOWHERE)
    said = refused(run_cli, *searching, code=1)
    assert said.startswith("Milvus at 127.0.0.1:9 cannot be reached.")
    assert "--local-index" in said
    each = tmp_path / "each.csv"
    each.write_text(f"case,photograph\nX-2,{enrolled}\n", encoding="utf-8")
    (line,) = run_cli("search", "--each", each, "--workers", 1).stdout.splitlines()
    assert "cannot be reached" in json.loads(line)["error"]["message"]
    told = run_cli("search", "--each", each, "--workers", 1, "--local-index", "--strangers", "off")
    assert AS_TOLD in told.stderr
    assert candidates(json.loads(told.stdout)) == left
    assert "cannot be reached" in refused(run_cli, "index", "verify", code=1)
    monkeypatch.setenv("ANTIGONE_INDEX_URL", "http://127.0.0.1:9")
    assert "is no address of a Milvus server" in refused(run_cli, "index", "status", code=2)


def test_every_open_case_is_searched_for_in_milvus(
    run_cli: Cli, enrolled: Path, milvus: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lists are those of the home's own index; without a server they are made only when told."""
    another = sorted(enrolled.parent.glob("*.jpg"))[1]
    alone = {
        case: document(run_cli, "search", photograph, "--case", case, "--strangers", "off", "--local-index")
        for case, photograph in (("X-1", enrolled), ("X-2", another))
    }
    crossmatching = ("crossmatch", "--gallery", "missing", "--strangers", "off")
    found = document(run_cli, *crossmatching, "--top", 2)
    assert {one["case"]: (one["earlier"], candidates(one)) for one in found["lists"]} == {
        case: (False, candidates(alone[case])[:2]) for case in alone
    }
    assert [set(pair["cases"]) for pair in found["pairs"]] == [{"X-1", "X-2"}]

    monkeypatch.setenv("ANTIGONE_INDEX_URL", NOWHERE)
    assert "cannot be reached" in refused(run_cli, *crossmatching, "--top", 1, code=1)
    told = run_cli(*crossmatching, "--top", 1, "--json", "--local-index")
    assert AS_TOLD in told.stderr
    assert {one["case"]: (one["earlier"], candidates(one)) for one in json.loads(told.stdout)["lists"]} == {
        case: (False, candidates(alone[case])[:1]) for case in alone
    }

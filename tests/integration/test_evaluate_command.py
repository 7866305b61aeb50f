"""`antigone evaluate` as a user calls it, on real photographs, in a home that was never made."""

import json
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from antigone.casework.recognition.calibrations import keep_calibration, use_calibration
from antigone.engine.scoring import starter_calibration

Run = Callable[..., "CompletedProcess[str]"]

pytestmark = [pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder")]


@pytest.fixture
def dataset(lfw: Path, tmp_path: Path) -> Path:
    """60 people, 40 of them with two photographs, one of them under two names; a torn file and one that is not there.

    Five of them are of the south.
    """
    rows = ["identity,photograph,sex,region"]
    folders = [folder for folder in sorted(lfw.iterdir()) if folder.is_dir()]
    many = [folder for folder in folders if len([*folder.glob("*.jpg")]) > 1][:40]
    few = [folder for folder in folders if len([*folder.glob("*.jpg")]) == 1][:20]
    for place, folder in enumerate([*many, *few]):
        for path in sorted(folder.glob("*.jpg"))[:2]:
            rows.append(f"{folder.name},{path},{'fm'[place % 2]},{'south' if place < 5 else 'north'}")
    rows.append(f"an alias,{next(few[0].glob('*.jpg'))},f,north")
    (tmp_path / "torn.jpg").write_bytes(next(many[0].glob("*.jpg")).read_bytes()[:2000])
    rows.append(f"{many[0].name},torn.jpg,f,north")
    rows.append(f"{many[1].name},nowhere.jpg,m,north")
    manifest = tmp_path / "people.csv"
    manifest.write_text("\n".join(rows), encoding="utf-8")
    return manifest


def test_a_report_and_the_same_one_again(dataset: Path, antigone_home: Path, tmp_path: Path, run_cli: Run) -> None:
    antigone_home.rmdir()
    first = run_cli("evaluate", dataset, "--out", tmp_path / "one", "--workers", 2, "--draws", 3, "--json")
    assert first.returncode == 4, first.stderr
    document = json.loads(first.stdout)
    assert sorted(one["name"] for one in document["refused"]) == ["nowhere.jpg", "torn.jpg"]
    assert all(one["reason"] for one in document["refused"])
    metrics = document["metrics"]
    assert (metrics["dataset"]["people"], metrics["dataset"]["people_with_two"]) == (61, 40)
    assert metrics["dataset"]["name"] == "people"
    assert metrics["closed_set"]["ranking_score"]["cmc"]["value"][0] > 0.9
    assert "an alias" in metrics["probable_duplicates"]["pairs"][0]["people"]
    regions = next(column for column in metrics["groups"] if column["column"] == "region")
    south = next(group for group in regions["groups"] if group["group"] == "south")
    assert south["fpir"] is None
    assert "a figure takes 30" in south["reason"]
    assert metrics["several_references"]["reason"].startswith("0 people with three photographs")
    assert metrics["ladder"] is None
    assert metrics["protocol"]["calibrated_here"] is False
    report = (tmp_path / "one" / "report.html").read_text(encoding="utf-8")
    assert "a figure takes 30" in report
    assert "an alias" in report

    second = run_cli("evaluate", dataset, "--out", tmp_path / "two", "--draws", 3)
    assert second.returncode == 4
    assert "2 were refused:" in second.stdout
    assert "torn.jpg" in second.stdout
    assert all(len(line) <= 80 for line in second.stdout.splitlines() if not line.startswith(("Report", "  torn")))
    one, two = ((tmp_path / name / "metrics.json").read_bytes() for name in ("one", "two"))
    assert one == two
    assert [*(antigone_home / "cache" / "templates").iterdir()] != []
    assert not (antigone_home / "originals").exists()
    assert (antigone_home / "evaluations" / "starter" / "latest.json").exists()


def test_a_calibration_of_the_sites_own_is_judged_as_one(
    dataset: Path, antigone_home: Path, tmp_path: Path, run_cli: Run
) -> None:
    use_calibration(keep_calibration(antigone_home, "starter", starter_calibration()))
    done = run_cli("evaluate", dataset, "--out", tmp_path / "out", "--workers", 1, "--draws", 2, "--json")
    assert done.returncode == 4, done.stderr
    assert json.loads(done.stdout)["metrics"]["protocol"]["calibrated_here"] is True


def test_three_people_are_refused_with_the_number_it_takes(lfw: Path, tmp_path: Path, run_cli: Run) -> None:
    for folder in [folder for folder in sorted(lfw.iterdir()) if folder.is_dir()][:3]:
        (tmp_path / "three" / folder.name).mkdir(parents=True)
        for path in folder.glob("*.jpg"):
            (tmp_path / "three" / folder.name / path.name).symlink_to(path)
    done = run_cli("evaluate", tmp_path / "three", "--out", tmp_path / "out", "--workers", 1)
    assert done.returncode == 3
    assert "it takes 60 people, 30 of them with two" in done.stderr
    assert not (tmp_path / "out").exists()


def test_probes_for_a_ladder_that_nobody_asked_for_are_a_usage_error(
    dataset: Path, tmp_path: Path, run_cli: Run
) -> None:
    done = run_cli("evaluate", dataset, "--out", tmp_path / "out", "--ladder-probes", 40)
    assert done.returncode == 2
    assert "Add --ladder." in done.stderr


def test_a_ladder_for_fewer_people_than_it_takes_is_refused(dataset: Path, tmp_path: Path, run_cli: Run) -> None:
    done = run_cli("evaluate", dataset, "--out", tmp_path / "out", "--ladder", "--ladder-probes", 29)
    assert done.returncode == 2
    assert "30" in done.stderr

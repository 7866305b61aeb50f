"""`--recipe`, on real photographs: what was done is said, and can be done again from the original."""

import json
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import pytest

from antigone.casework.evidence.storage import original_path
from antigone.engine.extraction import ExtractionRequest, Extractor, parse_recipe
from antigone.engine.imaging import read_image
from antigone.engine.runtime import LoadedPack
from antigone.engine.types import Extraction
from builders.commands import Cli, document

pytestmark = [pytest.mark.starter, pytest.mark.data, pytest.mark.usefixtures("starter_folder", "made_home")]


def out_of_focus(photograph: Path, target: Path, radius: float) -> Path:
    """The photograph through a disc of this radius in pixels."""
    size = 2 * int(radius) + 3
    rows, columns = np.mgrid[:size, :size] - size // 2
    disc = (np.hypot(rows, columns) <= radius).astype(np.float32)
    cv2.imwrite(str(target), cv2.filter2D(cv2.imread(str(photograph)), -1, disc / disc.sum()))
    return target


@pytest.fixture
def pair(lfw: Path, tmp_path: Path, run_cli: Cli) -> tuple[Path, Path]:
    """A person's photograph out of focus, and the one enrolled beside two other people's."""
    folders = [folder for folder in sorted(lfw.iterdir()) if len(list(folder.glob("*.jpg"))) > 1][:3]
    for folder in folders:
        (tmp_path / "portraits" / folder.name).mkdir(parents=True)
        (tmp_path / "portraits" / folder.name / "a.jpg").symlink_to(min(folder.glob("*.jpg")))
    run_cli("enrol", tmp_path / "portraits", "--gallery", "missing", "--basis", "family:form 7", "--workers", 1)
    enrolled, other, *_ = sorted(folders[0].glob("*.jpg"))
    return out_of_focus(other, tmp_path / "probe.png", 6.0), enrolled


def test_what_auto_did_is_said_and_done_again_from_the_original(
    pair: tuple[Path, Path], antigone_home: Path, starter: LoadedPack, run_cli: Cli
) -> None:
    before = sha256(pair[0].read_bytes()).hexdigest()
    found = document(run_cli, "search", pair[0], "--case", "UA-1", "--recipe", "auto")
    (probe,) = found["probes"]
    assert probe["recipe"]["asked"] == "auto"
    assert probe["recipe"]["steps"].startswith("crops=5,deblur=disc:")
    assert f"The recipe {probe['recipe']['steps']} was applied" in probe["warnings"][0]

    original = original_path(antigone_home / "originals", probe["sha256"])
    assert sha256(original.read_bytes()).hexdigest() == before == probe["sha256"]
    request = ExtractionRequest(image=read_image(original), recipe=parse_recipe(probe["recipe"]["steps"]))
    (again,) = Extractor(starter).extract([request])
    assert isinstance(again, Extraction)
    assert again.recipe is not None
    assert again.recipe.chips_sha256 == probe["recipe"]["chips_sha256"]


def test_it_is_an_option_of_batches_and_comparisons_as_well(
    pair: tuple[Path, Path], tmp_path: Path, run_cli: Cli
) -> None:
    (tmp_path / "cases.csv").write_text("case,photograph\nUA-2,probe.png\n")
    each = run_cli("search", "--each", tmp_path / "cases.csv", "--recipe", "gamma=0.8,smooth", "--workers", 1)
    assert json.loads(each.stdout)["probes"][0]["recipe"]["steps"] == "gamma=0.8,smooth=3"

    plain, treated = (
        document(run_cli, "compare", *pair, "--case", "UA-2", *recipe) for recipe in ((), ("--recipe", "deblur"))
    )
    assert [probe["recipe"] and probe["recipe"]["asked"] for probe in treated["probes"]] == ["deblur", None]
    assert treated["score"] != plain["score"]


def test_the_output_says_where_auto_did_nothing(pair: tuple[Path, Path], run_cli: Cli) -> None:
    done = run_cli("search", pair[1], "--case", "UA-3", "--recipe", "auto")
    assert "recipe auto left the face as it is" in done.stdout


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (
            ("--recipe", "sharpen"),
            "Steps are crops, white-balance, gamma, contrast, denoise, smooth, deblur, mirror, mask",
        ),
        (("--recipe", "gamma=9"), "gamma takes a number from 0.1 to 5"),
        (("--recipe", "auto", "--map", "--sheet", "s.png"), "--map explains the face as it is"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(run_cli: Cli, options: tuple[str, ...], says: str) -> None:
    done = run_cli("search", "any.jpg", "--case", "UA-4", *options)
    assert done.returncode == 2
    assert says in " ".join(done.stderr.split())

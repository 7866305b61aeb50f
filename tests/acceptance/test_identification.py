"""One photograph of each lfw-dev identity enrolled, the second photographs as probes, through the command line.

LFW is easy and old (frontal, adult, news): these are regression bounds, no evidence of fitness for the dead.
"""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from acceptance.conftest import CommandLine, identities, is_half_a, write_manifest

pytestmark = [pytest.mark.acceptance, pytest.mark.data, pytest.mark.starter]

ABSENT = 200
SEED = 20261125


@pytest.fixture(scope="module")
def enrolled(antigone: CommandLine, lfw: Path, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    folder = tmp_path_factory.mktemp("gallery")
    rows = [(name, name, photographs[0].resolve()) for name, photographs in identities(lfw).items()]
    manifest = write_manifest(folder / "gallery.csv", ["subject", "label", "photograph"], rows)
    report = antigone.json("enrol", manifest, "--gallery", "lfw", "--basis", "consent:research", expect=(0, 4))
    assert report["enrolled"] >= 0.997 * len(rows)
    return antigone


def first_ranks(antigone: CommandLine, manifest: Path, *options: object) -> dict[str, dict[str, object]]:
    """Case number to its document, for every row of the manifest."""
    lines = antigone("search", "--each", manifest, *options, expect=(0, 4)).splitlines()
    documents = [json.loads(line) for line in lines]
    return {document["case"]: document for document in documents}


def rank_one(found: dict[str, dict[str, object]]) -> float:
    """Share of cases (numbered by identity) whose first candidate is that identity."""
    right = [case for case, one in found.items() if one["candidates"] and one["candidates"][0]["label"] == case[2:]]  # type: ignore[index]
    return len(right) / len(found)


def test_upright_second_photographs(enrolled: CommandLine, lfw: Path, tmp_path: Path) -> None:
    probes = {name: photographs[1] for name, photographs in identities(lfw).items() if len(photographs) > 1}
    assert len(probes) == 826
    manifest = write_manifest(
        tmp_path / "probes.csv", ["case", "photograph"], [(f"u-{k}", v.resolve()) for k, v in probes.items()]
    )
    found = first_ranks(enrolled, manifest, "--strangers", "off", "--top", 20)
    without_face = [case for case, document in found.items() if document["outcome"] == "no_face"]
    print(f"upright: rank-1 {rank_one(found):.4f}, no face {len(without_face)} of {len(found)}")
    assert len(found) == 826
    assert len(without_face) <= 0.003 * 826
    assert rank_one(found) >= 0.90


def test_turned_second_photographs(enrolled: CommandLine, lfw: Path, tmp_path: Path) -> None:
    rng = np.random.default_rng(SEED)
    rows = []
    for name, photographs in identities(lfw).items():
        if len(photographs) > 1:
            turned = tmp_path / f"{name}.png"
            cv2.imwrite(str(turned), turn(cv2.imread(str(photographs[1])), rng.uniform(0, 360)))
            rows.append((f"t-{name}", turned))
    found = first_ranks(
        enrolled, write_manifest(tmp_path / "turned.csv", ["case", "photograph"], rows), "--strangers", "off"
    )
    print(f"turned: rank-1 {rank_one(found):.4f}")
    assert len(found) == 826
    assert rank_one(found) >= 0.85


def turn(picture: np.ndarray, degrees: float) -> np.ndarray:
    """The whole picture turned about its centre on a larger black ground; nothing is cut off."""
    height, width = picture.shape[:2]
    side = int(np.ceil(np.hypot(height, width)))
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    matrix[:, 2] += (side / 2 - width / 2, side / 2 - height / 2)
    return cv2.warpAffine(picture, matrix, (side, side), flags=cv2.INTER_CUBIC)


def test_absent_people_of_half_b_meet_as_few_strangers_as_promised(
    starter_folder: Path, lfw: Path, tmp_path: Path
) -> None:
    antigone = CommandLine(tmp_path / "home")
    antigone("init")
    half_b = [name for name in identities(lfw) if not is_half_a(name)]
    absent = set(np.random.default_rng(SEED).choice(half_b, ABSENT, replace=False))
    photographs = identities(lfw)
    gallery = [(name, name, photographs[name][0].resolve()) for name in half_b if name not in absent]
    manifest = write_manifest(tmp_path / "gallery.csv", ["subject", "label", "photograph"], gallery)
    antigone("enrol", manifest, "--gallery", "half-b", "--basis", "consent:research", expect=(0, 4))
    probes = [(f"a-{name}", photographs[name][0].resolve()) for name in sorted(absent)]
    found = first_ranks(antigone, write_manifest(tmp_path / "probes.csv", ["case", "photograph"], probes))
    lowest = [
        min((candidate["expected_strangers"] for candidate in document["candidates"]), default=np.inf)  # type: ignore[index, union-attr]
        for document in found.values()
    ]
    shares = {limit: float(np.mean([value <= limit for value in lowest])) for limit in (0.1, 0.3, 1.0)}
    print(f"absent people with a candidate at or below e: {shares} (promised: 0.095, 0.259, 0.632)")
    assert len(found) == ABSENT
    assert 0 < shares[0.1] <= 0.16
    assert 0 < shares[1.0] <= 0.70

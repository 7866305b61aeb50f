"""What is erased is not on the disk any more, in no page and no log beside the database."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest

from integration.browser_erasure import CORRECTED, LABEL

TESTS = Path(__file__).resolve().parents[1]
NAME = "Zarathustra"
SETTING = {
    "DJANGO_SETTINGS_MODULE": "antigone.site.settings",
    "PYTHONPATH": os.pathsep.join(filter(None, [str(TESTS), os.environ.get("PYTHONPATH")])),
}

PREPARE = """
import sys, django; django.setup()
from pathlib import Path
from django.core.management import call_command
call_command("migrate", verbosity=0)
from casework.galleries.builders import enrol_folder, operator
enrol_folder(Path(sys.argv[1]), by=operator())
"""
ERASE = """
import django; django.setup()
from antigone.casework.accounts.selectors import local_operator
from antigone.casework.audit import Door
from antigone.casework.galleries.models import Subject
from antigone.casework.galleries.services import erase_subject
for subject in list(Subject.objects.filter(identifier__startswith="Zara")):
    erase_subject(subject=subject, by=local_operator().actor(Door.CLI))
"""


def run(code: str, home: Path, *arguments: object) -> None:
    environment = {**os.environ, **SETTING, "ANTIGONE_HOME": str(home)}
    subprocess.run([sys.executable, "-c", code, *map(str, arguments)], env=environment, check=True, timeout=120)


def traces(home: Path, text: str) -> list[str]:
    files = [path for path in home.rglob("*") if path.is_file()]
    return [path.name for path in files if text.encode() in path.read_bytes()]


@pytest.mark.sqlite
def test_an_erased_name_and_picture_leave_no_bytes_behind(antigone_home: Path, tmp_path: Path) -> None:
    given = tmp_path / "given"
    for subject in (NAME, "Borys"):
        (given / subject).mkdir(parents=True)
        (given / subject / "1.jpg").write_bytes(b"the picture of " + subject.encode())
    run(PREPARE, antigone_home, given)
    assert traces(antigone_home, NAME)
    run(ERASE, antigone_home)
    assert traces(antigone_home, NAME) == []
    assert traces(antigone_home, "the picture of Borys")


@pytest.mark.sqlite
@pytest.mark.data
@pytest.mark.starter
def test_who_is_erased_through_the_page_is_in_no_file_of_the_home(
    made_home: Path, lfw: Path, starter_folder: Path, run_cli: Callable[..., CompletedProcess[str]], tmp_path: Path
) -> None:
    person, others = _with_three_photographs(lfw)
    with zipfile.ZipFile(tmp_path / "handed in.zip", "w") as archive:
        for label, photographs in ((LABEL, person[:2]), ("Borys", others[:2])):
            for photograph in photographs:
                archive.write(photograph, f"{label}/{photograph.name[-8:]}")
    (tmp_path / "probe.jpg").write_bytes(person[2].read_bytes())
    known = in_browser("enrol", tmp_path / "handed in.zip", home=made_home)
    assert run_cli("search", tmp_path / "probe.jpg", "--case", "X-1", "--strangers", "off").returncode == 0
    secrets = {
        "the name first given": LABEL.encode(),
        "the name": CORRECTED.encode(),
        "the name in JSON": json.dumps(CORRECTED).strip('"').encode(),
        **{f"original {number}": photograph.read_bytes() for number, photograph in enumerate(person[:2])},
        **{f"hash {sha256}": sha256.encode() for sha256 in known["hashes"]},
        **{f"template {number}": bytes.fromhex(vector) for number, vector in enumerate(known["templates"])},
    }
    before = found_in(made_home, secrets)
    assert {"the name", *(name for name in secrets if name.split()[0] in {"original", "hash", "template"})} <= before
    receipt = in_browser("erase", home=made_home)
    assert found_in(made_home, secrets) == set()
    assert not any(known["hashes"][0] in path.name for path in made_home.rglob("*"))
    assert (receipt["photographs_destroyed"], receipt["templates"], receipt["index_entries"]) == (2, 2, 2)
    assert (receipt["list_entries_blanked"], receipt["cache_pictures"], receipt["salts_destroyed"]) == (1, 6, 3)
    assert receipt["completed_at"] is not None
    assert found_in(made_home, {"Borys": others[0].read_bytes()}) == {"Borys"}
    assert run_cli("audit", "verify").returncode == 0


def in_browser(step: str, *arguments: object, home: Path) -> dict[str, Any]:
    environment = {**os.environ, **SETTING, "ANTIGONE_HOME": str(home)}
    command = [sys.executable, "-m", "integration.browser_erasure", step, *map(str, arguments)]
    done = subprocess.run(command, env=environment, check=False, timeout=240, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def found_in(home: Path, secrets: Mapping[str, bytes]) -> set[str]:
    """Which of the secrets stand in any file of the home, or in the name of one."""
    held = [path.read_bytes() + path.name.encode() for path in home.rglob("*") if path.is_file()]
    return {name for name, secret in secrets.items() if any(secret in data for data in held)}


def _with_three_photographs(lfw: Path) -> tuple[list[Path], list[Path]]:
    """The photographs of the first two people who have three."""
    folders = (sorted(folder.iterdir()) for folder in sorted(lfw.iterdir()) if folder.is_dir())
    first, second, *_rest = (photographs for photographs in folders if len(photographs) >= 3)
    return first, second

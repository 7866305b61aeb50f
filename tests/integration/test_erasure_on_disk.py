"""What is erased is not on the disk any more, in no page and no log beside the database."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
NAME = "Zarathustra"
SETTING = {"DJANGO_SETTINGS_MODULE": "antigone.site.settings", "PYTHONPATH": str(TESTS)}

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

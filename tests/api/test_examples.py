"""The examples of docs/api.md, run in their order against a served instance."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from builders.required import missing
from builders.serving import serving

REPOSITORY = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```(sh|python)\n(.*?)^```", re.MULTILINE | re.DOTALL)

MAKE_KEY = """
import django
django.setup()
from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from builders.calls import key_of
from builders.people import person
print(key_of(person(Agency.objects.get(), Role.REGISTRAR, Role.GALLERY_MANAGER)))
"""


@pytest.mark.starter
@pytest.mark.data
def test_every_example_runs(
    run_cli: Callable[..., object], made_home: Path, lfw: Path, starter_folder: Path, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        missing("curl is not installed")
    pictures = sorted(next(one for one in sorted(lfw.iterdir()) if len(list(one.iterdir())) > 1).iterdir())
    source = tmp_path / "source" / "person"
    source.mkdir(parents=True)
    shutil.copy(pictures[0], source)
    enrolled = run_cli("enrol", source.parent, "--gallery", "missing", "--basis", "family", "--workers", "1")
    assert enrolled.returncode == 0, enrolled.stderr  # type: ignore[attr-defined]
    with serving(made_home, ANTIGONE_WEBHOOK_HOSTS="hooks.example") as server:
        made = subprocess.run(
            [sys.executable, "-c", MAKE_KEY], env=server.environment, capture_output=True, text=True, check=True
        )
        script = tmp_path / "examples.sh"
        script.write_text(_script((REPOSITORY / "docs" / "api.md").read_text(encoding="utf-8"), tmp_path))
        environment = {
            **os.environ,
            "API": f"{server.started['listening'].rstrip('/')}/api/v1",
            "KEY": made.stdout.strip(),
            "PHOTO": str(pictures[1]),
        }
        ran = subprocess.run(
            ["bash", script], env=environment, capture_output=True, text=True, timeout=300, check=False
        )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert '"candidates"' in ran.stdout
    assert f'"label": "{source.name}"' in ran.stdout


def _script(page: str, folder: Path) -> str:
    """All blocks as one: shell blocks share their names, Python blocks are files."""
    parts = ["set -euo pipefail"]
    for number, (kind, text) in enumerate(BLOCK.findall(page)):
        if kind == "python":
            (folder / f"{number}.py").write_text(text)
        parts.append(f"{sys.executable} {folder / f'{number}.py'}\n" if kind == "python" else text)
    return "\n".join(parts)

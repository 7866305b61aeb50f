"""The peers' own virtual environments, each made once from pinned hashes."""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "out"


def peer_python() -> Path:
    """Path of a Python that can import `face_recognition`; made on the first call (about two minutes)."""
    # The package asks for `dlib`, which has no wheels; `dlib-bin` is the same library under another name.
    return _made("peer-venv", HERE / "requirements.txt", "face_recognition, dlib-bin", built=True)


def insightface_python() -> Path:
    """Path of a Python that can import `insightface`; made on the first call (about a minute)."""
    return _made("insightface-venv", HERE / "insightface.txt", "insightface", built=False)


def _made(name: str, requirements: Path, what: str, *, built: bool) -> Path:
    """built: whether a package comes as source, and needs the pinned setuptools first."""
    folder = OUT / name
    python, done = folder / "bin" / "python", folder / "complete"
    if not done.exists():
        sys.stderr.write(f"Making the peer's environment ({what}) ...\n")
        venv.create(folder, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        if built:
            subprocess.run([*pip, "--no-deps", "-r", str(_build_tools(folder, requirements))], check=True)
        subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-r", str(requirements)], check=True)
        done.touch()
    return python


def _build_tools(folder: Path, requirements: Path) -> Path:
    """The pinned setuptools alone: the models package is built from source and needs it first."""
    blocks = requirements.read_text().split("\n")
    start = next(number for number, line in enumerate(blocks) if line.startswith("setuptools=="))
    end = next((n for n in range(start + 1, len(blocks)) if not blocks[n].startswith("    ")), len(blocks))
    target = folder / "build-tools.txt"
    target.write_text("\n".join(blocks[start:end]) + "\n")
    return target

"""The peer's own virtual environment, made once from pinned hashes."""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
FOLDER = HERE.parents[1] / "out" / "peer-venv"


def peer_python() -> Path:
    """Path of a Python that can import `face_recognition`; made on the first call (about two minutes)."""
    python = FOLDER / "bin" / "python"
    done = FOLDER / "complete"
    if not done.exists():
        sys.stderr.write("Making the peer's environment (face_recognition, dlib-bin) ...\n")
        venv.create(FOLDER, with_pip=True, clear=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
        # The package asks for `dlib`, which has no wheels; `dlib-bin` is the same library under another name.
        command = [*pip, "--no-deps", "--no-build-isolation", "-r", str(HERE / "requirements.txt")]
        subprocess.run([*pip, "--no-deps", "-r", str(_build_tools())], check=True)
        subprocess.run(command, check=True)
        done.touch()
    return python


def _build_tools() -> Path:
    """The pinned setuptools alone: the models package is built from source and needs it first."""
    blocks = (HERE / "requirements.txt").read_text().split("\n")
    start = next(number for number, line in enumerate(blocks) if line.startswith("setuptools=="))
    end = next((n for n in range(start + 1, len(blocks)) if not blocks[n].startswith("    ")), len(blocks))
    target = FOLDER / "build-tools.txt"
    target.write_text("\n".join(blocks[start:end]) + "\n")
    return target

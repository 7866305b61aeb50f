"""The peers' own virtual environments, made once from pinned hashes."""

import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
OUT = HERE.parents[1] / "out"
FOLDER = OUT / "peer-venv"
FIELD = OUT / "field-venv"
INSIGHTFACE = OUT / "insightface-venv"
_PIP = ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps")


def peer_python() -> Path:
    """Path of a Python that can import `face_recognition`; made on the first call (about two minutes)."""
    python = FOLDER / "bin" / "python"
    done = FOLDER / "complete"
    if not done.exists():
        sys.stderr.write("Making the peer's environment (face_recognition, dlib-bin) ...\n")
        venv.create(FOLDER, with_pip=True, clear=True)
        # The package asks for `dlib`, which has no wheels; `dlib-bin` is the same library under another name.
        _install(python, _build_tools())
        _install(python, HERE / "requirements.txt", "--no-build-isolation")
        done.touch()
    return python


def field_python() -> Path:
    """Path of a Python that can import the peers of `search_field.py`; made on the first call (about a minute).

    hnswlib is missing from it where there is no C++ compiler.
    """
    python = FIELD / "bin" / "python"
    done = FIELD / "complete"
    if not done.exists():
        sys.stderr.write("Making the peers' environment (faiss, usearch, hnswlib, DeepFace, Milvus, pgvector) ...\n")
        venv.create(FIELD, with_pip=True, clear=True)
        _install(python, HERE / "field.txt")
        _install(python, HERE / "deepface.txt")
        try:
            _install(python, HERE / "hnswlib.txt", "--no-build-isolation")
        except subprocess.CalledProcessError:
            sys.stderr.write("hnswlib could not be built; it is left out.\n")
        done.touch()
    return python


def insightface_python() -> Path:
    """Path of a Python that can import `insightface`; made on the first call (about a minute)."""
    python = INSIGHTFACE / "bin" / "python"
    done = INSIGHTFACE / "complete"
    if not done.exists():
        sys.stderr.write("Making the peer's environment (insightface) ...\n")
        venv.create(INSIGHTFACE, with_pip=True, clear=True)
        _install(python, HERE / "insightface.txt")
        done.touch()
    return python


def _install(python: Path, requirements: Path, *options: str) -> None:
    subprocess.run([str(python), *_PIP, *options, "-r", str(requirements)], check=True)


def _build_tools() -> Path:
    """The pinned setuptools alone: the models package is built from source and needs it first."""
    blocks = (HERE / "requirements.txt").read_text().split("\n")
    start = next(number for number, line in enumerate(blocks) if line.startswith("setuptools=="))
    end = next((n for n in range(start + 1, len(blocks)) if not blocks[n].startswith("    ")), len(blocks))
    target = FOLDER / "build-tools.txt"
    target.write_text("\n".join(blocks[start:end]) + "\n")
    return target

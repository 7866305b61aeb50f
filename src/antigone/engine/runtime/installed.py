"""Which onnxruntime is installed, told without loading it."""

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

_PACKAGES = ("onnxruntime", "onnxruntime-gpu")


def installed_runtime() -> str:
    """Package and version, `onnxruntime 1.32.0`; empty where none of the known packages is there.

    Both where both are installed: they share their files, and only loading would tell whose are there.
    """
    found = []
    for package in _PACKAGES:
        with suppress(PackageNotFoundError):
            found.append(f"{package} {version(package)}")
    return ", ".join(found)

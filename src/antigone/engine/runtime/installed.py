"""Which onnxruntime is installed, told without loading it."""

from importlib.metadata import PackageNotFoundError, version

_PACKAGES = ("onnxruntime", "onnxruntime-gpu")


def installed_runtime() -> str:
    """Package and version, `onnxruntime 1.32.0`; empty where none of the known packages is there."""
    for package in _PACKAGES:
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    return ""

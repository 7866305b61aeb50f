"""What runs the models, told without loading it."""

from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version

from antigone.engine.runtime.specs import Device

_PACKAGES = ("onnxruntime", "onnxruntime-gpu")


def installed_runtime(device: Device) -> str:
    """Packages and versions, `onnxruntime 1.32.0`; empty where none of the known packages is there.

    Both of onnxruntime where both are installed: they share their files, and only loading would tell whose are there.
    """
    found = []
    for package in (*_PACKAGES, "openvino") if device is Device.CPU_BF16 else _PACKAGES:
        with suppress(PackageNotFoundError):
            found.append(f"{package} {version(package)}")
    return ", ".join(found)

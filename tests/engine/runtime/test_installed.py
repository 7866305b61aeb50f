from importlib.metadata import PackageNotFoundError
from typing import NoReturn

import pytest

from antigone.engine.runtime import Device, installed, installed_runtime


@pytest.mark.parametrize(
    ("there", "said"),
    [
        ({"onnxruntime": "1.32.0"}, "onnxruntime 1.32.0"),
        ({"onnxruntime-gpu": "1.31.0"}, "onnxruntime-gpu 1.31.0"),
        ({"onnxruntime": "1.32.0", "onnxruntime-gpu": "1.31.0"}, "onnxruntime 1.32.0, onnxruntime-gpu 1.31.0"),
        ({}, ""),
    ],
)
def test_every_one_that_is_installed_is_named(
    there: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(installed, "version", lambda package: there.get(package) or _absent(package))
    assert installed_runtime(Device.CPU) == said


def test_where_it_rounds_both_runtimes_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    there = {"onnxruntime": "1.32.0", "openvino": "2026.4.1"}
    monkeypatch.setattr(installed, "version", lambda package: there.get(package) or _absent(package))
    assert installed_runtime(Device.CPU_BF16) == "onnxruntime 1.32.0, openvino 2026.4.1"
    assert installed_runtime(Device.CUDA) == "onnxruntime 1.32.0"


def _absent(package: str) -> NoReturn:
    raise PackageNotFoundError(package)

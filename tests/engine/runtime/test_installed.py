from importlib.metadata import PackageNotFoundError

import pytest

from antigone.engine.runtime import installed, installed_runtime


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
    def version(package: str) -> str:
        if package not in there:
            raise PackageNotFoundError(package)
        return there[package]

    monkeypatch.setattr(installed, "version", version)
    assert installed_runtime() == said

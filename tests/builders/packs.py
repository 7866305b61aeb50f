"""Small model packs made by code: a detector and a recogniser of a few operators each, and their manifest."""

import hashlib
from pathlib import Path

import numpy as np

from antigone.engine.runtime.onnx_writer import model, node, tensor, value


def detector_onnx(shape: tuple[int | str, ...] = ("n", 3, "h", "w"), outputs: int = 4) -> bytes:
    """Every output is the input itself."""
    names = [f"out{number}" for number in range(outputs)]
    return model(
        "detector",
        nodes=[node("Identity", ("x",), name) for name in names],
        initializers=[],
        inputs=[value("x", shape)],
        outputs=[value(name, shape) for name in names],
    )


def recogniser_onnx(length: int = 4, *, batch: int | str = "n", size: int = 150, seed: int = 0) -> bytes:
    """Mean of each channel, times a matrix of random numbers (3, length)."""
    weights = np.random.default_rng(seed).normal(size=(3, length)).astype(np.float32)
    return model(
        "recogniser",
        nodes=[
            node("GlobalAveragePool", ("x",), "mean"),
            node("Flatten", ("mean",), "flat"),
            node("MatMul", ("flat", "weights"), "template"),
        ],
        initializers=[tensor("weights", weights)],
        inputs=[value("x", (batch, 3, size, size))],
        outputs=[value("template", (batch, length))],
    )


def manifest_text(
    detector: bytes, recogniser: bytes, *, pack_id: str = "small", licence: str = "MIT", production_use: bool = True
) -> str:
    """A valid pack.toml for the two; break it with `str.replace`."""
    return f"""
format = 1
id = "{pack_id}"
title = "A small pack"
figures = []
not_for = ["Anything but tests."]

[[models]]
id = "{pack_id}-detector"
kind = "detector"
family = "centerface"
file = "detector.onnx"
sha256 = "{hashlib.sha256(detector).hexdigest()}"
source = "made by code"
output = "the picture"
licence = {{ name = "MIT", production_use = true, notice = "Ours." }}
training_data = {{ description = "none", withdrawn = "no" }}
input = {{ multiple_of = 32, channel_order = "BGR", mean = [0, 0, 0], std = [1, 1, 1] }}

[[models]]
id = "{pack_id}-recogniser"
kind = "recogniser"
family = "embedding"
file = "recogniser.onnx"
sha256 = "{hashlib.sha256(recogniser).hexdigest()}"
source = "made by code"
output = "four numbers"
alignment = "dlib-150"
template_length = 4
licence = {{ name = "{licence}", production_use = {str(production_use).lower()}, notice = "As it is." }}
training_data = {{ description = "none", withdrawn = "unknown" }}
input = {{ width = 150, height = 150, channel_order = "RGB", mean = [127.5, 127.5, 127.5], std = [128, 128, 128] }}
"""


def write_pack(
    folder: Path,
    *,
    detector: bytes | None = None,
    recogniser: bytes | None = None,
    pack_id: str = "small",
    licence: str = "MIT",
    production_use: bool = True,
) -> Path:
    """A whole pack in a new folder."""
    detector, recogniser = detector or detector_onnx(), recogniser or recogniser_onnx()
    folder.mkdir(parents=True)
    (folder / "detector.onnx").write_bytes(detector)
    (folder / "recogniser.onnx").write_bytes(recogniser)
    text = manifest_text(detector, recogniser, pack_id=pack_id, licence=licence, production_use=production_use)
    (folder / "pack.toml").write_text(text)
    return folder

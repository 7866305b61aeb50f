"""A network's numbers in one byte each: two to three times as fast where the processor multiplies bytes (VNNI).

Static: the range of every intermediate value is measured beforehand, on what the network sees of real photographs.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, TypeVar

from antigone.engine.errors import ModelFormatError, UsageError
from antigone.engine.runtime.sessions import LoadedPack, ModelSession
from antigone.engine.runtime.specs import ModelSpec
from antigone.engine.types import FloatArray

MOST_BYTES = 256 * 1024 * 1024
"""Of what is overheard; large pictures beyond it add nothing to what small ones showed."""

_PER_CHANNEL_OPSET = 13
_ERRORS_ONLY = 3
_LAYERS = ("Conv", "Gemm", "MatMul")

Spec = TypeVar("Spec", bound=ModelSpec)


class Overheard(ModelSession[Spec]):
    """A session that keeps what it is given, batch by batch."""

    def __init__(self, session: ModelSession[Spec]) -> None:
        super().__init__(session.spec, session.native)
        self.batches: list[FloatArray] = []
        self._bytes = 0

    def run(self, batch: FloatArray) -> tuple[FloatArray, ...]:
        self._bytes += batch.nbytes
        if self._bytes <= MOST_BYTES:
            self.batches.append(batch)
        return super().run(batch)


def overheard(pack: LoadedPack) -> tuple[LoadedPack, Sequence[FloatArray], Sequence[FloatArray]]:
    """The same pack, and what its detector and its recogniser will have been given."""
    detector, recogniser = Overheard(pack.detector), Overheard(pack.recogniser)
    listening = LoadedPack(manifest=pack.manifest, detector=detector, recogniser=recogniser)
    return listening, detector.batches, recogniser.batches


def quantise_model(source: Path, target: Path, batches: Sequence[FloatArray]) -> None:
    """Write the model of `source` with weights and values of eight bits. batches: what it was given.

    The first layer and the last ones, which give the answers, stay as they are: it costs nothing, and halves what a
    template of dlib's network changes. Weights take seven of their bits: processors without VNNI add up pairs of
    products in sixteen bits, and with eight they would overflow there, so that two machines made different templates of
    one face.
    Raises UsageError where the package `onnx` is missing, ModelFormatError where the model cannot be quantised.
    """
    try:
        import onnx  # noqa: PLC0415 (an extra; loaded when asked for)
        from onnxruntime import quantization, set_default_logger_severity  # noqa: PLC0415
        from onnxruntime.quantization.shape_inference import quant_pre_process  # noqa: PLC0415
    except ImportError as error:
        raise UsageError(
            "Quantising needs the package onnx, which is not installed.", advice="pip install 'antigone[quantise]'"
        ) from error
    # It lists every number that the file has in vain.
    set_default_logger_severity(_ERRORS_ONLY)
    try:
        with TemporaryDirectory(dir=target.parent) as folder:
            prepared = Path(folder) / "prepared.onnx"
            quant_pre_process(str(source), str(prepared), skip_symbolic_shape=True)
            model = _named(onnx.load(str(prepared)))
            if max(each.version for each in model.opset_import if not each.domain) < _PER_CHANNEL_OPSET:
                model = onnx.version_converter.convert_version(model, _PER_CHANNEL_OPSET)
            onnx.save(model, str(prepared))
            quantization.quantize_static(
                str(prepared),
                str(target),
                _reader(model.graph.input[0].name, batches),
                quant_format=quantization.QuantFormat.QDQ,
                per_channel=True,
                reduce_range=True,
                activation_type=quantization.QuantType.QUInt8,
                weight_type=quantization.QuantType.QInt8,
                nodes_to_exclude=_edges(model),
                calibrate_method=quantization.CalibrationMethod.MinMax,
            )
    except (RuntimeError, ValueError, onnx.checker.ValidationError) as error:
        raise ModelFormatError(f"{source} cannot be quantised: {error}") from error


def _named(model: Any) -> Any:
    """Every node with a name: those to leave out are told by it."""
    for number, node in enumerate(model.graph.node):
        node.name = node.name or f"node{number}"
    return model


def _edges(model: Any) -> list[str]:
    """Names of the first layer with weights, and of those that every output comes out of."""
    maker = {output: node for node in model.graph.node for output in node.output}
    layers = [node.name for node in model.graph.node if node.op_type in _LAYERS][:1]
    for output in model.graph.output:
        name = output.name
        while name in maker and maker[name].op_type not in _LAYERS:
            name = maker[name].input[0]
        if name in maker:
            layers.append(maker[name].name)
    return layers


def _reader(name: str, batches: Sequence[FloatArray]) -> Any:
    from onnxruntime.quantization import CalibrationDataReader  # noqa: PLC0415 (loaded when asked for)

    class Batches(CalibrationDataReader):  # type: ignore[misc] # the package has no types
        def __init__(self) -> None:
            self._left: Iterator[FloatArray] = iter(batches)

        def get_next(self) -> dict[str, FloatArray] | None:
            batch = next(self._left, None)
            return None if batch is None else {name: batch}

    return Batches()

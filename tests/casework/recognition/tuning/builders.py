"""A tuning as if it had been measured."""

from dataclasses import replace

from antigone.casework.recognition.tuning import Figure, Machine, Tuning
from antigone.engine.runtime import Device, PackManifest

MACHINE = Machine(processor="Zuse Z3", cores=4, runtime="onnxruntime 1.32.0", device=Device.CPU)


def tuning(manifest: PackManifest, *, machine: Machine = MACHINE, **fields: int) -> Tuning:
    made = Tuning(
        machine=machine,
        detector=manifest.detector.sha256,
        recogniser=manifest.recogniser.sha256,
        day="2026-03-01",
        workers=3,
        threads=1,
        threads_alone=2,
        photographs=12,
        detector_pixels=5000,
        chips=6,
        figures=(Figure(what="3 processes of 1 threads", rate=61.5, same=True),),
    )
    return replace(made, **fields)

"""A recogniser without models, a reader that invents faces, and folders of such photographs."""

from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path

import numpy as np

from antigone.casework.accounts.services import create_home
from antigone.casework.audit import Actor, Door
from antigone.casework.galleries.enrolment import EnrolmentOrder, open_enrolment
from antigone.casework.galleries.models import BasisKind
from antigone.casework.galleries.outcomes import Outcome
from antigone.casework.galleries.provenance import Basis
from antigone.casework.galleries.sources import SourceItem, open_source
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.reading import PhotographItem, Reading
from antigone.engine.errors import NoFaceFound
from antigone.engine.runtime.specs import (
    Alignment,
    ChannelOrder,
    DetectorSpec,
    InputFormat,
    Licence,
    ModelFamily,
    ModelKind,
    PackManifest,
    RecogniserSpec,
    TrainingData,
    Withdrawn,
)
from antigone.engine.types import Extraction, LandmarkSource, Template
from casework.evidence.builders import face, quality, stored_facts
from casework.galleries.sources.builders import bytes_of

LENGTH = 8
NO_FACE = b"no face"
POOR = b"poor"
Read = Callable[[Iterable[tuple[SourceItem, PhotographItem]]], Iterator[tuple[SourceItem, Reading]]]


def recogniser() -> Recogniser:
    common = {
        "file": "none.onnx",
        "source": "a test",
        "licence": Licence(name="none", production_use=True, notice=""),
        "training_data": TrainingData(description="none", withdrawn=Withdrawn.NO),
        "input": InputFormat(
            width=None, height=None, multiple_of=1, channel_order=ChannelOrder.RGB, mean=(0.0,), std=(1.0,)
        ),
        "output": "numbers",
    }
    manifest = PackManifest(
        id="a-pack",
        title="A pack",
        figures=(),
        not_for=(),
        folder=Path("nowhere"),
        detector=DetectorSpec(
            id="a-detector", kind=ModelKind.DETECTOR, family=ModelFamily.YUNET, sha256="d" * 64, **common
        ),
        recogniser=RecogniserSpec(
            id="a-recogniser",
            kind=ModelKind.RECOGNISER,
            family=ModelFamily.EMBEDDING,
            sha256="e" * 64,
            alignment=Alignment.ARCFACE_112,
            template_length=LENGTH,
            **common,
        ),
    )
    return Recogniser(manifest=manifest, calibration=None)


def invented_template(data: bytes) -> Template:
    """The template that `read` makes of a photograph's bytes."""
    vector = np.frombuffer(sha256(data).digest()[:LENGTH], dtype=np.uint8).astype(np.float32) + 1
    return Template(
        vector=vector / np.linalg.norm(vector),
        recogniser=recogniser().identity,
        landmarks_by=LandmarkSource.MACHINE,
    )


def read(items: Iterable[tuple[SourceItem, PhotographItem]]) -> Iterator[tuple[SourceItem, Reading]]:
    """One at a time: a face and a template made of the photograph's hash; bytes that begin with NO_FACE have none."""
    for item, _ in items:
        data = bytes_of(item)
        facts = stored_facts(data, name=item.name)
        if data.startswith(NO_FACE):
            yield item, Reading(facts=facts, outcome=NoFaceFound(item.name, "no face was found"))
            continue
        extraction = Extraction(
            facts=facts,
            faces=(face(10.0), face(50.0)),
            chosen=0,
            quality=quality(5.0 if data.startswith(POOR) else 70.0),
            template=invented_template(data),
            warnings=("2 faces; the largest was taken.",),
        )
        yield item, Reading(facts=facts, outcome=extraction)


def operator() -> Actor:
    """The operator of a new home."""
    home = create_home(agency="Bureau", authority="Prosecutor", purpose="Identification", door=Door.CLI)
    return home.actor(Door.CLI)


def enrol_folder(
    folder: Path, *, by: Actor, gallery: str = "missing", reader: Read = read, min_quality: float | None = None
) -> list[Outcome]:
    return list(enrolling(folder, by=by, gallery=gallery, reader=reader, min_quality=min_quality))


def enrolling(
    folder: Path, *, by: Actor, gallery: str = "missing", reader: Read = read, min_quality: float | None = None
) -> Iterator[Outcome]:
    """Outcome after outcome, as the command sees them."""
    order = EnrolmentOrder(
        gallery=gallery, basis=Basis(kind=BasisKind.FAMILY, text="form 12"), source="a folder", min_quality=min_quality
    )
    with open_source(folder) as source, open_enrolment(order=order, recogniser=recogniser(), by=by) as enrolment:
        yield from enrolment.enrol(source.items(), reader)


def put(folder: Path, **photographs: bytes) -> Path:
    """Photographs `subject__name`, each as a file `subject/name.jpg`."""
    for key, data in photographs.items():
        subject, _, name = key.partition("__")
        path = folder / subject / f"{name}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder

"""A recogniser with numbers for models, and templates of invented people in its galleries."""

from dataclasses import replace

import numpy as np
from django.db import transaction

from antigone.casework.audit import Actor
from antigone.casework.evidence.services import register_faces, register_photograph
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import IndexEntry, StoredTemplate
from antigone.casework.recognition.services import NewEntry, add_entries, store_template
from antigone.engine.scoring import Calibration
from antigone.engine.types import FloatArray, LandmarkSource, ModelIdentity, Template
from builders.calibrations import LENGTH, calibration, unit
from casework.evidence.builders import DETECTOR, face, quality, stored_facts
from casework.galleries.builders import recogniser as uncalibrated

OTHER_COHORT_SEED = 7


def recogniser(*, calibrated: bool = True, cohort_seed: int = 1) -> Recogniser:
    """Templates of 16 numbers. Another seed is another calibration, with another cohort."""
    manifest = uncalibrated().manifest
    manifest = replace(manifest, recogniser=replace(manifest.recogniser, template_length=LENGTH))
    if not calibrated:
        return Recogniser(manifest=manifest, calibration=None)
    return Recogniser(manifest=manifest, calibration=calibration_of(manifest.recogniser.identity, cohort_seed))


def calibration_of(identity: ModelIdentity, cohort_seed: int) -> Calibration:
    made = calibration(recogniser=identity)
    vectors = unit(400, seed=cohort_seed)
    return replace(made, cohort=type(made.cohort).of(vectors, recogniser=identity, origin="random numbers"))


def template(vector: FloatArray, *, of: Recogniser) -> Template:
    return Template(vector=vector, recogniser=of.identity, landmarks_by=LandmarkSource.MACHINE)


def stored(vector: FloatArray, *, of: Recogniser, by: Actor) -> StoredTemplate:
    """A template with a photograph and a face of its own."""
    with transaction.atomic():
        photograph = register_photograph(facts=stored_facts(vector.tobytes()), by=by)
        (row,) = register_faces(photograph=photograph, faces=[face()], detector=DETECTOR, chosen=0, quality=quality())
        return store_template(face=row, template=template(vector, of=of), recogniser=of)


def entered(count: int, *, of: Recogniser, by: Actor, seed: int = 3, gallery: int = 1) -> list[IndexEntry]:
    """That many people of a gallery, one template each, in one transaction; subject keys count from 100 * seed."""
    vectors = unit(count, seed=seed)
    with transaction.atomic():
        templates = [stored(vector, of=of, by=by) for vector in vectors]
        return add_entries(
            [
                NewEntry(template=one, gallery_key=gallery, subject_key=100 * seed + number)
                for number, one in enumerate(templates)
            ]
        )


def vector_of(entry: IndexEntry) -> FloatArray:
    assert entry.template is not None
    return np.frombuffer(bytes(entry.template.vector), dtype="<f2").astype(np.float32)

"""Photographs of a case as a search takes them: read before, or to be read."""

from antigone.casework.cases.faces import probe_of
from antigone.casework.cases.models import CasePhotograph, ReadingState
from antigone.casework.recognition.bridge import Recogniser, stored_vectors
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.searches.probes import KnownProbe
from antigone.casework.searches.requests import ProbePhotograph
from antigone.engine.types import LandmarkSource, Template

__all__ = ["as_probe"]


def as_probe(photograph: CasePhotograph, recogniser: Recogniser) -> KnownProbe | ProbePhotograph:
    """With its template from the store, where this recogniser made one of the face that is meant, as it is."""
    stored = _stored(photograph, recogniser)
    if stored is None or photograph.face is None:
        asked = probe_of(photograph)
        return ProbePhotograph(
            path=asked.path, name=asked.name, choice=asked.choice, rotations=asked.rotations, recipe=asked.recipe
        )
    quality = photograph.quality or {}
    return KnownProbe(
        name=photograph.file_name,
        photograph=photograph.photograph,
        face=photograph.face,
        stored=stored,
        template=Template(
            vector=stored_vectors([stored.vector], recogniser.template_length)[0].astype("float32"),
            recogniser=recogniser.identity,
            landmarks_by=LandmarkSource(stored.landmarks_by),
        ),
        # Faces drawn by hand are kept beside those that the program found, and belong to another reading.
        faces_found=photograph.faces.filter(landmarks_by=photograph.face.landmarks_by).count(),
        quality={**quality.get("components", {}), "overall": quality.get("overall")},
        warnings=[*photograph.warnings, *quality.get("advice", [])],
    )


def _stored(photograph: CasePhotograph, recogniser: Recogniser) -> StoredTemplate | None:
    if photograph.recipe or photograph.face is None or photograph.reading != ReadingState.READ:
        return None
    return StoredTemplate.objects.filter(face=photograph.face, recogniser_sha256=recogniser.identity.sha256).first()

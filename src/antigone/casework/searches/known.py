"""Photographs of a case as a search takes them: read before, or to be read."""

from antigone.casework.cases.choices import Choice
from antigone.casework.cases.faces import probe_of
from antigone.casework.cases.models import CasePhotograph, ReadingState
from antigone.casework.evidence.selectors import originals_folder
from antigone.casework.evidence.storage import original_path
from antigone.casework.recognition.bridge import Recogniser, stored_vectors
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.recognition.steps import asked_recipe
from antigone.casework.searches.models import SearchProbe
from antigone.casework.searches.probes import KnownProbe
from antigone.casework.searches.requests import ProbePhotograph
from antigone.engine.types import LandmarkSource, Template

__all__ = ["as_probe", "as_probe_again"]


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
        template=_template(stored, recogniser),
        # Faces drawn by hand are kept beside those that the program found, and belong to another reading.
        faces_found=photograph.faces.filter(landmarks_by=photograph.face.landmarks_by).count(),
        quality={**quality.get("components", {}), "overall": quality.get("overall")},
        warnings=[*photograph.warnings, *quality.get("advice", [])],
    )


def as_probe_again(probe: SearchProbe, recogniser: Recogniser) -> KnownProbe | ProbePhotograph:
    """A frozen probe that has a face: with its template from the store, or, as there is none of this recogniser or a
    recipe changed the face, to be read again as it was. Raises ValueError for one without a face."""
    if probe.photograph is None or probe.face is None:
        raise ValueError(f"a probe without a face is none: {probe}")
    stored = probe.template
    if stored is None or stored.recogniser_sha256 != recogniser.identity.sha256:
        return ProbePhotograph(
            path=original_path(originals_folder(), probe.photograph.sha256),
            name=probe.file_name,
            choice=Choice.of_face(probe.face).face_choice(),
            recipe=asked_recipe(probe.recipe["asked"] if probe.recipe else ""),
        )
    return KnownProbe(
        name=probe.file_name,
        photograph=probe.photograph,
        face=probe.face,
        stored=stored,
        template=_template(stored, recogniser),
        faces_found=probe.faces_found,
        quality=probe.quality or {},
        warnings=probe.warnings,
    )


def _template(stored: StoredTemplate, recogniser: Recogniser) -> Template:
    return Template(
        vector=stored_vectors([stored.vector], recogniser.template_length)[0].astype("float32"),
        recogniser=recogniser.identity,
        landmarks_by=LandmarkSource(stored.landmarks_by),
    )


def _stored(photograph: CasePhotograph, recogniser: Recogniser) -> StoredTemplate | None:
    if photograph.recipe or photograph.face is None or photograph.reading != ReadingState.READ:
        return None
    return StoredTemplate.objects.filter(face=photograph.face, recogniser_sha256=recogniser.identity.sha256).first()

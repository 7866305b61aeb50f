"""The two faces that a similarity map is about."""

from uuid import UUID

from django.utils.translation import gettext as _

from antigone.casework.audit import Actor
from antigone.casework.evidence.models import DetectedFace
from antigone.casework.examinations.access import candidate_at, own_assignment, references_shown, require_notes_locked
from antigone.casework.examinations.showing import probe_rows
from antigone.engine.errors import NotFound

__all__ = ["pair_of"]


def pair_of(
    viewer: Actor, assignment: UUID, position: int, *, probe: int, reference: int
) -> tuple[DetectedFace, DetectedFace]:
    """The faces in two photographs of the viewer's sheet, by their indexes there.

    Raises NotFound for a photograph that is not there or has no face, StateError before the notes are locked.
    """
    own = own_assignment(viewer, assignment)
    require_notes_locked(own)
    references = references_shown(own, candidate_at(own, position))
    return (
        _at([row.face for row in probe_rows(own)], probe),
        _at([row.face for row in references.select_related("face__photograph")], reference),
    )


def _at(faces: list[DetectedFace | None], index: int) -> DetectedFace:
    found = faces[index] if 0 <= index < len(faces) else None
    if found is None:
        raise NotFound(_("There is no face in this photograph, so there is no map."))
    return found

"""Writes of the room."""

from collections.abc import Sequence
from functools import partial
from itertools import count

from django.db import transaction
from django.db.models import ProtectedError

from antigone.casework.audit import Actor, commitment, forget, record, writing
from antigone.casework.evidence.events import PhotographDestroyed, PhotographReceived
from antigone.casework.evidence.locks import home_at_rest
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.pictures import forget_pictures
from antigone.casework.evidence.selectors import originals_folder, orphans
from antigone.casework.evidence.storage import destroy_original, original_path, remove_abandoned
from antigone.engine.errors import StateError
from antigone.engine.types import Face, LandmarkSource, ModelIdentity, PhotographFacts, Quality

__all__ = [
    "destroy_if_unused",
    "destroy_unregistered",
    "register_faces",
    "register_photograph",
    "remove_leftovers",
]


def register_photograph(*, facts: PhotographFacts, by: Actor) -> Photograph:
    """The photograph of these bytes, new or known.

    Raises StateError where `storage.store_original` has not stored them: a row says that its bytes are there.
    """
    with writing():
        # Looked at inside the transaction: `destroy_unregistered` removes files inside one, too.
        if not original_path(originals_folder(), facts.sha256).exists():
            raise StateError(f"The original of {facts.name} is not in the home.", advice="Read the photograph again.")
        photograph, created = Photograph.objects.get_or_create(
            sha256=facts.sha256,
            defaults={
                "size": facts.size,
                "format": facts.format,
                "width": facts.width,
                "height": facts.height,
                "orientation": facts.orientation,
                "exif": dict(facts.exif),
                "notes": list(facts.notes),
            },
        )
        if created:
            hidden = commitment(owner=photograph.id, value=facts.sha256)
            record(PhotographReceived(photograph=photograph.id, sha256=hidden), by=by)
    return photograph


def register_faces(
    *, photograph: Photograph, faces: Sequence[Face], detector: ModelIdentity, chosen: int, quality: Quality
) -> list[DetectedFace]:
    """Keep all faces of one reading; the same face read again by the same detector is not kept twice.

    Element i of the result is `faces[i]`; `quality` belongs to `faces[chosen]`. No event of its own: faces are what a
    program read, the caller's event says who read it and what for.
    """
    rows = [_row(photograph, face, detector) for face in faces]
    measured = _quality(quality)
    with writing():
        kept = list(photograph.faces.all())
        known = {_key(face): face for face in kept}
        numbers = count(len(kept))
        for row in rows:
            if _key(row) not in known:
                row.order = next(numbers)
                known[_key(row)] = row
        best = known[_key(rows[chosen])]
        is_measured, best.quality = best.quality == measured, measured
        DetectedFace.objects.bulk_create([face for face in known.values() if face.pk is None])
        if best in kept and not is_measured:
            best.save(update_fields=["quality"])
    return [known[_key(row)] for row in rows]


def destroy_if_unused(*, photograph: Photograph, by: Actor) -> bool:
    """Destroy an original with its faces and its salt, unless a reference, probe or template still needs it.

    Whoever uses a photograph holds a protected foreign key to it or to a face of it; that is what keeps it.
    """
    identity, sha256 = photograph.id, photograph.sha256
    try:
        with writing():
            photograph.delete()
            forget(identity)
            record(PhotographDestroyed(photograph=identity), by=by)
            # After the commit: a kill in between leaves an orphan that `doctor` finds, never a row without its bytes.
            transaction.on_commit(partial(destroy_unregistered, sha256=sha256))
    except ProtectedError:
        return False
    return True


def destroy_unregistered(*, sha256: str) -> bool:
    """Remove stored bytes that no photograph names: of a picture that was read and then refused. False where one does.

    They never were evidence, so there is no event.
    """
    with writing():
        if Photograph.objects.filter(sha256=sha256).exists():
            return False
        forget_pictures(sha256)
        return destroy_original(originals_folder(), sha256)


def remove_leftovers() -> int:
    """Remove every file of the originals that no photograph names; gives their number.

    Raises StateError while an enrolment or a search is at work: it stores first and names afterwards.
    """
    originals = originals_folder()
    with home_at_rest():
        removed = [destroy_unregistered(sha256=path.name) for path in orphans(originals)]
        return sum(removed) + remove_abandoned(originals)


def _row(photograph: Photograph, face: Face, detector: ModelIdentity) -> DetectedFace:
    by_hand = face.landmarks_by is LandmarkSource.HAND
    return DetectedFace(
        photograph=photograph,
        box=list(face.box.as_tuple()),
        landmarks=face.landmarks.tolist(),
        rotation=face.rotation,
        detection_score=face.detection_score,
        landmarks_by=face.landmarks_by.value,
        detector_id="" if by_hand else detector.id,
        detector_sha256="" if by_hand else detector.sha256,
    )


def _key(face: DetectedFace) -> tuple[object, ...]:
    """What makes two faces the same one. JSON keeps a double's every bit, so equal readings have equal keys."""
    points = tuple(number for point in face.landmarks for number in point)
    return (face.detector_sha256, face.rotation, *face.box, *points)


def _quality(quality: Quality) -> dict[str, object]:
    return {
        "components": dict(quality.components),
        "advice": list(quality.advice),
        "reasons": list(quality.reasons),
        "overall": quality.overall,
    }

"""Writes of the room."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from django.db import transaction
from django.db.models import ProtectedError

from antigone.casework.audit import Actor, commitments_to, forget, record, record_all, writing
from antigone.casework.evidence.events import PhotographDestroyed, PhotographReceived
from antigone.casework.evidence.locks import home_at_rest
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.pictures import forget_pictures
from antigone.casework.evidence.selectors import originals_folder, orphans
from antigone.casework.evidence.storage import destroy_original, original_path, remove_abandoned
from antigone.engine.errors import StateError
from antigone.engine.types import Face, LandmarkSource, ModelIdentity, PhotographFacts, Quality

__all__ = [
    "FacesRead",
    "destroy_if_unused",
    "destroy_unregistered",
    "register_faces",
    "register_photograph",
    "register_photographs",
    "register_readings",
    "remove_leftovers",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class FacesRead:
    """What one reading found in a photograph; `quality` belongs to `faces[chosen]`."""

    photograph: Photograph
    faces: Sequence[Face]
    chosen: int
    quality: Quality


def register_photograph(*, facts: PhotographFacts, by: Actor) -> Photograph:
    """The photograph of these bytes, new or known. Raises as `register_photographs` does."""
    return register_photographs(facts=[facts], by=by)[0]


def register_photographs(*, facts: Sequence[PhotographFacts], by: Actor) -> list[Photograph]:
    """The photographs of these bytes, new or known, in order; the same bytes twice are one.

    Raises StateError where `storage.store_original` has not stored them: a row says that its bytes are there.
    """
    with writing():
        # Looked at inside the transaction: `destroy_unregistered` removes files inside one, too.
        for each in facts:
            if not original_path(originals_folder(), each.sha256).exists():
                raise StateError(
                    f"The original of {each.name} is not in the home.", advice="Read the photograph again."
                )
        kept = Photograph.objects.filter(sha256__in={each.sha256 for each in facts})
        known = {photograph.sha256: photograph for photograph in kept}
        new = {each.sha256: _photograph(each) for each in facts if each.sha256 not in known}
        Photograph.objects.bulk_create(new.values())
        hidden = commitments_to([(photograph.id, sha256) for sha256, photograph in new.items()])
        record_all(
            [
                PhotographReceived(photograph=photograph.id, sha256=digest)
                for photograph, digest in zip(new.values(), hidden, strict=True)
            ],
            by=by,
        )
    return [(known | new)[each.sha256] for each in facts]


def register_faces(
    *, photograph: Photograph, faces: Sequence[Face], detector: ModelIdentity, chosen: int, quality: Quality
) -> list[DetectedFace]:
    """Keep all faces of one reading, as `register_readings` does."""
    reading = FacesRead(photograph=photograph, faces=faces, chosen=chosen, quality=quality)
    return register_readings(readings=[reading], detector=detector)[0]


def register_readings(*, readings: Sequence[FacesRead], detector: ModelIdentity) -> list[list[DetectedFace]]:
    """Keep all faces of some readings; the same face read again by the same detector is not kept twice.

    Element i of the result are the rows of `readings[i].faces`. No event of its own: faces are what a program read, the
    caller's event says who read it and what for.
    """
    with writing():
        known: defaultdict[UUID, dict[tuple[object, ...], DetectedFace]] = defaultdict(dict)
        for face in DetectedFace.objects.filter(photograph__in={reading.photograph for reading in readings}):
            known[face.photograph_id][_key(face)] = face
        measured: list[DetectedFace] = []
        registered = [_registered(reading, known[reading.photograph.pk], detector, measured) for reading in readings]
        faces = [face for of_one in known.values() for face in of_one.values()]
        DetectedFace.objects.bulk_create([face for face in faces if face.pk is None])
        DetectedFace.objects.bulk_update(measured, ["quality"])
    return registered


def _registered(
    reading: FacesRead,
    known: dict[tuple[object, ...], DetectedFace],
    detector: ModelIdentity,
    measured: list[DetectedFace],
) -> list[DetectedFace]:
    """The rows of the reading's faces. New ones join `known`; kept ones of another quality join `measured`."""
    rows = [_row(reading.photograph, face, detector) for face in reading.faces]
    for row in rows:
        if _key(row) not in known:
            row.order = len(known)
            known[_key(row)] = row
    best, quality = known[_key(rows[reading.chosen])], _quality(reading.quality)
    if best.pk is not None and best.quality != quality:
        measured.append(best)
    best.quality = quality
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


def _photograph(facts: PhotographFacts) -> Photograph:
    return Photograph(
        sha256=facts.sha256,
        size=facts.size,
        format=facts.format,
        width=facts.width,
        height=facts.height,
        orientation=facts.orientation,
        exif=dict(facts.exif),
        notes=list(facts.notes),
    )


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

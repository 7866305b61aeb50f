"""One group of an enrolment: what was read becomes references, all of it in one transaction or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from antigone.casework.audit import Actor, commitments_to, record_all, writing
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.services import (
    FacesRead,
    destroy_unregistered,
    register_photographs,
    register_readings,
)
from antigone.casework.galleries.events import PhotographEnrolled
from antigone.casework.galleries.models import EnrolmentRun, Reference, Refusal, Subject
from antigone.casework.galleries.outcomes import AlreadyThere, Enrolled, Outcome
from antigone.casework.galleries.persons import Subjects, described_as
from antigone.casework.galleries.sources import Refused, SourceItem
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import IndexEntry
from antigone.casework.recognition.reading import Reading
from antigone.casework.recognition.services import NewEntry, add_entries, store_templates
from antigone.engine.errors import BelowQualityFloor, InputError
from antigone.engine.types import Extraction

__all__ = ["GroupWriter", "Read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A photograph that was read, and what came of it."""

    item: SourceItem
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class _Accepted:
    """A photograph that is to stand for a subject; nothing of it is written yet."""

    item: SourceItem
    extraction: Extraction
    subject: Subject


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    """Its rows, written."""

    accepted: _Accepted
    photograph: Photograph
    face: DetectedFace
    entry: IndexEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupWriter:
    """Writes groups of one run. floor: the least overall quality that is enrolled, None for any."""

    run: EnrolmentRun
    recogniser: Recogniser
    by: Actor
    floor: float | None
    _unwanted: set[str] = field(default_factory=set, init=False)

    def commit(self, group: Sequence[Read | Refused | AlreadyThere]) -> list[Outcome]:
        """Outcomes in the group's order, every one of them on the disk when this returns."""
        if not group:
            return []
        with writing():
            steps = self._sorted(group)
            enrolled = iter(self._enrolled([step for step in steps if isinstance(step, _Accepted)]))
            outcomes = [next(enrolled) if isinstance(step, _Accepted) else step for step in steps]
            self._keep_account(outcomes)
        for step, outcome in zip(group, outcomes, strict=True):
            if isinstance(step, Read) and isinstance(outcome, Refused) and step.reading.facts:
                self._unwanted.add(step.reading.facts.sha256)
        return outcomes

    def discard_refused(self) -> None:
        """Remove the bytes of photographs that were read, stored, and then refused: they are nobody's reference.

        At the end of a run, for until then the same bytes may be on their way to another subject.
        """
        while self._unwanted:
            destroy_unregistered(sha256=self._unwanted.pop())

    def _sorted(self, group: Sequence[Read | Refused | AlreadyThere]) -> list[_Accepted | Refused | AlreadyThere]:
        """The group with what was read told apart; the subjects of what is accepted are kept."""
        reads = [step for step in group if isinstance(step, Read)]
        subjects = Subjects(gallery=self.run.gallery, identifiers={read.item.subject.identifier for read in reads})
        known = self._references_of([read.reading.facts.sha256 for read in reads if read.reading.facts])
        steps = [self._settled(step, subjects, known) if isinstance(step, Read) else step for step in group]
        subjects.keep()
        return steps

    def _references_of(self, hashes: Sequence[str]) -> set[tuple[str, str]]:
        """Which subjects of the gallery, by identifier, have which of these photographs."""
        references = Reference.objects.filter(photograph__sha256__in=hashes, subject__gallery=self.run.gallery)
        return set(references.values_list("subject__identifier", "photograph__sha256"))

    def _settled(
        self, read: Read, subjects: Subjects, known: set[tuple[str, str]]
    ) -> _Accepted | Refused | AlreadyThere:
        item = read.item
        try:
            extraction = self._accepted(read)
            subject = subjects.settle(item.subject)
        except InputError as error:
            return item.refused(error)
        key = (subject.identifier, extraction.facts.sha256)
        if key in known:
            return AlreadyThere(name=item.name, subject=subject.identifier, sha256=extraction.facts.sha256)
        known.add(key)
        return _Accepted(item=item, extraction=extraction, subject=subject)

    def _accepted(self, read: Read) -> Extraction:
        """The extraction, if there is one and its quality is above the floor; else raises why not."""
        outcome = read.reading.outcome
        if not isinstance(outcome, Extraction):
            raise outcome
        if self.floor is not None and outcome.quality.overall < self.floor:
            reasons = ", ".join(outcome.quality.reasons) or "no single reason stands out"
            raise BelowQualityFloor(
                read.item.name,
                f"quality {outcome.quality.overall:.0f} is below the floor {self.floor:g} ({reasons})",
                advice=" ".join(outcome.quality.advice),
            )
        return outcome

    def _enrolled(self, accepted: Sequence[_Accepted]) -> list[Enrolled]:
        if not accepted:
            return []
        kept = self._kept(accepted)
        Reference.objects.bulk_create(self._reference(step) for step in kept)
        others = self._others_with([step.face for step in kept])
        self._record(kept)
        return [
            Enrolled(
                name=step.accepted.item.name,
                subject=step.accepted.subject.identifier,
                label=step.accepted.subject.label,
                sha256=step.photograph.sha256,
                warnings=(*step.accepted.extraction.warnings, *_same_face(step, others)),
            )
            for step in kept
        ]

    def _kept(self, accepted: Sequence[_Accepted]) -> list[_Kept]:
        """Photographs, faces, templates and entries, each kind in one statement, in the group's order."""
        extractions = [step.extraction for step in accepted]
        photographs = register_photographs(facts=[extraction.facts for extraction in extractions], by=self.by)
        readings = [
            FacesRead(
                photograph=photograph,
                faces=extraction.faces,
                chosen=extraction.chosen,
                quality=extraction.quality,
            )
            for photograph, extraction in zip(photographs, extractions, strict=True)
        ]
        registered = register_readings(readings=readings, detector=self.recogniser.manifest.detector.identity)
        faces = [rows[extraction.chosen] for rows, extraction in zip(registered, extractions, strict=True)]
        pairs = [(face, extraction.template) for face, extraction in zip(faces, extractions, strict=True)]
        templates = store_templates(templates=pairs, recogniser=self.recogniser)
        entries = add_entries(
            [
                NewEntry(template=template, gallery_key=self.run.gallery_id, subject_key=step.subject.pk)
                for template, step in zip(templates, accepted, strict=True)
            ]
        )
        return [
            _Kept(accepted=step, photograph=photograph, face=face, entry=entry)
            for step, photograph, face, entry in zip(accepted, photographs, faces, entries, strict=True)
        ]

    def _reference(self, step: _Kept) -> Reference:
        item = step.accepted.item
        return Reference(
            subject=step.accepted.subject,
            photograph=step.photograph,
            face=step.face,
            entry=step.entry,
            run=self.run,
            file_name=item.name,
            file_name_raw=item.raw_name,
            source=item.origin.source,
            source_url=item.origin.source_url,
            captured_on=item.origin.captured_on,
        )

    def _others_with(self, faces: Sequence[DetectedFace]) -> list[Reference]:
        """All references of the gallery to one of the faces, oldest first, with their subjects."""
        references = Reference.objects.filter(face__in=faces, subject__gallery=self.run.gallery)
        return list(references.select_related("subject").order_by("entry_id"))

    def _record(self, kept: Sequence[_Kept]) -> None:
        subjects = [step.accepted.subject for step in kept]
        hidden = commitments_to([(subject.uuid, described_as(subject)) for subject in subjects])
        events = [
            PhotographEnrolled(
                run=self.run.id,
                gallery=self.run.gallery.uuid,
                subject=step.accepted.subject.uuid,
                described_as=digest,
                photograph=step.photograph.id,
                entry=step.entry.pk,
                recogniser_sha256=self.recogniser.identity.sha256,
            )
            for step, digest in zip(kept, hidden, strict=True)
        ]
        record_all(events, by=self.by)

    def _keep_account(self, outcomes: Sequence[Outcome]) -> None:
        refused = [outcome for outcome in outcomes if isinstance(outcome, Refused)]
        Refusal.objects.bulk_create(
            Refusal(
                run=self.run, subject=refusal.subject, item_name=refusal.name, code=refusal.code, reason=refusal.reason
            )
            for refusal in refused
        )
        enrolled = sum(isinstance(outcome, Enrolled) for outcome in outcomes)
        self.run.enrolled += enrolled
        self.run.refused += len(refused)
        self.run.already_there += len(outcomes) - enrolled - len(refused)
        self.run.save(update_fields=["enrolled", "refused", "already_there"])


def _same_face(step: _Kept, references: Sequence[Reference]) -> list[str]:
    """Two people of one gallery cannot have one face of one picture: one of the two names is wrong, or both are one."""
    return [
        f"The same face of the same photograph also stands for subject {reference.subject.identifier}."
        for reference in references
        if reference.face_id == step.face.pk and reference.entry_id < step.entry.pk
    ]

"""One group of an enrolment: what was read becomes references, all of it in one transaction or none."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from antigone.casework.audit import Actor, commitment, record, writing
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.services import destroy_unregistered, register_faces, register_photograph
from antigone.casework.galleries.events import PhotographEnrolled
from antigone.casework.galleries.models import EnrolmentRun, Reference, Refusal, Subject
from antigone.casework.galleries.outcomes import AlreadyThere, Enrolled, Outcome
from antigone.casework.galleries.persons import Subjects, described_as
from antigone.casework.galleries.sources import Refused, SourceItem
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import IndexEntry
from antigone.casework.recognition.reading import Reading
from antigone.casework.recognition.services import NewEntry, add_entries, store_template
from antigone.engine.errors import BelowQualityFloor, InputError
from antigone.engine.types import Extraction

__all__ = ["GroupWriter", "Read"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A photograph that was read, and what came of it."""

    item: SourceItem
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class _Prepared:
    """A photograph whose rows are written except those that need its entry in the index."""

    item: SourceItem
    extraction: Extraction
    subject: Subject
    photograph: Photograph
    face: DetectedFace
    entry: NewEntry


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
            steps = self._prepared(group)
            prepared = [step for step in steps if isinstance(step, _Prepared)]
            enrolled = iter(self._enrolled(prepared) if prepared else [])
            outcomes = [next(enrolled) if isinstance(step, _Prepared) else step for step in steps]
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

    def _prepared(self, group: Sequence[Read | Refused | AlreadyThere]) -> list[_Prepared | Refused | AlreadyThere]:
        reads = [step for step in group if isinstance(step, Read)]
        subjects = Subjects(gallery=self.run.gallery, identifiers={read.item.subject.identifier for read in reads})
        known = self._references_of([read.reading.facts.sha256 for read in reads if read.reading.facts])
        return [self._prepare(step, subjects, known) if isinstance(step, Read) else step for step in group]

    def _references_of(self, hashes: Sequence[str]) -> set[tuple[int, str]]:
        """Which subjects of the gallery have which of these photographs."""
        references = Reference.objects.filter(photograph__sha256__in=hashes, subject__gallery=self.run.gallery)
        return set(references.values_list("subject_id", "photograph__sha256"))

    def _prepare(
        self, read: Read, subjects: Subjects, known: set[tuple[int, str]]
    ) -> _Prepared | Refused | AlreadyThere:
        item = read.item
        try:
            extraction = self._accepted(read)
            subject = subjects.settle(item.subject)
        except InputError as error:
            return item.refused(error)
        sha256 = extraction.facts.sha256
        if (subject.pk, sha256) in known:
            return AlreadyThere(name=item.name, subject=subject.identifier, sha256=sha256)
        known.add((subject.pk, sha256))
        photograph = register_photograph(facts=extraction.facts, by=self.by)
        faces = register_faces(
            photograph=photograph,
            faces=extraction.faces,
            detector=self.recogniser.manifest.detector.identity,
            chosen=extraction.chosen,
            quality=extraction.quality,
        )
        face = faces[extraction.chosen]
        template = store_template(face=face, template=extraction.template, recogniser=self.recogniser)
        entry = NewEntry(template=template, gallery_key=self.run.gallery_id, subject_key=subject.pk)
        return _Prepared(
            item=item, extraction=extraction, subject=subject, photograph=photograph, face=face, entry=entry
        )

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

    def _enrolled(self, prepared: Sequence[_Prepared]) -> list[Enrolled]:
        entries = add_entries([step.entry for step in prepared])
        pairs = list(zip(prepared, entries, strict=True))
        Reference.objects.bulk_create(self._reference(step, entry) for step, entry in pairs)
        others = self._others_with([step.face for step in prepared])
        for step, entry in pairs:
            self._record(step, entry)
        return [
            Enrolled(
                name=step.item.name,
                subject=step.subject.identifier,
                label=step.subject.label,
                sha256=step.photograph.sha256,
                warnings=(*step.extraction.warnings, *_same_face(step, entry, others)),
            )
            for step, entry in pairs
        ]

    def _reference(self, step: _Prepared, entry: IndexEntry) -> Reference:
        item = step.item
        return Reference(
            subject=step.subject,
            photograph=step.photograph,
            face=step.face,
            entry=entry,
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

    def _record(self, step: _Prepared, entry: IndexEntry) -> None:
        event = PhotographEnrolled(
            run=self.run.id,
            gallery=self.run.gallery.uuid,
            subject=step.subject.uuid,
            described_as=commitment(owner=step.subject.uuid, value=described_as(step.subject)),
            photograph=step.photograph.id,
            entry=entry.pk,
            recogniser_sha256=self.recogniser.identity.sha256,
        )
        record(event, by=self.by)

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


def _same_face(step: _Prepared, entry: IndexEntry, references: Sequence[Reference]) -> list[str]:
    """Two people of one gallery cannot have one face of one picture: one of the two names is wrong, or both are one."""
    return [
        f"The same face of the same photograph also stands for subject {reference.subject.identifier}."
        for reference in references
        if reference.face_id == step.face.pk and reference.entry_id < entry.pk
    ]

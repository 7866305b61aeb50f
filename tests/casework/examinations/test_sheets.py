"""Notes and sheets: what must be filled in, drafts, versions."""

import json

import pytest

from antigone.casework.audit import commitment_holds
from antigone.casework.audit.canonical import canonical_json
from antigone.casework.audit.models import Event
from antigone.casework.examinations.components import (
    CandidateOutcome,
    Component,
    Conclusion,
    Finding,
    Limit,
    outcome_of,
)
from antigone.casework.examinations.entries import ComponentFinding, ComponentNote, NotesEntry, SheetEntry
from antigone.casework.examinations.models import Opinion, ProbeNotes, Seat
from antigone.casework.examinations.selectors import list_of, sheet_of
from antigone.casework.examinations.services import (
    finish_list,
    lock_notes,
    lock_opinion,
    revise_notes,
    revise_opinion,
    save_draft,
    save_notes_draft,
)
from antigone.casework.galleries.models import Subject
from antigone.casework.galleries.services import erase_subject
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from casework.examinations.builders import (
    Bench,
    actor_of,
    complete,
    full_notes,
    full_sheet,
    now,
    position_of,
    with_notes,
)


def test_there_are_the_19_components_of_the_standard_in_order() -> None:
    assert [str(part.label) for part in Component] == [
        "Skin",
        "Face and head outline",
        "Face and head composition",
        "Hair and hairline",
        "Forehead",
        "Eyebrows",
        "Eyes",
        "Cheeks",
        "Nose",
        "Ears",
        "Mouth",
        "Chin and jawline",
        "Neck",
        "Facial hair",
        "Facial lines",
        "Scars",
        "Facial marks",
        "Alterations",
        "Other",
    ]


@pytest.mark.parametrize(
    ("conclusion", "word"),
    [
        (3, "potential_candidate"),
        (2, "potential_candidate"),
        (1, "potential_candidate"),
        (0, "inconclusive"),
        (-1, "inconclusive"),
        (-2, "not_a_candidate"),
        (-3, "not_a_candidate"),
    ],
)
def test_the_outcome_follows_from_the_conclusion(conclusion: int, word: str) -> None:
    assert outcome_of(Conclusion(conclusion)) == CandidateOutcome(word)


@pytest.mark.django_db
def test_notes_are_not_locked_while_one_of_the_19_is_blank(work: Bench) -> None:
    examiner, assignment = actor_of(work.opened(), Seat.FIRST)
    for part in Component:
        for blank in (None, ComponentNote(text=" \n")):
            entry = full_notes(**{part.value: blank})
            with pytest.raises(UsageError, match=f"^These are still blank: {part.label}.$"):
                lock_notes(assignment=assignment.id, entry=entry, by=examiner)
    assert list_of(examiner, assignment.id).candidates == ()
    unseen = {part.value: ComponentNote(visible=False) for part in Component}
    lock_notes(assignment=assignment.id, entry=full_notes(**unseen), by=examiner)
    assert len(list_of(examiner, assignment.id).candidates) == 4


@pytest.mark.django_db
def test_a_sheet_is_not_signed_while_one_of_the_19_is_blank(work: Bench) -> None:
    examiner, assignment = with_notes(work.opened())
    for part in Component:
        for blank in (None, ComponentFinding(note="not a finding")):
            entry = full_sheet(**{part.value: blank})
            with pytest.raises(UsageError, match=f"^These are still blank: {part.label}.$"):
                lock_opinion(assignment=assignment.id, position=1, entry=entry, by=examiner)
    with pytest.raises(UsageError, match=r"^These are still blank: Conclusion\.$"):
        lock_opinion(assignment=assignment.id, position=1, entry=full_sheet(None), by=examiner)
    with pytest.raises(UsageError, match="Skin, Face and head outline"):
        lock_opinion(assignment=assignment.id, position=1, by=examiner)
    assert not Opinion.objects.filter(locked=True).exists()


def test_not_comparable_needs_its_limit_and_another_limit_its_words() -> None:
    unsaid = ComponentFinding(finding=Finding.NOT_COMPARABLE)
    assert full_sheet(ears=unsaid).missing() == ("Ears: the limit that makes it not comparable",)
    said = ComponentFinding(finding=Finding.NOT_COMPARABLE, reference_limits=frozenset({Limit.OCCLUSION}))
    assert full_sheet(ears=said).missing() == ()
    other = ComponentFinding(finding=Finding.SIMILAR, probe_limits=frozenset({Limit.OTHER}))
    assert full_sheet(ears=other).missing() == ("Ears: what the other limit is",)


def test_where_nothing_could_be_compared_the_conclusion_is_neither() -> None:
    unseen = ComponentFinding(finding=Finding.NOT_COMPARABLE, probe_limits=frozenset({Limit.INJURY}))
    findings = dict.fromkeys(Component, unseen)
    for conclusion in Conclusion:
        missing = SheetEntry(findings=findings, conclusion=conclusion).missing()
        assert bool(missing) == (conclusion != Conclusion.NEITHER)


def test_entries_survive_json() -> None:
    found = ComponentFinding(finding=Finding.DIFFERENT, probe_limits=frozenset({Limit.POSE, Limit.LIGHT}), note="є")
    sheet = full_sheet(-1, nose=found, remark="two lines\nof it")
    assert SheetEntry.from_json(json.loads(json.dumps(sheet.to_json()))) == sheet
    notes = full_notes(scars=ComponentNote(visible=False))
    assert NotesEntry.from_json(json.loads(json.dumps(notes.to_json()))) == notes


@pytest.mark.parametrize(
    "document",
    [
        {"findings": {"teeth": {}}},
        {"findings": {"nose": {"finding": "same"}}},
        {"findings": {"nose": {"probe_limits": ["fog"]}}},
        {"findings": {"nose": {"probe_limits": "pose"}}},
        {"findings": {"nose": {"note": 7}}},
        {"findings": {"nose": {"note": "x" * 4001}}},
        {"findings": {"nose": []}},
        {"findings": []},
        {"conclusion": 4},
        {"conclusion": "2"},
        {"conclusion": [2]},
        {"remark": "\x00"},
    ],
)
def test_what_is_no_sheet_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        SheetEntry.from_json(document)


@pytest.mark.parametrize(
    "document", [{"components": {"nose": {"visible": "yes"}}}, {"components": {"": {}}}, {"limits": [1]}]
)
def test_what_are_no_notes_is_refused(document: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        NotesEntry.from_json(document)


@pytest.mark.django_db
def test_a_draft_replaces_the_one_before_and_can_be_signed(work: Bench) -> None:
    examiner, assignment = with_notes(work.opened())
    half = SheetEntry(findings={Component.NOSE: ComponentFinding(finding=Finding.SIMILAR)})
    save_draft(assignment=assignment.id, position=2, entry=half, by=examiner)
    save_draft(assignment=assignment.id, position=2, entry=full_sheet(None), by=examiner)
    shown = sheet_of(examiner, assignment.id, 2)
    assert [(one.version, one.locked, one.outcome) for one in shown.opinions] == [(1, False, None)]
    assert shown.missing == ("Conclusion",)
    save_draft(assignment=assignment.id, position=2, entry=full_sheet(-1), by=examiner)
    lock_opinion(assignment=assignment.id, position=2, by=examiner)
    (opinion,) = sheet_of(examiner, assignment.id, 2).opinions
    assert (opinion.locked, opinion.outcome) == (True, CandidateOutcome.INCONCLUSIVE)
    for act in (save_draft, lock_opinion):
        with pytest.raises(StateError, match="This sheet is signed"):
            act(assignment=assignment.id, position=2, entry=full_sheet(3), by=examiner)


@pytest.mark.django_db
def test_what_was_signed_is_committed_to_in_the_log(work: Bench) -> None:
    examination = work.opened()
    examiner, assignment = with_notes(examination)
    entry = full_sheet(1, remark="a mole")
    lock_opinion(assignment=assignment.id, position=1, entry=entry, by=examiner)
    payload = json.loads(Event.objects.get(name="examinations.opinion.locked").payload)
    signed, changed = canonical_json(entry.to_json()), canonical_json(full_sheet(-3).to_json())
    assert commitment_holds(owner=examination.search_id, value=signed, digest=payload["content"])
    assert not commitment_holds(owner=examination.search_id, value=changed, digest=payload["content"])
    assert "conclusion" not in payload
    assert "outcome" not in payload


@pytest.mark.django_db
def test_changes_are_new_versions_with_a_reason(work: Bench) -> None:
    examiner, assignment = with_notes(work.opened())
    with pytest.raises(StateError, match="not signed yet"):
        revise_opinion(assignment=assignment.id, position=1, entry=full_sheet(), reason="why", by=examiner)
    lock_opinion(assignment=assignment.id, position=1, entry=full_sheet(2), by=examiner)
    with pytest.raises(UsageError, match="Say why"):
        revise_opinion(assignment=assignment.id, position=1, entry=full_sheet(0), reason=" ", by=examiner)
    with pytest.raises(UsageError, match="still blank: Nose"):
        revise_opinion(assignment=assignment.id, position=1, entry=full_sheet(nose=None), reason="why", by=examiner)
    revise_opinion(assignment=assignment.id, position=1, entry=full_sheet(0), reason="the scar", by=examiner)
    first, second = sheet_of(examiner, assignment.id, 1).opinions
    assert (first.version, first.outcome, first.reason) == (1, CandidateOutcome.POTENTIAL, "")
    assert (second.version, second.outcome, second.reason) == (2, CandidateOutcome.INCONCLUSIVE, "the scar")
    assert (first.after_scores, second.after_scores) == (False, False)

    with pytest.raises(StateError, match="The probe notes are locked"):
        save_notes_draft(assignment=assignment.id, entry=full_notes(), by=examiner)
    with pytest.raises(UsageError, match="Say why"):
        revise_notes(assignment=assignment.id, entry=full_notes(), reason="", by=examiner)
    revise_notes(assignment=assignment.id, entry=full_notes(), reason="a better look", by=examiner)
    assert [(one.version, one.locked, one.reason) for one in list_of(examiner, assignment.id).notes] == [
        (1, True, ""),
        (2, True, "a better look"),
    ]
    assert Event.objects.filter(name="examinations.notes.revised").count() == 1


@pytest.mark.django_db
def test_a_completed_list_takes_versions_that_are_marked_as_not_blind(work: Bench) -> None:
    examiner, assignment = complete(work.opened(), Seat.FIRST, default=2)
    revise_opinion(assignment=assignment.id, position=1, entry=full_sheet(-3), reason="rank 4", by=examiner)
    assert [one.after_scores for one in sheet_of(examiner, assignment.id, 1).opinions] == [False, True]
    with pytest.raises(StateError, match="This list is completed"):
        revise_notes(assignment=assignment.id, entry=full_notes(), reason="late", by=examiner)


@pytest.mark.django_db
def test_drafts_of_notes_are_kept_without_an_event(work: Bench) -> None:
    examiner, assignment = actor_of(work.opened(), Seat.FIRST)
    before = Event.objects.count()
    for text in ("a scar", "two scars"):
        entry = NotesEntry(components={Component.SCARS: ComponentNote(text=text)})
        save_notes_draft(assignment=assignment.id, entry=entry, by=examiner)
    (draft,) = list_of(examiner, assignment.id).notes
    assert (draft.locked, draft.entry.components[Component.SCARS].text) == (False, "two scars")
    assert (Event.objects.count(), ProbeNotes.objects.count()) == (before, 1)


@pytest.mark.django_db
def test_only_the_examiner_of_the_list_writes_on_it(work: Bench) -> None:
    examination = work.opened()
    _, assignment = with_notes(examination, Seat.FIRST)
    other, _ = with_notes(examination, Seat.SECOND)
    with pytest.raises(NotFound):
        lock_opinion(assignment=assignment.id, position=1, entry=full_sheet(), by=other)
    with pytest.raises(Forbidden):
        save_draft(assignment=assignment.id, position=1, entry=full_sheet(), by=work.registrar)
    with pytest.raises(NotFound):
        lock_opinion(assignment=assignment.id, position=5, entry=full_sheet(), by=other)


@pytest.mark.django_db
def test_an_erased_person_needs_no_sheet(work: Bench) -> None:
    examiner, assignment = with_notes(work.opened())
    gone = position_of(assignment, "Borys")
    for position in {1, 2, 3, 4} - {gone}:
        lock_opinion(assignment=assignment.id, position=position, entry=full_sheet(), by=examiner, clock=now)
    assert not list_of(examiner, assignment.id).can_finish
    with pytest.raises(StateError, match="There are still sheets to sign"):
        finish_list(assignment=assignment.id, by=examiner)
    erase_subject(subject=Subject.objects.get(label="Borys"), by=work.by)
    shown = list_of(examiner, assignment.id)
    assert (shown.can_finish, shown.candidates[gone - 1].erased) == (True, True)
    assert sheet_of(examiner, assignment.id, gone).pictures == ()
    with pytest.raises(StateError, match="erased from the gallery"):
        lock_opinion(assignment=assignment.id, position=gone, entry=full_sheet(), by=examiner)
    finish_list(assignment=assignment.id, by=examiner, clock=now)
    scored = list_of(examiner, assignment.id).candidates[gone - 1].scored
    assert scored is not None
    assert scored.label == ""

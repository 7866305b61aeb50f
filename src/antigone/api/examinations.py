"""An examiner's own lists, as blind as the pages show them; and what becomes of them, for those who see to it."""

from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Schema
from pydantic import Field

from antigone.api.shared.callers import Called
from antigone.api.shared.pictures import Size, picture_answer
from antigone.api.shared.resources import Resource
from antigone.api.shared.texts import Text
from antigone.casework.accounts.roles import Right
from antigone.casework.cases.selectors import case_by_id
from antigone.casework.examinations.components import CandidateOutcome
from antigone.casework.examinations.entries import NotesEntry, SheetEntry
from antigone.casework.examinations.error_rates import ErrorRates, error_rates, error_rates_of_agency
from antigone.casework.examinations.outstanding import arbitrations_of, open_seats
from antigone.casework.examinations.oversight import (
    arbitration_of,
    arbitration_photograph,
    examination_summary,
    examinations_of_case,
)
from antigone.casework.examinations.selectors import (
    assignments_of,
    candidate_photograph,
    list_of,
    probe_photograph,
    sheet_of,
)
from antigone.casework.examinations.services import (
    arbitrate,
    decline,
    fill_seats,
    finish_list,
    lock_notes,
    lock_opinion,
    open_examination,
    revise_notes,
    revise_opinion,
    save_draft,
    save_notes_draft,
)
from antigone.casework.examinations.views import (
    ArbitrationLine,
    ArbitrationView,
    AssignmentView,
    ExaminationView,
    ListView,
    OpenSeatView,
    SheetView,
)
from antigone.engine.errors import NotFound

examinations = Resource("examinations")

Position = Annotated[int, Field(ge=0, le=100_000)]


class NotesDocument(Schema):
    """Notes on the probe: `{"skin": {"visible": true, "text": "..."}}` for each of the 19 components of ASTM E3149."""

    components: dict[str, dict[str, Any]] = Field(default_factory=dict)
    limits: list[str] = Field(default_factory=list, max_length=20)
    remark: str = ""


class SheetDocument(Schema):
    """The sheet of one candidate: a finding for each of the 19 components, and the conclusion, -3 to +3."""

    findings: dict[str, dict[str, Any]] = Field(default_factory=dict)
    conclusion: int | None = Field(None, ge=-3, le=3)
    remark: str = ""


class RevisedNotes(NotesDocument):
    """A later version, and why there is one."""

    reason: Text


class RevisedSheet(SheetDocument):
    """A later version, and why there is one."""

    reason: Text


class Declined(Schema):
    """Why the list is given back: a conflict of interest."""

    reason: Text


class Given(Schema):
    """first: a person for the first seat; the system chooses the second."""

    first: UUID | None = None


class Decision(Schema):
    """What the supervisor decides; null leaves it inconclusive for good."""

    outcome: CandidateOutcome | None
    reason: Text


@examinations.get("/assignments", Right.EXAMINE, answers=list[AssignmentView])
def list_assignments(request: Called) -> Any:
    """Your lists by number, those to be done and those completed."""
    return list(assignments_of(request.actor))


@examinations.get("/assignments/{uuid:assignment_id}", Right.EXAMINE, answers=ListView)
def show_assignment(request: Called, assignment_id: UUID) -> ListView:
    """One of them. Its candidates appear once the notes are locked; scores and ranks once every sheet is."""
    return list_of(request.actor, assignment_id)


@examinations.post("/assignments/{uuid:assignment_id}/decline", Right.EXAMINE, answers=list[AssignmentView])
def decline_an_assignment(request: Called, assignment_id: UUID, why: Declined) -> Any:
    """Give the list back; somebody else gets it."""
    decline(assignment=assignment_id, reason=why.reason, by=request.actor)
    return list_assignments(request)


@examinations.post("/assignments/{uuid:assignment_id}/finish", Right.EXAMINE, answers=ListView)
def finish_an_assignment(request: Called, assignment_id: UUID) -> ListView:
    """Complete a list of which nothing is left to examine, because the last of its people were erased."""
    finish_list(assignment=assignment_id, by=request.actor)
    return list_of(request.actor, assignment_id)


@examinations.put("/assignments/{uuid:assignment_id}/notes", Right.EXAMINE, answers=ListView)
def draft_notes(request: Called, assignment_id: UUID, document: NotesDocument) -> ListView:
    """Keep the notes as they are so far; the draft before is replaced."""
    save_notes_draft(assignment=assignment_id, entry=NotesEntry.from_json(document.model_dump()), by=request.actor)
    return list_of(request.actor, assignment_id)


@examinations.post("/assignments/{uuid:assignment_id}/notes/lock", Right.EXAMINE, answers=ListView)
def lock_the_notes(request: Called, assignment_id: UUID) -> ListView:
    """Sign the draft; the candidates appear."""
    lock_notes(assignment=assignment_id, by=request.actor)
    return list_of(request.actor, assignment_id)


@examinations.post("/assignments/{uuid:assignment_id}/notes/versions", Right.EXAMINE, answers=ListView, status=201)
def revise_the_notes(request: Called, assignment_id: UUID, document: RevisedNotes) -> ListView:
    """Another version beside those there are."""
    entry = NotesEntry.from_json(document.model_dump(exclude={"reason"}))
    revise_notes(assignment=assignment_id, entry=entry, reason=document.reason, by=request.actor)
    return list_of(request.actor, assignment_id)


@examinations.file("/assignments/{uuid:assignment_id}/probes/{index}/picture", Right.EXAMINE, media_type="image/jpeg")
def show_probe_picture(request: Called, assignment_id: UUID, index: Position, size: Size = Size.SCREEN) -> HttpResponse:
    """A photograph of the unidentified person, by its index in the list."""
    return picture_answer(probe_photograph(request.actor, assignment_id, index), size)


@examinations.get("/assignments/{uuid:assignment_id}/sheets/{position}", Right.EXAMINE, answers=SheetView)
def show_sheet(request: Called, assignment_id: UUID, position: Position) -> SheetView:
    """One candidate beside the probe, by its place in your own order."""
    return sheet_of(request.actor, assignment_id, position)


@examinations.put("/assignments/{uuid:assignment_id}/sheets/{position}", Right.EXAMINE, answers=SheetView)
def draft_sheet(request: Called, assignment_id: UUID, position: Position, document: SheetDocument) -> SheetView:
    """Keep the sheet as it is so far; the draft before is replaced."""
    entry = SheetEntry.from_json(document.model_dump())
    save_draft(assignment=assignment_id, position=position, entry=entry, by=request.actor)
    return sheet_of(request.actor, assignment_id, position)


@examinations.post("/assignments/{uuid:assignment_id}/sheets/{position}/lock", Right.EXAMINE, answers=SheetView)
def lock_sheet(request: Called, assignment_id: UUID, position: Position) -> SheetView:
    """Sign the draft. Nothing can be signed with blanks."""
    lock_opinion(assignment=assignment_id, position=position, by=request.actor)
    return sheet_of(request.actor, assignment_id, position)


@examinations.post(
    "/assignments/{uuid:assignment_id}/sheets/{position}/versions", Right.EXAMINE, answers=SheetView, status=201
)
def revise_sheet(request: Called, assignment_id: UUID, position: Position, document: RevisedSheet) -> SheetView:
    """Another signed version; after the scores were shown it is marked as not blind."""
    entry = SheetEntry.from_json(document.model_dump(exclude={"reason"}))
    revise_opinion(assignment=assignment_id, position=position, entry=entry, reason=document.reason, by=request.actor)
    return sheet_of(request.actor, assignment_id, position)


@examinations.file(
    "/assignments/{uuid:assignment_id}/sheets/{position}/pictures/{index}/picture",
    Right.EXAMINE,
    media_type="image/jpeg",
)
def show_candidate_picture(
    request: Called, assignment_id: UUID, position: Position, index: Position, size: Size = Size.SCREEN
) -> HttpResponse:
    """A photograph of the candidate, by its index in the sheet."""
    return picture_answer(candidate_photograph(request.actor, assignment_id, position, index), size)


@examinations.post("/searches/{uuid:search_id}/examination", Right.ASSIGN, answers=ExaminationView, status=201)
def have_examined(request: Called, search_id: UUID, given: Given) -> ExaminationView:
    """Give a search's list to two examiners."""
    open_examination(search=search_id, first=given.first, by=request.actor)
    return show_examination(request, search_id)


@examinations.get("/searches/{uuid:search_id}/examination", Right.READ_CASES, answers=ExaminationView)
def show_examination(request: Called, search_id: UUID) -> ExaminationView:
    """How far the examination of a search is, and what became of its candidates once both examiners are done."""
    found = examination_summary(request.actor, search_id)
    if found is None:
        raise NotFound(_("This list is not being examined."))
    return found


@examinations.get("/cases/{uuid:case_id}/examinations", Right.READ_CASES, answers=list[ExaminationView])
def list_examinations(request: Called, case_id: UUID) -> Any:
    """A case's examinations, oldest first."""
    return list(examinations_of_case(request.actor, case_by_id(request.actor, case_id)))


@examinations.get("/open-seats", Right.ASSIGN, answers=list[OpenSeatView])
def list_open_seats(request: Called) -> Any:
    """Seats for which nobody could be found."""
    return list(open_seats(request.actor))


@examinations.post("/examinations/{uuid:examination_id}/fill", Right.ASSIGN, answers=list[OpenSeatView])
def fill_the_seats(request: Called, examination_id: UUID) -> Any:
    """Look again for examiners of the empty seats; answers with all that are still empty."""
    fill_seats(examination=examination_id, by=request.actor)
    return list(open_seats(request.actor))


@examinations.get("/arbitrations", Right.ARBITRATE, answers=list[ArbitrationLine])
def list_arbitrations(request: Called) -> Any:
    """Candidates about whom two examiners disagree, oldest first."""
    return list(arbitrations_of(request.actor))


@examinations.get(
    "/examinations/{uuid:examination_id}/arbitrations/{position}", Right.ARBITRATE, answers=ArbitrationView
)
def show_arbitration(request: Called, examination_id: UUID, position: Position) -> ArbitrationView:
    """All that a supervisor decides by; no score."""
    return arbitration_of(request.actor, examination_id, position)


@examinations.file(
    "/examinations/{uuid:examination_id}/arbitrations/{position}/probes/{index}/picture",
    Right.ARBITRATE,
    media_type="image/jpeg",
)
def show_arbitrated_probe(
    request: Called, examination_id: UUID, position: Position, index: Position, size: Size = Size.SCREEN
) -> HttpResponse:
    """A photograph of the unidentified person, by its index in the arbitration."""
    return picture_answer(arbitration_photograph(request.actor, examination_id, position, index, of_probe=True), size)


@examinations.file(
    "/examinations/{uuid:examination_id}/arbitrations/{position}/pictures/{index}/picture",
    Right.ARBITRATE,
    media_type="image/jpeg",
)
def show_arbitrated_picture(
    request: Called, examination_id: UUID, position: Position, index: Position, size: Size = Size.SCREEN
) -> HttpResponse:
    """A photograph of the candidate, by its index in the arbitration."""
    return picture_answer(arbitration_photograph(request.actor, examination_id, position, index, of_probe=False), size)


@examinations.post(
    "/examinations/{uuid:examination_id}/arbitrations/{position}", Right.ARBITRATE, answers=ArbitrationView
)
def decide_arbitration(
    request: Called, examination_id: UUID, position: Position, decision: Decision
) -> ArbitrationView:
    """Decide between two opinions, or leave it inconclusive."""
    arbitrate(
        examination=examination_id,
        position=position,
        outcome=decision.outcome,
        reason=decision.reason,
        by=request.actor,
    )
    return arbitration_of(request.actor, examination_id, position)


@examinations.get("/error-rates", Right.SEE_ERROR_RATES, answers=list[ErrorRates])
def list_error_rates(request: Called) -> Any:
    """Of every examiner of the agency, on lists whose answer is known."""
    return list(error_rates_of_agency(request.actor))


@examinations.get("/error-rates/mine", Right.EXAMINE, answers=ErrorRates)
def show_my_error_rates(request: Called) -> ErrorRates:
    """Your own."""
    return error_rates(request.actor, request.actor.user)

"""An examiner's pages: nothing of the case, the person or the score before all is signed, and forms without scripts."""

from pathlib import Path

import pytest
from django.test import Client

from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Role
from antigone.casework.examinations.components import Component
from antigone.casework.examinations.models import Assignment, Examination, Opinion, ProbeNotes, Seat
from antigone.casework.searches.models import FrozenCandidate
from builders.people import agency, person
from casework.examinations.builders import Bench, actor_of, bench, complete, full_sheet, with_notes

pytestmark = pytest.mark.django_db

NOTES = {f"note-{part.value}": "as seen" for part in Component}
SHEET = {f"finding-{part.value}": "similar" for part in Component} | {"conclusion": "2"}


@pytest.fixture
def work(tmp_path: Path, antigone_home: Path) -> Bench:
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    return made


@pytest.fixture
def examination(work: Bench) -> Examination:
    return work.opened()


def signed_in(client: Client, assignment: Assignment) -> str:
    client.force_login(assignment.examiner)
    return f"/examinations/lists/{assignment.id}/"


def secrets(examination: Examination) -> list[str]:
    """What no page of a list says before the list is signed. Ranks are small numbers, so the scores stand for them."""
    candidates = FrozenCandidate.objects.filter(search=examination.search).select_related("particulars")
    said = [examination.search.case.number, str(examination.search_id), str(examination.search.case_id)]
    for one in candidates:
        particulars = one.particulars
        said += [particulars.label, particulars.identifier, str(particulars.subject_uuid), particulars.sha256]
        said += [f"{one.score:.2f}", f"{one.ranking_score or one.score:.2f}", particulars.file_name]
    return [text for text in said if text]


def test_the_work_list_says_what_is_next(client: Client, examination: Examination) -> None:
    _, assignment = actor_of(examination, Seat.FIRST)
    signed_in(client, assignment)
    page = client.get("/examinations/").content.decode()
    assert f"List {assignment.number}" in page
    assert "Describe the probe" in page
    assert examination.search.case.number not in page


def test_no_candidate_before_the_notes_are_locked(client: Client, examination: Examination) -> None:
    _, assignment = actor_of(examination, Seat.FIRST)
    base = signed_in(client, assignment)
    page = client.get(base).content.decode()
    assert "appear once the notes on the probe are locked" in page
    assert f"{base}candidates/" not in page
    for address in ("candidates/1/", "candidates/1/reference/0/", "candidates/1/map/0/0/"):
        assert client.get(base + address).status_code == 409


def test_pages_of_a_list_tell_nothing_of_score_person_or_case(client: Client, examination: Examination) -> None:
    _, assignment = with_notes(examination)
    base = signed_in(client, assignment)
    pages = [base, f"{base}notes/", *(f"{base}candidates/{place}/" for place in range(1, 5))]
    told = secrets(examination)
    assert len(told) > 10
    for address in pages:
        response = client.get(address)
        assert response.status_code == 200
        for secret in told:
            assert secret.encode() not in response.content, f"{address} says {secret}"


def test_once_all_is_signed_scores_stand_beside_the_opinions(client: Client, examination: Examination) -> None:
    _, assignment = complete(examination, Seat.FIRST)
    base = signed_in(client, assignment)
    page = client.get(base).content.decode()
    assert "Scores and ranks are shown" in page
    assert "rank 1, score" in page
    sheet = client.get(f"{base}candidates/1/").content.decode()
    assert "What the search had said" in sheet
    assert "Change with a reason" in sheet


@pytest.mark.parametrize("address", ["", "notes/", "candidates/1/", "probe/0/", "candidates/1/reference/0/"])
def test_nobody_else_opens_a_list(client: Client, work: Bench, examination: Examination, address: str) -> None:
    _, assignment = with_notes(examination)
    other = User.objects.get(pk=actor_of(examination, Seat.SECOND)[0].user)
    stranger = person(agency("Elsewhere"), Role.EXAMINER, name="stranger")
    for user, status in ((other, 404), (stranger, 404), (User.objects.get(pk=work.registrar.user), 403)):
        client.force_login(user)
        assert client.get(f"/examinations/lists/{assignment.id}/{address}").status_code == status


def test_notes_are_kept_as_a_draft_and_locked_when_complete(client: Client, examination: Examination) -> None:
    _, assignment = actor_of(examination, Seat.FIRST)
    base = signed_in(client, assignment)
    state = client.post(f"{base}notes/draft/", {"note-skin": "pale"}).content.decode()
    assert "18 blanks left" in state
    assert "Saved" in state

    refused = client.post(f"{base}notes/", {**NOTES, "note-nose": " ", "act": "lock"})
    assert refused.status_code == 400
    assert 'href="#component-9"' in refused.content.decode()
    assert not ProbeNotes.objects.get(assignment=assignment).locked

    hidden = {**NOTES, "note-nose": "", "hidden": "nose", "act": "lock"}
    assert client.post(f"{base}notes/", hidden).headers["Location"] == base
    assert ProbeNotes.objects.get(assignment=assignment).locked


def test_later_notes_stand_beside_the_first_with_their_reason(client: Client, examination: Examination) -> None:
    _, assignment = with_notes(examination)
    base = signed_in(client, assignment)
    assert "Why they are changed" in client.get(f"{base}notes/?revise=1").content.decode()
    assert client.post(f"{base}notes/", {**NOTES, "act": "revise", "reason": ""}).status_code == 400
    client.post(f"{base}notes/", {**NOTES, "act": "revise", "reason": "A scar was overlooked."})
    page = client.get(f"{base}notes/").content.decode()
    assert "A scar was overlooked." in page
    assert "Version 1" in page


def test_a_sheet_is_saved_as_it_is_filled_in_and_names_its_outcome(client: Client, examination: Examination) -> None:
    _, assignment = with_notes(examination)
    base = signed_in(client, assignment)
    sent = {"finding-skin": "similar", "finding-nose": "not_comparable", "conclusion": "-2"}
    state = client.post(f"{base}candidates/1/draft/", sent).content.decode()
    assert "Not a candidate" in state
    assert "18 blanks left" in state
    assert "Nose: the limit that makes it not comparable" in state
    form = client.get(f"{base}candidates/1/").content.decode()
    assert 'name="finding-skin" value="similar" checked' in form
    assert "Noted on the probe:" in form


def test_nothing_is_signed_with_blanks(client: Client, examination: Examination) -> None:
    _, assignment = with_notes(examination)
    base = signed_in(client, assignment)
    refused = client.post(f"{base}candidates/1/", {**SHEET, "finding-ears": "", "act": "lock"})
    page = refused.content.decode()
    assert refused.status_code == 400
    assert '<a href="#component-10">Ears</a>' in page
    assert 'name="finding-skin" value="similar" checked' in page
    assert not Opinion.objects.filter(locked=True).exists()


def test_signing_leads_to_the_next_candidate_and_at_last_to_the_list(client: Client, examination: Examination) -> None:
    _, assignment = with_notes(examination)
    base = signed_in(client, assignment)
    order = []
    for place in (2, 3, 4, 1):
        answer = client.post(f"{base}candidates/{place}/", {**SHEET, "act": "lock"})
        order.append(answer.headers["Location"].removeprefix(base))
    assert order == ["candidates/3/", "candidates/4/", "candidates/1/", ""]


def test_a_word_that_is_not_on_the_form_is_refused(client: Client, examination: Examination) -> None:
    _, assignment = with_notes(examination)
    base = signed_in(client, assignment)
    for sent in ({"finding-skin": "identical"}, {"conclusion": "4"}, {"conclusion": "much"}):
        assert client.post(f"{base}candidates/1/draft/", sent).status_code == 400
    assert not Opinion.objects.exists()


def test_a_changed_opinion_stands_beside_the_first(client: Client, examination: Examination) -> None:
    _, assignment = complete(examination, Seat.FIRST)
    base = signed_in(client, assignment)
    sent = {**SHEET, "conclusion": "0", "act": "revise"}
    assert client.post(f"{base}candidates/1/", {**sent, "reason": " "}).status_code == 400
    client.post(f"{base}candidates/1/", {**sent, "reason": "The light misled me."})
    page = client.get(f"{base}candidates/1/").content.decode()
    assert "The light misled me." in page
    assert "written after the scores were shown" in page
    assert "Version 1: Not a candidate" in page


def test_a_list_is_given_back_with_a_reason(client: Client, work: Bench, examination: Examination) -> None:
    work.examiner("three")
    _, assignment = actor_of(examination, Seat.FIRST)
    base = signed_in(client, assignment)
    assert "This field is required." in client.post(f"{base}decline/", {"reason": ""}).content.decode()
    assert client.post(f"{base}decline/", {"reason": "I know the family."}).headers["Location"] == "/examinations/"
    assert client.get(base).status_code == 404
    assignment.refresh_from_db()
    assert assignment.decline_reason == "I know the family."


def test_the_viewer_gets_pictures_by_place_only(client: Client, examination: Examination) -> None:
    _, assignment = with_notes(examination)
    base = signed_in(client, assignment)
    page = client.get(f"{base}candidates/3/").content.decode()
    assert f'"url": "{base}candidates/3/reference/0/?size=full"' in page
    assert f'"url": "{base}probe/0/?size=full"' in page
    assert 'data-veiled="true"' in page


def test_a_sheet_without_blanks_says_so(client: Client, examination: Examination) -> None:
    from antigone.casework.examinations.services import save_draft

    examiner, assignment = with_notes(examination)
    save_draft(assignment=assignment.id, position=1, entry=full_sheet(), by=examiner)
    page = client.get(f"{signed_in(client, assignment)}candidates/1/").content.decode()
    assert "Complete: it can be signed" in page

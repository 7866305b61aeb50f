"""Searches in the browser: asked for, answered without scores, and the scored list behind its own step."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from django.test import Client

from antigone.casework.accounts.models import Agency, User
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import Case, CaseMembership
from antigone.casework.evidence import pictures
from antigone.casework.galleries.models import Gallery, GalleryShare, Subject
from antigone.casework.galleries.services import erase_subject
from antigone.casework.jobs.models import Job
from antigone.casework.searches import tasks
from antigone.casework.searches.exclusions import exclude
from antigone.casework.searches.models import Comparison, Exclusion, Search
from antigone.casework.searches.seen import has_seen
from antigone.casework.searches.services import run_search
from antigone.casework.searches.session import SearchSession
from builders.jobs import work
from builders.people import agency, person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import case, case_photograph, enrol, photograph, request, session

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def opened(antigone_home: Path, by: Actor, monkeypatch: pytest.MonkeyPatch) -> SearchSession:
    kept = session(antigone_home, recogniser(), by)
    monkeypatch.setattr(tasks, "kept_session", lambda *, by: kept)
    return kept


@pytest.fixture
def unknown(by: Actor, opened: SearchSession, tmp_path: Path) -> Case:
    enrol(tmp_path / "given", "Anna", "Borys", of=opened.recogniser, by=by)
    return case(by, expires_on=date(2199, 1, 1))


@pytest.fixture
def as_member(client: Client, unknown: Case) -> Callable[..., User]:
    """Sign in as somebody of that role who works on the case."""

    def sign_in(*roles: Role) -> User:
        user = person(unknown.agency, *roles)
        CaseMembership.objects.create(case=unknown, user=user, added_by=user, added_at=NOON)
        client.force_login(user)
        return user

    return sign_in


@pytest.fixture
def found(opened: SearchSession, unknown: Case, by: Actor, tmp_path: Path) -> Search:
    """A closed list of two, made for the browser."""
    asked = request(unknown, photograph(tmp_path, "Anna found"), strangers=None, where="sex=female,captured=2020..")
    return run_search(opened, asked, by=replace(by, door=Door.WEB), clock=lambda: NOON)


@pytest.fixture
def no_pixels(monkeypatch: pytest.MonkeyPatch) -> None:
    """The photographs of these tests are no pictures."""
    monkeypatch.setattr(
        "antigone.web.shared.pictures.shown_picture", lambda photograph, size: photograph.sha256.encode()
    )
    assert pictures.PictureSize.SMALL


def text(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, response.content.decode()
    return " ".join(response.content.decode().split())


def asked_with(client: Client, of: Case, **changed: object) -> dict[str, object]:
    filled = {"sex": "", "kind": "open", "top": "20"}
    return {**filled, "galleries": [str(Gallery.objects.get(name="missing").uuid)], **changed}


def test_the_form_leads_through_the_job_to_the_result(
    client: Client, unknown: Case, as_member: Callable[..., User]
) -> None:
    registrar = as_member(Role.REGISTRAR)
    taken = case_photograph(unknown, "Anna found", by=registrar.actor(Door.WEB))
    address = f"/searches/new/{unknown.id}/"
    shown = text(client, address)
    assert "probe.jpg" in shown
    assert "2 people" in shown
    filled = asked_with(
        client, unknown, photographs=[str(taken.id)], kind="closed", sex="male", age_from="18", captured_to="2020"
    )
    response = client.post(address, filled)
    job = Job.objects.get()
    assert response.headers["Location"] == f"/jobs/{job.id}/"
    work()
    search = Search.objects.get()
    assert search.settings == {"top": 20, "strangers": None, "where": "sex=male,age=18-130,captured=..2020"}
    assert client.get(f"/jobs/{job.id}/").headers["Location"] == f"/searches/{search.id}/"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"photographs": []}, "This field is required."),
        ({"galleries": []}, "This field is required."),
        ({"captured_from": "lately"}, "is not a date"),
        ({"age_from": "40", "age_to": "30"}, "with the lower end first"),
        ({"galleries": [str(uuid4())]}, "is not one of the available choices"),
    ],
)
def test_what_cannot_be_asked_stays_in_the_form_with_the_reason(
    client: Client, unknown: Case, as_member: Callable[..., User], wrong: dict[str, object], says: str
) -> None:
    taken = case_photograph(unknown, "Anna found", by=as_member(Role.REGISTRAR).actor(Door.WEB))
    filled = asked_with(client, unknown, **{"photographs": [str(taken.id)], "place": "Kyiv", **wrong})
    response = client.post(f"/searches/new/{unknown.id}/", filled)
    shown = response.content.decode()
    assert response.status_code == 200
    assert says in shown
    assert 'value="Kyiv"' in shown
    assert not Job.objects.exists()


def test_the_result_tells_no_score_no_name_and_no_rank(
    client: Client, found: Search, as_member: Callable[..., User]
) -> None:
    as_member(Role.EXAMINER)
    shown = text(client, f"/searches/{found.id}/")
    assert "2 candidates" in shown
    assert "sex: female; photographed from 1 January 2020 on" in shown
    assert "closed: nobody is cut" in shown
    for secret in ("Anna", "Borys", "Rank", "Score", f"{found.candidates.all()[0].score:.3f}"):
        assert secret not in shown.replace("Anna found", "")


def test_none_is_an_answer_with_what_was_looked_at(
    client: Client, opened: SearchSession, unknown: Case, tmp_path: Path, as_member: Callable[..., User]
) -> None:
    asked = request(unknown, photograph(tmp_path, "nobody found"), strangers=0.001)
    found = run_search(opened, asked, by=as_member(Role.REGISTRAR).actor(Door.WEB), clock=lambda: NOON)
    shown = text(client, f"/searches/{found.id}/")
    assert "<h1>No candidate</h1>" in shown
    assert "2 people were looked at." in shown
    assert "2 were left out, because strangers would look as alike." in shown
    assert "cut where more than 0.001 strangers are expected" in shown
    assert "Open the scored list" not in shown


def test_the_scored_list_is_opened_by_a_step_that_is_kept(
    client: Client, found: Search, as_member: Callable[..., User]
) -> None:
    registrar = as_member(Role.REGISTRAR)
    address = f"/searches/{found.id}/scored/"
    assert "can no longer be its examiner" in text(client, f"/searches/{found.id}/")
    assert client.get(address).headers["Location"] == f"/searches/{found.id}/"
    assert not has_seen(found, registrar.pk)
    assert client.post(address).headers["Location"] == address
    assert has_seen(found, registrar.pk)
    shown = text(client, address)
    for expected in ("Rank 1", "Anna", "Borys", f"{found.candidates.all()[0].score:.3f}", "Anna/1.jpg", "none: "):
        assert expected in shown
    client.post(address)
    assert Event.objects.filter(name="searches.list.opened").count() == 1


def test_taking_the_sheet_is_seeing_the_list(
    client: Client, found: Search, as_member: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    registrar = as_member(Role.REGISTRAR)
    monkeypatch.setattr(
        "antigone.web.searches.scored.draw_search", lambda search: b"a sheet of " + str(search.id).encode()
    )
    response = client.post(f"/searches/{found.id}/sheet/")
    assert (response.headers["Content-Type"], response.content) == ("image/png", f"a sheet of {found.id}".encode())
    assert has_seen(found, registrar.pk)


@pytest.mark.usefixtures("no_pixels")
def test_pictures_of_candidates_are_for_those_who_have_seen_the_list(
    client: Client, found: Search, as_member: Callable[..., User]
) -> None:
    as_member(Role.REGISTRAR)
    assert client.get(f"/searches/{found.id}/probes/0/").status_code == 200
    assert client.get(f"/searches/{found.id}/probes/1/").status_code == 404
    picture = f"/searches/{found.id}/candidates/1/"
    assert client.get(picture).status_code == 403
    client.post(f"/searches/{found.id}/scored/")
    first = found.candidates.all()[0].particulars
    assert client.get(picture).content == first.sha256.encode()
    assert client.get(f"/searches/{found.id}/candidates/3/").status_code == 404


@pytest.mark.usefixtures("no_pixels")
def test_pictures_of_a_shared_gallery_are_served_under_the_search(
    client: Client, opened: SearchSession, unknown: Case, by: Actor, tmp_path: Path
) -> None:
    other = agency("Second")
    user = person(other, Role.SUPERVISOR, Role.REGISTRAR, name="theirs")
    theirs = user.actor(Door.WEB)
    GalleryShare.objects.create(gallery=Gallery.objects.get(), agency=other, by_id=by.user, at=NOON)
    asked = request(case(theirs, "X-1"), photograph(tmp_path, "Anna found"))
    found = run_search(opened, asked, by=theirs, clock=lambda: NOON)
    client.force_login(user)
    client.post(f"/searches/{found.id}/scored/")
    assert client.get(f"/searches/{found.id}/candidates/1/").status_code == 200


def test_who_was_excluded_is_folded_with_the_reasons_and_a_supervisor_lifts_it(
    client: Client, opened: SearchSession, found: Search, tmp_path: Path, as_member: Callable[..., User]
) -> None:
    supervisor = as_member(Role.SUPERVISOR).actor(Door.WEB)
    exclude(candidate=found.candidates.get(rank=1), reasons="The ears differ.", by=supervisor, clock=lambda: NOON)
    again = request(found.case, photograph(tmp_path, "Anna found"), strangers=None)
    later = run_search(opened, again, by=supervisor, clock=lambda: NOON)
    assert "1 more was excluded before and is not examined again." in text(client, f"/searches/{later.id}/")
    client.post(f"/searches/{later.id}/scored/")
    shown = text(client, f"/searches/{later.id}/scored/")
    folded = shown.partition('<details class="excluded">')[2]
    assert "Excluded on 1 March 2026" in folded
    assert "The ears differ." in folded
    exclusion = Exclusion.objects.get()
    address = f"/searches/{later.id}/exclusions/{exclusion.id}/lift/"
    # The search that it came of did not list it as excluded: there it is not lifted.
    elsewhere = address.replace(str(later.id), str(found.id))
    assert client.post(elsewhere, {"reason": "A scar was misread."}).status_code == 404
    exclusion.refresh_from_db()
    assert exclusion.lifted_at is None
    assert client.post(address, {"reason": ""}).status_code == 400
    assert client.post(address, {"reason": "A scar was misread."}).status_code == 302
    exclusion.refresh_from_db()
    assert exclusion.lift_reason == "A scar was misread."


def test_who_was_erased_since_is_listed_without_particulars(
    client: Client, found: Search, by: Actor, as_member: Callable[..., User]
) -> None:
    as_member(Role.REGISTRAR)
    client.post(f"/searches/{found.id}/scored/")
    erase_subject(subject=Subject.objects.get(label="Anna"), by=by)
    shown = text(client, f"/searches/{found.id}/scored/")
    assert "This person has been erased from the gallery since." in shown
    assert "Anna" not in shown
    assert "Borys" in shown


def test_the_cases_searches_are_a_part_of_its_page(
    client: Client, found: Search, as_member: Callable[..., User]
) -> None:
    as_member(Role.REGISTRAR)
    shown = text(client, f"/searches/of/{found.case_id}/")
    assert f'href="/searches/{found.id}/"' in shown
    assert f'href="/searches/new/{found.case_id}/"' in shown
    assert "<html" not in shown


ADDRESSES = [
    ("GET", "new/{case}/", 404),
    ("GET", "of/{case}/", 404),
    ("GET", "{search}/", 404),
    ("GET", "{search}/scored/", 404),
    ("POST", "{search}/scored/", 404),
    ("POST", "{search}/sheet/", 404),
    ("GET", "{search}/probes/0/", 404),
    ("GET", "{search}/candidates/1/", 404),
]


@pytest.mark.parametrize(("method", "address", "status"), ADDRESSES)
def test_another_agency_finds_nothing(client: Client, found: Search, method: str, address: str, status: int) -> None:
    client.force_login(person(agency("Other"), Role.REGISTRAR, Role.SUPERVISOR, name="other"))
    path = "/searches/" + address.format(case=found.case_id, search=found.id)
    assert client.generic(method, path).status_code == status
    assert not found.views.exists()


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.LIAISON])
@pytest.mark.parametrize(
    ("method", "address"),
    [("GET", "new/{case}/"), ("GET", "{search}/scored/"), ("POST", "{search}/scored/"), ("POST", "{search}/sheet/"),
     ("GET", "{search}/candidates/1/")],
)  # fmt: skip
def test_roles_that_see_no_scores_open_none(  # noqa: PLR0917
    client: Client, found: Search, as_member: Callable[..., User], role: Role, method: str, address: str
) -> None:
    as_member(role)
    path = "/searches/" + address.format(case=found.case_id, search=found.id)
    assert client.generic(method, path).status_code == 403
    assert not found.views.exists()
    assert Agency.objects.count() == 1


def compared(client: Client, unknown: Case, by: User) -> Comparison:
    """Two photographs of the case compared through the browser."""
    one, two = (
        case_photograph(unknown, f"Anna {name}", by=by.actor(Door.WEB), name=f"{name}.jpg") for name in ("one", "two")
    )
    response = client.post(f"/searches/compare/{unknown.id}/", {"photographs": [str(one.id), str(two.id)]})
    job = Job.objects.get()
    assert response.headers["Location"] == f"/jobs/{job.id}/"
    work()
    found = Comparison.objects.get()
    assert client.get(f"/jobs/{job.id}/").headers["Location"] == f"/searches/comparisons/{found.id}/"
    return found


def test_two_photographs_are_compared_and_the_figures_shown_to_those_who_may_see_scores(
    client: Client, unknown: Case, as_member: Callable[..., User], no_pixels: None
) -> None:
    found = compared(client, unknown, as_member(Role.REGISTRAR))
    score = f"{found.figures['score']:.3f}"
    address = f"/searches/comparisons/{found.id}/"
    shown = text(client, address)
    assert score in shown
    assert "one.jpg" in shown
    assert address in text(client, f"/searches/of/{unknown.id}/")
    assert client.get(f"{address}photographs/1/").status_code == 200
    as_member(Role.EXAMINER)
    hidden = text(client, address)
    assert "one.jpg" in hidden
    assert score not in hidden
    assert client.get(f"{address}sheet/").status_code == 403
    assert client.get(f"{address}photographs/0/").status_code == 200


def test_the_comparison_sheet_is_a_picture_for_those_who_may_see_scores(
    client: Client, unknown: Case, as_member: Callable[..., User], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = compared(client, unknown, as_member(Role.REGISTRAR))
    monkeypatch.setattr("antigone.casework.reports.filling.portrait", lambda face: None)
    sheet = client.get(f"/searches/comparisons/{found.id}/sheet/")
    assert sheet.content.startswith(b"\x89PNG")
    assert sheet.headers["Content-Disposition"] == f'attachment; filename="comparison-{found.id}.png"'


@pytest.mark.parametrize("chosen", [0, 1, 3])
def test_a_comparison_takes_two(client: Client, unknown: Case, as_member: Callable[..., User], chosen: int) -> None:
    by = as_member(Role.REGISTRAR).actor(Door.WEB)
    photographs = [str(case_photograph(unknown, f"Anna {name}", by=by).id) for name in range(3)]
    response = client.post(f"/searches/compare/{unknown.id}/", {"photographs": photographs[:chosen]})
    assert response.status_code == 200
    assert 'class="errorlist"' in response.content.decode()
    assert not Job.objects.exists()

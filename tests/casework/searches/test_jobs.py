"""Searches that workers do."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import Case, CaseMembership, CasePhotograph
from antigone.casework.galleries.models import Gallery, GalleryShare
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.models import StoredTemplate
from antigone.casework.searches import tasks
from antigone.casework.searches.documents import search_document
from antigone.casework.searches.models import Search
from antigone.casework.searches.session import SearchSession
from antigone.casework.searches.submitting import submit_search
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.jobs import work
from builders.people import agency, person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, CountingReader, case, case_photograph, enrol, session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


@pytest.fixture
def reader(of: Recogniser) -> CountingReader:
    return CountingReader(of)


@pytest.fixture
def opened(
    antigone_home: Path, of: Recogniser, by: Actor, reader: CountingReader, monkeypatch: pytest.MonkeyPatch
) -> SearchSession:
    """The workers' session."""
    kept = replace(session(antigone_home, of, by), read=reader)
    monkeypatch.setattr(tasks, "kept_session", lambda *, by: kept)
    return kept


@pytest.fixture
def unknown(by: Actor, opened: SearchSession, tmp_path: Path) -> Case:
    enrol(tmp_path / "given", "Anna", "Borys", of=opened.recogniser, by=by)
    return case(by, expires_on=date(2199, 1, 1))


@pytest.fixture
def registrar(by: Actor, unknown: Case) -> Actor:
    return member(unknown, Role.REGISTRAR)


def member(of: Case, role: Role) -> Actor:
    user = person(of.agency, role)
    CaseMembership.objects.create(case=of, user=user, added_by=user, added_at=NOON)
    return user.actor(Door.WEB)


def asked(of: Case, *photographs: CasePhotograph, by: Actor, **how: object) -> Job:
    return submit_search(case=of, photographs=photographs, **{"galleries": [], "by": by, **how})  # type: ignore[arg-type]


def result(job: Job) -> Search:
    work()
    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.DONE, "")
    return Search.objects.get(pk=job.result["search"])


def test_a_worker_searches_with_a_cases_photographs(opened: SearchSession, unknown: Case, registrar: Actor) -> None:
    found = result(asked(unknown, case_photograph(unknown, "Anna found", by=registrar), by=registrar, strangers=None))
    assert (found.case, found.done_by_id) == (unknown, registrar.user)
    assert [one.particulars.label for one in found.candidates.all()] == ["Anna", "Borys"]
    assert not found.views.exists()


def test_several_photographs_are_one_person(opened: SearchSession, unknown: Case, registrar: Actor) -> None:
    two = [case_photograph(unknown, f"Anna {name}", by=registrar, name=f"{name}.jpg") for name in ("one", "two")]
    found = result(asked(unknown, *two, by=registrar))
    assert [probe.file_name for probe in found.probes.all()] == ["one.jpg", "two.jpg"]


def test_a_photograph_whose_template_is_kept_is_not_read_again_and_gives_the_same_list(
    opened: SearchSession, unknown: Case, registrar: Actor, reader: CountingReader
) -> None:
    photograph = case_photograph(unknown, "Anna found", by=registrar, read_with=opened.recogniser)
    StoredTemplate.objects.filter(face__photograph=photograph.photograph).delete()
    anew = search_document(result(asked(unknown, photograph, by=registrar, strangers=None)))
    assert reader.names == ["probe.jpg"]
    kept = search_document(result(asked(unknown, photograph, by=registrar, strangers=None)))
    assert reader.names == ["probe.jpg"]
    for key in ("candidates", "probes", "galleries", "cut", "searched", "warnings", "absent"):
        assert kept[key] == anew[key]
    assert len(kept["candidates"]) == 2


@pytest.mark.parametrize("changed", [{"recipe": "auto"}, {"reading": "waiting"}])
def test_a_template_that_is_not_of_what_is_asked_for_is_not_used(
    opened: SearchSession, unknown: Case, registrar: Actor, reader: CountingReader, changed: dict[str, str]
) -> None:
    photograph = case_photograph(unknown, "Anna found", by=registrar, read_with=opened.recogniser)
    CasePhotograph.objects.filter(pk=photograph.pk).update(**changed)
    result(asked(unknown, photograph, by=registrar))
    assert reader.names == ["probe.jpg"]


def test_a_search_broken_off_behind_its_list_is_not_done_twice(
    opened: SearchSession, unknown: Case, registrar: Actor
) -> None:
    job = asked(unknown, case_photograph(unknown, "Anna found", by=registrar), by=registrar)
    found = result(job)
    Job.objects.filter(pk=job.pk).update(state=JobState.WAITING, result={})
    assert result(job) == found
    assert Search.objects.count() == 1
    assert Event.objects.filter(name="searches.search.run").count() == 1


def test_only_the_chosen_galleries_are_searched(
    opened: SearchSession, unknown: Case, registrar: Actor, by: Actor, tmp_path: Path
) -> None:
    enrol(tmp_path / "others", "Chen", of=opened.recogniser, by=by, gallery="others")
    photograph = case_photograph(unknown, "Anna found", by=registrar)
    chosen = result(asked(unknown, photograph, by=registrar, galleries=[Gallery.objects.get(name="others")]))
    every = result(asked(unknown, photograph, by=registrar))
    assert [one["name"] for one in chosen.galleries] == ["others"]
    assert sorted(one["name"] for one in every.galleries) == ["missing", "others"]


def test_a_gallery_is_searched_by_whom_it_is_shared_with(
    opened: SearchSession, unknown: Case, by: Actor, tmp_path: Path
) -> None:
    other = agency("Second")
    theirs = person(other, Role.SUPERVISOR, Role.REGISTRAR, name="Their registrar").actor(Door.WEB)
    elsewhere = case(theirs, "X-1", expires_on=date(2199, 1, 1))
    photograph = case_photograph(elsewhere, "Anna found", by=theirs)
    gallery = Gallery.objects.get(name="missing")
    with pytest.raises(NotFound):
        asked(elsewhere, photograph, by=theirs, galleries=[gallery])
    GalleryShare.objects.create(gallery=gallery, agency=other, by_id=by.user, at=NOON)
    found = result(asked(elsewhere, photograph, by=theirs, galleries=[gallery], strangers=None, where="sex=female"))
    assert [one.particulars.label for one in found.candidates.all()] == ["Anna", "Borys"]


def test_a_share_that_ends_before_the_worker_comes_ends_the_search(
    opened: SearchSession, unknown: Case, by: Actor
) -> None:
    other = agency("Second")
    theirs = person(other, Role.SUPERVISOR, Role.REGISTRAR, name="Their registrar").actor(Door.WEB)
    elsewhere = case(theirs, "X-1", expires_on=date(2199, 1, 1))
    gallery = Gallery.objects.get(name="missing")
    share = GalleryShare.objects.create(gallery=gallery, agency=other, by_id=by.user, at=NOON)
    job = asked(elsewhere, case_photograph(elsewhere, "Anna found", by=theirs), by=theirs, galleries=[gallery])
    share.delete()
    work()
    job.refresh_from_db()
    assert job.state == JobState.FAILED
    assert "There is no gallery missing" in job.error
    assert not Search.objects.exists()


@pytest.mark.parametrize("role", [Role.EXAMINER, Role.SUPERVISOR, Role.LIAISON, Role.AUDITOR, Role.GALLERY_MANAGER])
def test_other_roles_do_not_search(opened: SearchSession, unknown: Case, by: Actor, role: Role) -> None:
    with pytest.raises(Forbidden):
        asked(unknown, case_photograph(unknown, "Anna found", by=by), by=member(unknown, role))


def test_a_registrar_who_is_no_member_has_no_such_case(opened: SearchSession, unknown: Case, by: Actor) -> None:
    stranger = person(unknown.agency, Role.REGISTRAR).actor(Door.WEB)
    with pytest.raises(NotFound):
        asked(unknown, case_photograph(unknown, "Anna found", by=by), by=stranger)


def test_an_expired_case_is_not_searched(opened: SearchSession, unknown: Case, registrar: Actor) -> None:
    photograph = case_photograph(unknown, "Anna found", by=registrar)
    Case.objects.filter(pk=unknown.pk).update(expires_on=date(2020, 1, 1))
    with pytest.raises(StateError, match="expired"):
        asked(unknown, photograph, by=registrar)
    assert not Job.objects.exists()


def test_a_photograph_of_another_case_or_withdrawn_is_not_the_cases(
    opened: SearchSession, unknown: Case, registrar: Actor, by: Actor
) -> None:
    other = case_photograph(case(by, "UA-2"), "Borys found", by=by)
    withdrawn = case_photograph(unknown, "Anna found", by=registrar)
    withdrawn.withdrawn_at = NOON
    for photograph in (other, withdrawn):
        with pytest.raises(NotFound):
            asked(unknown, photograph, by=registrar)


def test_what_cannot_be_asked_is_said_at_once(opened: SearchSession, unknown: Case, registrar: Actor) -> None:
    photograph = case_photograph(unknown, "Anna found", by=registrar)
    with pytest.raises(UsageError, match="at least one photograph"):
        asked(unknown, by=registrar)
    for wrong in ({"where": "hair=red"}, {"top": 0}, {"strangers": -1.0}):
        with pytest.raises(UsageError):
            asked(unknown, photograph, by=registrar, **wrong)
    assert not Job.objects.exists()


def test_a_photograph_withdrawn_before_the_worker_comes_ends_the_search(
    opened: SearchSession, unknown: Case, registrar: Actor
) -> None:
    photograph = case_photograph(unknown, "Anna found", by=registrar)
    job = asked(unknown, photograph, by=registrar)
    CasePhotograph.objects.filter(pk=photograph.pk).update(withdrawn_at=NOON)
    work()
    job.refresh_from_db()
    assert (job.state, job.error) == (
        JobState.FAILED, "A photograph has been removed meanwhile.",
    )  # fmt: skip
    assert Agency.objects.count() == 1

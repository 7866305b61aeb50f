"""Excluded subjects are not examined again, unless something is new or a supervisor says so."""

import json
from pathlib import Path

import pytest

from antigone.casework.accounts.models import Agency
from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.cases.models import Case
from antigone.casework.evidence.models import DetectedFace
from antigone.casework.galleries.models import Subject
from antigone.casework.galleries.services import erase_subject
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.searches.documents import search_document
from antigone.casework.searches.exclusions import exclude, exclusion_by_id, lift, standing_for
from antigone.casework.searches.models import Exclusion, FrozenCandidate, Search
from antigone.casework.searches.requests import ProbePhotograph
from antigone.casework.searches.services import run_search
from antigone.casework.searches.session import SearchSession
from antigone.engine.errors import Forbidden, NotFound, StateError, UsageError
from builders.people import agency, person
from casework.galleries.builders import operator
from casework.recognition.builders import recogniser
from casework.searches.builders import NOON, case, enrol, photograph, request, session

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def of() -> Recogniser:
    return recogniser()


@pytest.fixture
def opened(antigone_home: Path, of: Recogniser, by: Actor) -> SearchSession:
    return session(antigone_home, of, by)


@pytest.fixture
def unknown(by: Actor, of: Recogniser, tmp_path: Path) -> Case:
    enrol(tmp_path / "given", "Anna", "Borys", of=of, by=by)
    return case(by)


@pytest.fixture
def probe(tmp_path: Path) -> ProbePhotograph:
    return photograph(tmp_path, "Anna found")


def searched(opened: SearchSession, of: Case, *probes: ProbePhotograph, by: Actor) -> Search:
    return run_search(opened, request(of, *probes, strangers=None), by=by, clock=lambda: NOON)


def candidate(of: Search, name: str) -> FrozenCandidate:
    return of.candidates.get(particulars__label=name)


def excluded(found: Search) -> set[str]:
    return set(found.candidates.exclude(exclusion=None).values_list("particulars__label", flat=True))


def excluding(found: Search, name: str, *, by: Actor) -> Exclusion:
    return exclude(candidate=candidate(found, name), reasons="The ears differ.", by=by, clock=lambda: NOON)


def supervisor(of: Actor) -> Actor:
    return person(Agency.objects.get(pk=of.agency), Role.SUPERVISOR).actor(Door.WEB)


def test_an_exclusion_keeps_what_it_knew(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    found = searched(opened, unknown, probe, by=by)
    kept = excluding(found, "Anna", by=by)
    anna = Subject.objects.get(label="Anna")
    used = found.probes.get()
    assert (kept.case, kept.gallery, kept.subject_uuid) == (unknown, "missing", anna.uuid)
    assert (kept.recogniser_sha256, kept.reasons) == ("e" * 64, "The ears differ.")
    assert used.photograph is not None
    assert (kept.probe_sha256, kept.faces) == ([used.photograph.sha256], [used.face_id])
    assert kept.references == [anna.references.get().pk]
    event = Event.objects.get(name="searches.subject.excluded")
    assert json.loads(event.payload)["exclusion"] == str(kept.id)
    assert "ears" not in event.payload


def test_the_same_question_marks_and_counts_who_was_excluded(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    first = searched(opened, unknown, probe, by=by)
    kept = excluding(first, "Anna", by=by)
    again = searched(opened, unknown, probe, by=by)
    assert candidate(again, "Anna").exclusion == kept
    assert excluded(again) == {"Anna"}
    assert search_document(again)["excluded_before"] == 1
    assert [one["label"] for one in search_document(again)["candidates"]] == ["Anna", "Borys"]
    assert search_document(first)["excluded_before"] == 0


def test_another_case_knows_nothing_of_it(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    excluding(searched(opened, unknown, probe, by=by), "Anna", by=by)
    assert excluded(searched(opened, case(by, "UA-2"), probe, by=by)) == set()


def test_a_new_probe_photograph_brings_the_subject_back(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor, tmp_path: Path
) -> None:
    excluding(searched(opened, unknown, probe, by=by), "Anna", by=by)
    other = photograph(tmp_path, "Anna again", name="other.jpg")
    assert excluded(searched(opened, unknown, probe, other, by=by)) == set()


def test_fewer_photographs_than_were_known_bring_nothing_new(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor, tmp_path: Path
) -> None:
    other = photograph(tmp_path, "Anna again", name="other.jpg")
    excluding(searched(opened, unknown, probe, other, by=by), "Anna", by=by)
    assert excluded(searched(opened, unknown, other, by=by)) == {"Anna"}


def test_another_face_of_the_same_photograph_brings_the_subject_back(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    found = searched(opened, unknown, probe, by=by)
    kept = excluding(found, "Anna", by=by)
    used = found.probes.get().face
    assert used is not None
    bystander = DetectedFace.objects.exclude(pk=used.pk).get(photograph=used.photograph)
    kept.faces = [bystander.pk]
    kept.save()
    assert excluded(searched(opened, unknown, probe, by=by)) == set()


def test_a_new_reference_brings_the_subject_back_and_somebody_elses_does_not(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor, tmp_path: Path
) -> None:
    found = searched(opened, unknown, probe, by=by)
    for name in ("Anna", "Borys"):
        excluding(found, name, by=by)
    more = tmp_path / "more" / "Anna" / "2.jpg"
    more.parent.mkdir(parents=True)
    more.write_bytes(b"Anna later")
    enrol(tmp_path / "more", of=opened.recogniser, by=by)
    assert excluded(searched(opened, unknown, probe, by=by)) == {"Borys"}


def test_another_recogniser_brings_the_subject_back(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    kept = excluding(searched(opened, unknown, probe, by=by), "Anna", by=by)
    Exclusion.objects.filter(pk=kept.pk).update(recogniser_sha256="f" * 64)
    assert excluded(searched(opened, unknown, probe, by=by)) == set()


def test_a_supervisor_brings_the_subject_back(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    kept = excluding(searched(opened, unknown, probe, by=by), "Anna", by=by)
    decider = supervisor(by)
    lift(exclusion=kept, reason="A scar was misread.", by=decider, clock=lambda: NOON)
    assert list(standing_for(unknown)) == []
    assert excluded(searched(opened, unknown, probe, by=by)) == set()
    assert (kept.lifted_at, kept.lift_reason) == (NOON, "A scar was misread.")
    assert Event.objects.filter(name="searches.exclusion.lifted").count() == 1
    with pytest.raises(StateError, match="already"):
        lift(exclusion=kept, reason="Again.", by=decider)


def test_nobody_else_lifts_and_nobody_without_a_reason(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    kept = excluding(searched(opened, unknown, probe, by=by), "Anna", by=by)
    bureau = Agency.objects.get(pk=by.agency)
    for role in (Role.EXAMINER, Role.REGISTRAR, Role.AUDITOR):
        with pytest.raises(Forbidden):
            lift(exclusion=kept, reason="Because.", by=person(bureau, role).actor(Door.WEB))
    with pytest.raises(UsageError):
        lift(exclusion=kept, reason="  ", by=supervisor(by))
    assert standing_for(unknown).get() == kept


def test_an_exclusion_is_seen_by_whoever_sees_the_case(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    kept = excluding(searched(opened, unknown, probe, by=by), "Anna", by=by)
    assert exclusion_by_id(supervisor(by), kept.id) == kept
    with pytest.raises(NotFound):
        exclusion_by_id(person(agency("Other"), Role.SUPERVISOR, name="other").actor(Door.WEB), kept.id)


def test_who_is_erased_cannot_be_excluded_any_more(
    opened: SearchSession, unknown: Case, probe: ProbePhotograph, by: Actor
) -> None:
    found = searched(opened, unknown, probe, by=by)
    anna = candidate(found, "Anna")
    erase_subject(subject=Subject.objects.get(label="Anna"), by=by)
    with pytest.raises(StateError, match="erased"):
        exclude(candidate=FrozenCandidate.objects.get(pk=anna.pk), reasons="The ears differ.", by=by)

"""Enrolment: what is given out is committed, once, and a run goes on where another stopped."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from antigone.casework.audit import Actor
from antigone.casework.audit.models import Event
from antigone.casework.evidence.models import DetectedFace, Photograph
from antigone.casework.evidence.selectors import originals_folder, orphans
from antigone.casework.evidence.storage import original_path
from antigone.casework.galleries import enrolment
from antigone.casework.galleries.enrolment import READ_A_GROUP
from antigone.casework.galleries.locks import gallery_lock
from antigone.casework.galleries.models import EnrolmentRun, Gallery, Reference, Refusal, Subject
from antigone.casework.galleries.outcomes import AlreadyThere, Enrolled
from antigone.casework.galleries.services import ensure_gallery
from antigone.casework.galleries.sources import Refused
from antigone.casework.recognition.models import IndexEntry, StoredTemplate
from antigone.engine.errors import StateError, UsageError
from casework.galleries.builders import NO_FACE, POOR, enrol_folder, enrolling, operator, put

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "given"


def refusing_reader(items: object) -> object:
    raise AssertionError("nothing was to be read")


def test_a_folder_becomes_subjects_references_and_entries(folder: Path, by: Actor) -> None:
    put(folder, Анна__1=b"A1", Анна__2=b"A2", Borys__1=b"B1")
    outcomes = enrol_folder(folder, by=by)
    assert [(outcome.name, outcome.label) for outcome in outcomes] == [
        ("Borys/1.jpg", "Borys"),
        ("Анна/1.jpg", "Анна"),
        ("Анна/2.jpg", "Анна"),
    ]
    assert outcomes[0].warnings == ("2 faces; the largest was taken.",)
    gallery = Gallery.objects.get()
    subject = Subject.objects.get(identifier="Анна")
    reference = subject.references.get(file_name="Анна/1.jpg")
    assert reference.entry.subject_key == subject.pk
    assert reference.entry.gallery_key == gallery.pk
    assert reference.entry.template.face == reference.face
    assert reference.face.photograph == reference.photograph
    assert DetectedFace.objects.count() == 6
    assert StoredTemplate.objects.count() == IndexEntry.objects.count() == Reference.objects.count() == 3
    run = EnrolmentRun.objects.get()
    assert (run.enrolled, run.already_there, run.refused) == (3, 0, 0)
    assert run.finished_at
    assert (run.basis_kind, run.basis_text) == ("family", "form 12")


def test_the_log_tells_every_act_and_no_name(folder: Path, by: Actor) -> None:
    enrol_folder(put(folder, Anna__1=b"A1"), by=by)
    events = list(Event.objects.order_by("seq"))
    assert [event.name for event in events] == [
        "accounts.home.created",
        "galleries.gallery.opened",
        "galleries.enrolment.started",
        "evidence.photograph.received",
        "galleries.photograph.enrolled",
        "galleries.enrolment.finished",
    ]
    text = " ".join(event.payload for event in events)
    assert not {"Anna", "missing", "form 12", Photograph.objects.get().sha256} & {*text.replace('"', " ").split()}


def test_the_same_command_again_reads_nothing(folder: Path, by: Actor) -> None:
    put(folder, Anna__1=b"A1", Borys__1=b"B1")
    enrol_folder(folder, by=by)
    outcomes = enrol_folder(folder, by=by, reader=refusing_reader)
    assert [type(outcome) for outcome in outcomes] == [AlreadyThere, AlreadyThere]
    assert Reference.objects.count() == 2


def test_a_run_that_was_stopped_is_completed_by_the_next(folder: Path, by: Actor) -> None:
    photographs = 2 * READ_A_GROUP + 8
    put(folder, **{f"S{number:03}__1": str(number).encode() for number in range(photographs)})
    stopped = enrolling(folder, by=by)
    acknowledged = [next(stopped).name for _ in range(READ_A_GROUP + 4)]
    stopped.close()
    assert EnrolmentRun.objects.get().finished_at is None
    kept = set(Reference.objects.values_list("file_name", flat=True))
    assert set(acknowledged) <= kept
    assert len(kept) < photographs, "it was stopped in the middle"
    outcomes = enrol_folder(folder, by=by)
    assert len(outcomes) == photographs
    assert {outcome.name for outcome in outcomes if isinstance(outcome, AlreadyThere)} == kept
    assert Reference.objects.count() == IndexEntry.objects.count() == photographs


def test_a_group_takes_the_same_number_of_statements_whatever_is_in_it(
    folder: Path, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """But for the hashes that the log's tree is taken up from: as many as its size has binary digits, at most."""
    monkeypatch.setattr(enrolment, "LONGEST_WAIT", 3600.0)
    counts = []
    for number in (1, READ_A_GROUP):
        source = put(folder / str(number), **{f"S{n}__1": f"{number} {n}".encode() for n in range(number)})
        with CaptureQueriesContext(connection) as seen:
            enrol_folder(source, by=by, gallery=f"g{number}")
        counts.append(len(seen))
    assert counts[1] - counts[0] < 8


def test_what_is_given_out_is_committed(folder: Path, by: Actor) -> None:
    put(folder, **{f"S{number:02}__1": str(number).encode() for number in range(READ_A_GROUP + 4)})
    for number, _ in enumerate(enrolling(folder, by=by), start=1):
        assert not connection.in_atomic_block
        assert Reference.objects.count() >= number


def test_the_same_bytes_twice_for_one_subject_are_one_reference(folder: Path, by: Actor) -> None:
    outcomes = enrol_folder(put(folder, Anna__1=b"same", Anna__2=b"same"), by=by)
    assert [type(outcome) for outcome in outcomes] == [Enrolled, AlreadyThere]
    assert Reference.objects.count() == 1


def test_one_face_under_two_names_is_enrolled_and_flagged(folder: Path, by: Actor) -> None:
    first, second = enrol_folder(put(folder, Anna__1=b"same", Hanna__1=b"same"), by=by)
    warning = "The same face of the same photograph also stands for subject Anna."
    assert warning not in first.warnings
    assert warning in second.warnings
    assert Photograph.objects.count() == StoredTemplate.objects.count() == 1
    assert IndexEntry.objects.count() == 2


def test_a_refused_photograph_is_named_with_its_reason_and_not_kept(folder: Path, by: Actor) -> None:
    refused, enrolled = enrol_folder(put(folder, Anna__1=NO_FACE, Anna__2=b"A2"), by=by)
    assert (refused.name, refused.code, refused.reason) == ("Anna/1.jpg", "NoFaceFound", "no face was found.")
    assert isinstance(enrolled, Enrolled)
    assert list(orphans(originals_folder())) == []
    refusal = Refusal.objects.get()
    assert (refusal.item_name, refusal.code, refusal.reason) == ("Anna/1.jpg", "NoFaceFound", "no face was found.")
    assert EnrolmentRun.objects.get().refused == 1


def test_a_file_that_cannot_be_read_is_refused_and_the_rest_goes_on(folder: Path, by: Actor) -> None:
    put(folder, Anna__2=b"A2")
    (folder / "Anna" / "1.jpg").symlink_to("nowhere")
    refused, enrolled = enrol_folder(folder, by=by)
    assert (refused.name, refused.code) == ("Anna/1.jpg", "UnreadableFile")
    assert enrolled.name == "Anna/2.jpg"


def test_a_quality_floor_refuses_with_the_reasons(folder: Path, by: Actor) -> None:
    refused, enrolled = enrol_folder(put(folder, Anna__1=POOR, Anna__2=b"A2"), by=by, min_quality=30)
    assert refused.code == "BelowQualityFloor"
    assert refused.reason == "quality 5 is below the floor 30 (LOW_SHARPNESS). Hold still."
    assert enrolled.name == "Anna/2.jpg"
    with pytest.raises(UsageError, match="between 0 and 100"):
        enrol_folder(folder, by=by, min_quality=101)


def test_a_person_is_completed_but_never_silently_changed(folder: Path, by: Actor) -> None:
    put(folder, x__1=b"A1", x__2=b"A2", x__3=b"A3")
    for row in ("x/1.jpg,p1,Anna,", "x/2.jpg,p1,,f", "x/3.jpg,p1,Hanna,f"):
        (folder / "manifest.csv").write_text(f"photograph,subject,label,sex\n{row}\n")
        (outcome,) = enrol_folder(folder, by=by)
    subject = Subject.objects.get()
    assert (subject.label, subject.sex, subject.references.count()) == ("Anna", "female", 2)
    assert isinstance(outcome, Refused)
    assert outcome.row == 1
    assert outcome.reason.startswith("Subject p1 has another label in gallery missing.")


def test_the_same_photograph_in_another_gallery_is_no_warning(folder: Path, by: Actor) -> None:
    put(folder, Anna__1=b"same")
    enrol_folder(folder, by=by, gallery="one")
    (outcome,) = enrol_folder(folder, by=by, gallery="two")
    assert isinstance(outcome, Enrolled)
    assert outcome.warnings == ("2 faces; the largest was taken.",)


def test_bytes_refused_for_one_subject_are_kept_for_another(folder: Path, by: Actor) -> None:
    put(folder, x__1=b"A1", x__2=b"new")
    for rows in ("x/1.jpg,p1,Anna\n", "x/2.jpg,p1,Hanna\nx/2.jpg,p2,Hanna\n"):
        (folder / "manifest.csv").write_text(f"photograph,subject,label\n{rows}")
        outcomes = enrol_folder(folder, by=by)
    refused, enrolled = outcomes
    assert (refused.code, refused.subject) == ("SourceError", "p1")
    assert isinstance(enrolled, Enrolled)
    assert original_path(originals_folder(), enrolled.sha256).exists()


def test_a_gallery_takes_one_enrolment_at_a_time(folder: Path, by: Actor) -> None:
    put(folder, **{f"S{number:02}__1": str(number).encode() for number in range(20)})
    first = enrolling(folder, by=by)
    next(first)
    with pytest.raises(StateError, match=f"Another command \\(process {os.getpid()}\\) is at work on gallery missing"):
        enrol_folder(folder, by=by)
    assert len(enrol_folder(folder, by=by, gallery="another")) == 20
    first.close()
    assert len(enrol_folder(folder, by=by)) == 20


def test_the_lock_goes_with_a_killed_process(by: Actor, antigone_home: Path) -> None:
    gallery = ensure_gallery(name="missing", by=by)
    code = (
        "import sys, time, django; django.setup()\n"
        "from antigone.casework.galleries.locks import gallery_lock\n"
        "from antigone.casework.galleries.models import Gallery\n"
        "with gallery_lock(Gallery(uuid=sys.argv[1], name='missing')):\n"
        "    print('held', flush=True)\n"
        "    time.sleep(60)\n"
    )
    environment = {**os.environ, "ANTIGONE_HOME": str(antigone_home)}
    environment["DJANGO_SETTINGS_MODULE"] = "antigone.site.settings"
    command = [sys.executable, "-c", code, str(gallery.uuid)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment) as holder:
        assert holder.stdout.readline() == b"held\n"
        with pytest.raises(StateError, match=f"process {holder.pid}"), gallery_lock(gallery):
            pass
        holder.send_signal(signal.SIGKILL)
    with gallery_lock(gallery):
        pass


def test_a_gallery_of_another_agency_and_a_name_that_is_none_are_refused(by: Actor) -> None:
    gallery = ensure_gallery(name=" missing ", by=by)
    assert ensure_gallery(name="missing", by=by) == gallery
    stranger = Actor(user=by.user, agency=gallery.uuid, door=by.door, roles=by.roles)
    with pytest.raises(StateError, match="belongs to another agency"):
        ensure_gallery(name="missing", by=stranger)
    for name in ("", "  ", "a\nb", "x" * 201):
        with pytest.raises(UsageError, match="cannot be a gallery's name"):
            ensure_gallery(name=name, by=by)

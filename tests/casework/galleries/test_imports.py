"""Photographs handed in through a browser: what is taken, what is refused as a whole, and how the job goes on."""

import os
import time
import zipfile
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings

from antigone.casework.accounts.roles import Role
from antigone.casework.audit import Actor, Door
from antigone.casework.audit.models import Event
from antigone.casework.galleries import importing
from antigone.casework.galleries.browsing import import_progress
from antigone.casework.galleries.imports import HandedIn, UploadedFile, order_import, stop_import
from antigone.casework.galleries.models import BasisKind, Gallery, GalleryImport, Reference
from antigone.casework.galleries.provenance import Basis
from antigone.casework.galleries.selectors import subject_summaries
from antigone.casework.galleries.services import ensure_gallery, erase_gallery, erase_subject
from antigone.casework.galleries.sources import SourceItem
from antigone.casework.galleries.tasks import import_photographs
from antigone.casework.galleries.uploads import ABANDONED_AFTER, folder_of, remove_finished_uploads
from antigone.casework.jobs.models import Job, JobState
from antigone.casework.recognition.reading import PhotographItem, Reading
from antigone.engine.errors import Forbidden, SourceError, StateError
from builders.hostile import zip_bomb
from builders.jobs import work
from casework.galleries.builders import NO_FACE, operator, read, recogniser

pytestmark = pytest.mark.django_db(transaction=True)

Items = Iterable[tuple[SourceItem, PhotographItem]]
BASIS = Basis(kind=BasisKind.FAMILY, text="form 12")


@pytest.fixture
def by() -> Actor:
    return operator()


@pytest.fixture
def gallery(by: Actor) -> Gallery:
    return ensure_gallery(name="missing", by=by)


@pytest.fixture(autouse=True)
def invented_faces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing, "open_recogniser", lambda home, pack: recogniser())
    monkeypatch.setattr(importing, "reader_plan", lambda recogniser, home: None)
    monkeypatch.setattr(importing, "read_photographs", lambda items, **_how: read(items))


def packed(**photographs: bytes) -> bytes:
    """A zip file of `subject/name.jpg` from `subject__name`."""
    return zipped({f"{key.replace('__', '/')}.jpg": data for key, data in photographs.items()})


def zipped(files: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def handed_in(data: bytes, *, name: str = "people.zip", manifest: tuple[str, bytes] | None = None) -> HandedIn:
    beside = UploadedFile(name=manifest[0], pieces=[manifest[1]]) if manifest else None
    return HandedIn(archive=UploadedFile(name=name, pieces=[data[:5], data[5:]]), basis=BASIS, manifest=beside)


def uploads() -> list[Path]:
    return list((Path(settings.ANTIGONE_HOME) / "cache" / "uploads").glob("*"))


def test_a_zip_file_is_enrolled_by_a_job_and_then_gone(gallery: Gallery, by: Actor, antigone_home: Path) -> None:
    data = packed(Anna__1=b"A1", Anna__2=b"A2", Borys__1=NO_FACE)
    order = order_import(gallery=gallery, handed_in=handed_in(data), by=by)
    assert Reference.objects.count() == 0
    assert (folder_of(order.pk) / "photographs.zip").read_bytes() == data
    assert work() == 1
    job = Job.objects.get(pk=order.job)
    assert (job.state, job.done, job.total) == ("done", 3, 3)
    assert job.result == {"enrolled": 2, "already_there": 0, "refused": 1}
    run = gallery.runs.get()
    assert (run.job, run.source, run.basis_kind, run.basis_text) == (job.pk, "people.zip", "family", "form 12")
    assert [refusal.subject for refusal in run.refusals.all()] == ["Borys"]
    assert uploads() == []
    names = list(Event.objects.order_by("seq").values_list("name", flat=True))
    assert names.index("galleries.import.ordered") < names.index("galleries.enrolment.started")


@pytest.mark.parametrize("inside", ["Anna/1.jpg", "people/Anna/1.jpg"])
def test_a_manifest_may_come_beside_the_zip_file(gallery: Gallery, by: Actor, inside: str) -> None:
    table = f"photograph,subject,label,sex\n{inside},7,Ганна,f\nabsent.jpg,8,Nobody,m\n".encode()
    data = zipped({"people/Anna/1.jpg" if inside[0] == "p" else inside: b"A1", "left out.jpg": b"X"})
    order_import(gallery=gallery, handed_in=handed_in(data, manifest=("list.CSV", table)), by=by)
    work()
    (anna,) = subject_summaries(by, gallery)
    assert (anna.identifier, anna.label) == ("7", "Ганна")
    assert [refusal.item_name for refusal in gallery.runs.get().refusals.all()] == ["absent.jpg"]


def test_a_wrapping_folder_may_be_named_in_a_manifest_beside(gallery: Gallery, by: Actor) -> None:
    data = zipped({"people/1.jpg": b"A1", "people/2.jpg": b"A2"})
    table = b"photograph,subject\npeople/1.jpg,Anna\n2.jpg,Anna\n"
    order_import(gallery=gallery, handed_in=handed_in(data, manifest=("list.csv", table)), by=by)
    work()
    assert [one.references for one in subject_summaries(by, gallery)] == [2]


def encrypted() -> bytes:
    data = bytearray(packed(Anna__1=b"A1"))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + offset] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"PK nothing", "people.zip", "people.zip is not a whole zip file"),
        (packed(Anna__1=b"A1")[:-30], "people.zip", "people.zip is not a whole zip file"),
        (b"", "people.zip", "people.zip is not a whole zip file"),
        (encrypted(), "people.zip", "people.zip is encrypted"),
        (zipped({}), "people.zip", "people.zip holds no photographs"),
        (packed(Anna__1=b"A1"), "people.rar", "people.rar is no zip file"),
        (zipped({"manifest.csv": b"picture\n1.jpg\n", "1.jpg": b"A"}), "people.zip", "unknown column 'picture'"),
    ],
)
def test_what_is_wrong_as_a_whole_is_refused_and_leaves_nothing(
    data: bytes, name: str, says: str, gallery: Gallery, by: Actor
) -> None:
    with pytest.raises(SourceError, match=says):
        order_import(gallery=gallery, handed_in=handed_in(data, name=name), by=by)
    assert uploads() == []
    assert not Job.objects.exists()
    assert not GalleryImport.objects.exists()


def test_hostile_members_are_refused_one_by_one(gallery: Gallery, by: Actor, antigone_home: Path) -> None:
    files = {"../../../outside.jpg": b"out", "Anna/1.jpg": b"A1", "Borys/inner.zip": zip_bomb()}
    order_import(gallery=gallery, handed_in=handed_in(zipped(files)), by=by)
    work()
    reasons = {refusal.item_name: refusal.reason for refusal in gallery.runs.get().refusals.all()}
    assert set(reasons) == {"Borys/inner.zip"}
    assert "archive inside an archive" in reasons["Borys/inner.zip"]
    assert not list(antigone_home.parent.rglob("outside*"))
    assert {one.identifier for one in subject_summaries(by, gallery)} == {"Anna", "outside"}


def test_what_a_kill_broke_off_goes_on(gallery: Gallery, by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    order = order_import(gallery=gallery, handed_in=handed_in(packed(Anna__1=b"A1", Borys__1=b"B1")), by=by)

    def killed(items: Items, **_how: object) -> Iterator[tuple[SourceItem, Reading]]:
        yield next(read(items))
        raise KeyboardInterrupt

    monkeypatch.setattr("antigone.casework.galleries.enrolment.LONGEST_WAIT", -1.0)
    with monkeypatch.context() as broken:
        broken.setattr(importing, "read_photographs", killed)
        with pytest.raises(KeyboardInterrupt):
            import_photographs.call(str(order.job))
    assert Reference.objects.count() == 1
    assert folder_of(order.pk).exists()
    Job.objects.filter(pk=order.job).update(state=JobState.WAITING)
    work()
    assert Reference.objects.count() == 2
    progress = import_progress(order, now=order.at)
    assert (progress.enrolled, progress.already_there, progress.job.state) == (2, 1, "done")
    assert gallery.runs.filter(job=order.job).count() == 2
    assert not folder_of(order.pk).exists()


def test_one_that_waits_is_stopped_at_once(gallery: Gallery, by: Actor) -> None:
    order = order_import(gallery=gallery, handed_in=handed_in(packed(Anna__1=b"A1")), by=by)
    stop_import(order=order, by=by)
    assert uploads() == []
    assert work() == 0
    with pytest.raises(StateError, match="over already"):
        stop_import(order=order, by=by)


def test_one_at_work_stops_at_the_next_photograph_and_keeps_what_it_did(
    gallery: Gallery, by: Actor, antigone_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("antigone.casework.galleries.enrolment.LONGEST_WAIT", -1.0)
    monkeypatch.setattr("antigone.casework.jobs.running.WRITE_EVERY_SECONDS", 0.0)
    order = order_import(gallery=gallery, handed_in=handed_in(packed(Anna__1=b"A1", Borys__1=b"B1")), by=by)

    def asked(items: Items, **_how: object) -> Iterator[tuple[SourceItem, Reading]]:
        Job.objects.filter(pk=order.job).update(asked_to_stop=True)
        yield from read(items)

    monkeypatch.setattr(importing, "read_photographs", asked)
    work()
    assert Job.objects.get(pk=order.job).state == "stopped"
    assert Reference.objects.count() == 1
    assert gallery.runs.get().finished_at is None
    assert uploads() == []


def test_nobody_is_erased_while_an_import_waits_and_a_gallery_takes_it_along(
    gallery: Gallery, by: Actor, antigone_home: Path
) -> None:
    order_import(gallery=gallery, handed_in=handed_in(packed(Anna__1=b"A1")), by=by)
    work()
    order_import(gallery=gallery, handed_in=handed_in(packed(Anna__2=b"A2")), by=by)
    with pytest.raises(StateError, match="import into gallery missing is waiting"):
        erase_subject(subject=gallery.subjects.get(), by=by)
    erase_gallery(gallery=gallery, by=by)
    assert uploads() == []
    assert not Job.objects.filter(state=JobState.WAITING).exists()


def test_what_a_cut_off_request_left_goes_after_a_day(antigone_home: Path) -> None:
    old, young = (antigone_home / "cache" / "uploads" / name for name in ("old", "young"))
    for folder in (old, young):
        folder.mkdir(parents=True)
    os.utime(old, (time.time() - ABANDONED_AFTER - 60,) * 2)
    remove_finished_uploads()
    assert uploads() == [young]


def test_who_may_not_write_galleries_hands_in_nothing(gallery: Gallery, by: Actor, antigone_home: Path) -> None:
    supervisor = Actor(user=by.user, agency=by.agency, door=Door.WEB, roles=frozenset({Role.SUPERVISOR.value}))
    with pytest.raises(Forbidden):
        order_import(gallery=gallery, handed_in=handed_in(packed(Anna__1=b"A1")), by=supervisor)
    order = order_import(gallery=gallery, handed_in=handed_in(packed(Anna__1=b"A1")), by=by)
    with pytest.raises(Forbidden):
        stop_import(order=order, by=supervisor)

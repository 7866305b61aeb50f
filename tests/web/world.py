"""The addresses of the pages, and one thing of each kind that an address can name."""

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.utils import timezone

from antigone.casework.accounts.invitations import invite, open_invitations
from antigone.casework.accounts.keys import create_key
from antigone.casework.accounts.models import User
from antigone.casework.accounts.roles import Right, Role
from antigone.casework.audit import Door
from antigone.casework.cases.models import CasePhotograph, ReadingState
from antigone.casework.examinations.models import Assignment, Seat
from antigone.casework.galleries.holds import set_hold
from antigone.casework.galleries.models import BasisKind, EnrolmentRun, Gallery, GalleryImport, HoldKind, Subject
from antigone.casework.galleries.receipts import keep_receipt
from antigone.casework.galleries.tasks import import_photographs
from antigone.casework.jobs.services import submit
from antigone.casework.reports.tasks import verify_audit_log
from antigone.casework.searches.exclusions import exclude
from antigone.casework.searches.models import Act, Comparison, ComparisonProbe, Search
from antigone.casework.searches.seen import record_view
from builders.people import person
from builders.routes import Route
from casework.examinations.builders import Bench, bench, complete


class Anything(dict[str, Any]):
    """Of the right form for each parameter, and nobody's."""

    def __missing__(self, name: str) -> Any:
        return {"UUIDConverter": uuid4(), "IntConverter": 1}.get(name.split()[1], "nothing")


def _case_photograph(made: Bench, search: Search) -> CasePhotograph:
    probe = search.probes.get()
    return CasePhotograph.objects.create(
        case=made.case,
        photograph=probe.photograph,
        face=probe.face,
        file_name="probe.jpg",
        added_by_id=made.registrar.user,
        added_at=timezone.now(),
        reading=ReadingState.READ,
    )


def _comparison(search: Search) -> Comparison:
    """Of the search's probe with itself."""
    basis = {field.name: getattr(search, field.name) for field in Act._meta.fields if field.name != "id"}
    made = Comparison.objects.create(**basis)
    probe = search.probes.get()
    for order in (0, 1):
        ComparisonProbe.objects.create(
            comparison=made, order=order, file_name="probe.jpg", photograph=probe.photograph, faces_found=1
        )
    return made


def _import(gallery: Gallery, by: User) -> GalleryImport:
    job = submit(import_photographs, by=by.actor(Door.WEB), about=gallery.uuid)
    return GalleryImport.objects.create(
        gallery=gallery, job=job.id, basis_kind=BasisKind.FAMILY, file_name="a.zip", by=by, at=timezone.now()
    )


@dataclass(frozen=True)
class World:
    """One agency's things, by parameter and kind; people: who may open what belongs to somebody in person."""

    ids: dict[str, Any]
    people: dict[str, User]


def make_world(tmp_path: Path, antigone_home: Path) -> World:
    """A thing of each kind that an address can name."""
    made = bench(tmp_path, antigone_home)
    for name in ("one", "two"):
        made.examiner(name)
    examination = made.opened()
    complete(examination, Seat.FIRST, Anna=3)
    complete(examination, Seat.SECOND)
    home = made.case.agency
    people = {role.value: person(home, role, name=f"the {role.value}") for role in Role}
    people["registrar"] = User.objects.get(pk=made.registrar.user)
    supervisor = people["supervisor"].actor(Door.WEB)
    gallery, subject = Gallery.objects.get(), Subject.objects.get(label="Anna")
    photograph = _case_photograph(made, examination.search)
    excluded = exclude(
        candidate=examination.search.candidates.get(particulars__label="Dana"), reasons="both", by=supervisor
    )
    administrator = people["administrator"].actor(Door.WEB)
    invite(roles=[Role.EXAMINER], display_name="Ірина", by=administrator)
    assignment = Assignment.objects.get(seat=Seat.FIRST)
    people["examiner"] = assignment.examiner
    key, _secret = create_key(
        name="script",
        purpose="tests",
        scopes=[Right.READ_CASES],
        expires_at=timezone.now() + timedelta(days=1),
        by=made.registrar,
    )
    record_view(search=examination.search, by=made.registrar)
    receipt = keep_receipt(
        kind=HoldKind.SUBJECT,
        about=uuid4(),
        gone={},
        by=people["gallery_manager"].actor(Door.WEB),
        now=timezone.now(),
    )
    reference = subject.references.get()
    ids = {
        "case": made.case.id,
        "user": people["examiner"].id,
        "person": people["examiner"].id,
        "search": examination.search_id,
        "comparison": _comparison(examination.search).id,
        "exclusion": excluded.id,
        "assignment": assignment.id,
        "examination": examination.id,
        "gallery": gallery.uuid,
        "subject": subject.uuid,
        "run": EnrolmentRun.objects.get().id,
        "order": _import(gallery, people["gallery_manager"]).id,
        "hold": set_hold(kind=HoldKind.GALLERY, about=gallery.uuid, reason="A trial", by=supervisor).id,
        "receipt": receipt.id,
        "agency": home.id,
        "invitation": open_invitations(administrator)[0].id,
        "key": key.id,
        "job": submit(verify_audit_log, by=made.registrar).id,
        "photograph": photograph.id,
        "original": reference.photograph_id,
    }
    numbers = {"face": photograph.face_id, "order": 0, "index": 0, "probe": 0, "reference": 0}
    return World(
        ids=Anything(
            {f"{name} UUIDConverter": value for name, value in ids.items()}
            | {f"{name} IntConverter": value for name, value in numbers.items()}
            | {"side StringConverter": "probe", "which StringConverter": "before"}
        ),
        people=people,
    )


def named(route: Route, world: World) -> str:
    """The address with things that exist. A photograph of a gallery is named by its original."""
    ids = world.ids
    if route.name == "galleries:picture":
        ids = Anything(ids | {"photograph UUIDConverter": ids["original UUIDConverter"]})
    return route.address(ids)

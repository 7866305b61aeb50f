"""Run in a new home: fills it as an agency would have it after some months, and prints what there is as JSON.

`python make_home.py PHOTOGRAPHS SUBJECTS CASES SEED PEOPLE`: the folder lfw-dev; PEOPLE as JSON, role to usernames.
"""

import json
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402
from django.utils.module_loading import import_string  # noqa: E402

from antigone.casework.accounts.models import Agency, RoleHeld, User  # noqa: E402
from antigone.casework.accounts.roles import Role  # noqa: E402
from antigone.casework.accounts.selectors import local_operator  # noqa: E402
from antigone.casework.audit import Actor, Door  # noqa: E402
from antigone.casework.cases.intake import IncomingFile, take_in  # noqa: E402
from antigone.casework.cases.members import add_member  # noqa: E402
from antigone.casework.cases.models import Case, CaseKind  # noqa: E402
from antigone.casework.cases.photographs import photographs_of  # noqa: E402
from antigone.casework.cases.services import CaseRequest, open_case  # noqa: E402
from antigone.casework.examinations.components import Component, Conclusion, Finding  # noqa: E402
from antigone.casework.examinations.entries import ComponentFinding, ComponentNote, NotesEntry, SheetEntry  # noqa: E402
from antigone.casework.examinations.models import Assignment  # noqa: E402
from antigone.casework.examinations.selectors import list_of  # noqa: E402
from antigone.casework.examinations.services import lock_notes, lock_opinion, open_examination  # noqa: E402
from antigone.casework.galleries.distractors import add_distractors  # noqa: E402
from antigone.casework.galleries.models import Gallery, Subject  # noqa: E402
from antigone.casework.jobs.models import Job, JobState  # noqa: E402
from antigone.casework.recognition.bridge import open_recogniser  # noqa: E402
from antigone.casework.searches.models import Search  # noqa: E402
from antigone.casework.searches.submitting import submit_search  # noqa: E402

PASSWORD = "correct horse battery"
LIST_LENGTH = 8
DISAGREED = 2
NOTES = NotesEntry(components={part: ComponentNote(text="as seen") for part in Component})


def hire(agency: Agency, names: dict[str, list[str]]) -> dict[str, list[User]]:
    """People of each role."""
    staff: dict[str, list[User]] = {}
    for role, usernames in names.items():
        for username in usernames:
            user = User(agency=agency, username=username, display_name=username.capitalize())
            user.set_password(PASSWORD)
            user.save()
            RoleHeld.objects.create(user=user, role=Role(role))
            staff.setdefault(role, []).append(user)
    return staff


def add_strangers(gallery: Gallery, upto: int, seed: int) -> None:
    """Synthetic ones, until the gallery has that many people."""
    add_distractors(
        gallery=gallery,
        count=max(1, upto - Subject.objects.filter(gallery=gallery).count()),
        seed=seed,
        recogniser=open_recogniser(settings.ANTIGONE_HOME, settings.ANTIGONE_PACK),
        by=local_operator().actor(Door.CLI),
        now=timezone.now(),
    )


def open_cases(probes: Sequence[Path], registrars: Sequence[User]) -> list[Case]:
    """A case for each photograph, the registrars in turn; all of them are members."""
    cases = []
    for number, probe in enumerate(probes, start=1):
        owner = registrars[number % len(registrars)]
        by, now = owner.actor(Door.WEB), timezone.now()
        request = CaseRequest(
            number=f"UHR-{number:04}",
            kind=CaseKind.DECEASED,
            authority="Prosecutor",
            purpose="Identification of the dead",
            legal_basis="an order",
            expires_on=now.date() + timedelta(days=300),
        )
        case = open_case(request=request, by=by, now=now)
        list(take_in(case=case, files=[IncomingFile(name=probe.name, path=probe)], by=by))
        for other in registrars:
            if other != owner:
                add_member(case=case, user=other, by=by, now=now)
        cases.append(case)
    work()
    return cases


def search(case: Case, by: Actor) -> None:
    """As the form would; a closed list, so that there is somebody to examine."""
    submit_search(case=case, photographs=photographs_of(case), galleries=(), top=LIST_LENGTH, strangers=None, by=by)
    work()


def examine(case: Case, supervisor: User, examiner: User) -> None:
    """Give the list to two examiners, who lock their notes on the probe."""
    open_examination(search=Search.objects.get(case=case).id, by=supervisor.actor(Door.WEB), first=examiner.id)
    for assignment in Assignment.objects.filter(examination__search__case=case).select_related("examiner"):
        lock_notes(assignment=assignment.id, entry=NOTES, by=assignment.examiner.actor(Door.WEB))


def disagree(case: Case) -> None:
    """The two sign opposite opinions on every candidate: the supervisor's to decide."""
    seats = Assignment.objects.filter(examination__search__case=case).select_related("examiner")
    for assignment, conclusion in zip(seats, (Conclusion.SAME, Conclusion.DIFFERENT), strict=True):
        found = ComponentFinding(finding=Finding.SIMILAR if conclusion > 0 else Finding.DIFFERENT)
        entry = SheetEntry(findings=dict.fromkeys(Component, found), conclusion=conclusion)
        by = assignment.examiner.actor(Door.WEB)
        for line in list_of(by, assignment.id).candidates:
            lock_opinion(assignment=assignment.id, position=line.position, entry=entry, by=by)


def work() -> None:
    """What the workers would do, done here."""
    while (job := Job.objects.filter(state=JobState.WAITING).order_by("created_at").first()) is not None:
        import_string(job.task).call(str(job.id))


def main(photographs: Path, subjects: int, cases: int, seed: int, names: dict[str, list[str]]) -> None:
    """Fill the home."""
    gallery = Gallery.objects.get()
    staff = hire(local_operator().agency, names)
    add_strangers(gallery, subjects, seed)
    # Of each person the first photograph was enrolled; another is the probe.
    people = [folder for folder in sorted(photographs.iterdir()) if len(list(folder.glob("*.jpg"))) > 1]
    opened = open_cases([sorted(person.glob("*.jpg"))[1] for person in people[:cases]], staff["registrar"])
    supervisor, examiners = staff["supervisor"][0], staff["examiner"]
    for number, case in enumerate(opened[: cases // 2]):
        search(case, staff["registrar"][number % len(staff["registrar"])].actor(Door.WEB))
        examine(case, supervisor, examiners[number % len(examiners)])
    for case in opened[:DISAGREED]:
        disagree(case)
    print(json.dumps({"gallery": str(gallery.uuid), "cases": [str(case.id) for case in opened]}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]), json.loads(sys.argv[5]))

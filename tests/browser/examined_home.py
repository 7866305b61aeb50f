"""Run in a home that has been searched: gives its one list to two examiners, notes of the first locked.

Prints the address of the first examiner's first sheet, as JSON.
"""

import json

import django

django.setup()

from django.utils import timezone  # noqa: E402

from antigone.casework.accounts.models import User  # noqa: E402
from antigone.casework.accounts.roles import Role  # noqa: E402
from antigone.casework.audit import Door  # noqa: E402
from antigone.casework.cases.models import CaseMembership  # noqa: E402
from antigone.casework.examinations.components import Component  # noqa: E402
from antigone.casework.examinations.entries import ComponentNote, NotesEntry  # noqa: E402
from antigone.casework.examinations.services import lock_notes, open_examination  # noqa: E402
from antigone.casework.searches.models import Search  # noqa: E402
from builders.people import person  # noqa: E402

search = Search.objects.get()
agency = User.objects.get(is_local_operator=True).agency
registrar = person(agency, Role.REGISTRAR)
examiner = person(agency, Role.EXAMINER)
person(agency, Role.EXAMINER, name="examiner two")
CaseMembership.objects.create(case=search.case, user=registrar, added_by=registrar, added_at=timezone.now())
examination = open_examination(search=search.id, by=registrar.actor(Door.WEB), first=examiner.id)
assignment = examination.assignments.get(examiner=examiner)
notes = NotesEntry(components={part: ComponentNote(text="as seen") for part in Component})
lock_notes(assignment=assignment.id, entry=notes, by=examiner.actor(Door.WEB))
print(json.dumps(f"/examinations/lists/{assignment.id}/candidates/1/"))

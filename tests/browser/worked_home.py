"""Run in a staffed home that has been searched: gives the list to two examiners, names the candidates in Hebrew.

Prints the pages that there are now, by who opens them.
"""

import json

import django

django.setup()

from django.utils import timezone  # noqa: E402

from antigone.casework.accounts.models import User  # noqa: E402
from antigone.casework.audit import Door  # noqa: E402
from antigone.casework.cases.models import CaseMembership  # noqa: E402
from antigone.casework.examinations.components import Component  # noqa: E402
from antigone.casework.examinations.entries import ComponentNote, NotesEntry  # noqa: E402
from antigone.casework.examinations.services import lock_notes, open_examination  # noqa: E402
from antigone.casework.galleries.models import EnrolmentRun, Gallery, Subject  # noqa: E402
from antigone.casework.searches.models import Search  # noqa: E402

# The names of the staff are those of their roles, which no test could tell from words of the page.
for number, user in enumerate(User.objects.order_by("username")):
    user.display_name = f"Співробітник {number}"
    user.save()
search, gallery = Search.objects.get(), Gallery.objects.get()
registrar, examiner = (User.objects.get(username=name) for name in ("registrar", "examiner-one"))
CaseMembership.objects.create(case=search.case, user=registrar, added_by=registrar, added_at=timezone.now())
examination = open_examination(search=search.id, by=registrar.actor(Door.WEB), first=examiner.id)
assignment = examination.assignments.get(examiner=examiner)
notes = NotesEntry(components={part: ComponentNote(text="42") for part in Component})
lock_notes(assignment=assignment.id, entry=notes, by=examiner.actor(Door.WEB))
subject = Subject.objects.order_by("label")[0]
subject.label = "דוד כהן (1987)"
subject.save()
case, entry, given = f"/cases/{search.case_id}/", f"/galleries/{gallery.uuid}/", f"/examinations/lists/{assignment.id}/"
person = f"{entry}subjects/{subject.uuid}/"
print(
    json.dumps(
        {
            "registrar": [
                *("/", "/cases/", "/cases/open/", case, f"{case}photographs/", f"{case}members/", f"{case}condition/"),
                *(f"{case}renewal/", f"/searches/new/{search.case_id}/", f"/searches/{search.id}/", "/examinations/"),
                *(f"/examinations/searches/{search.id}/", "/account/", "/account/keys/new/", "/jobs/"),
            ],
            "examiner-one": ["/", given, f"{given}notes/", f"{given}candidates/1/", "/examinations/error-rates/own/"],
            "supervisor": ["/overview/", f"{case}closing/", "/examinations/error-rates/"],
            "gallery-manager": [
                *("/galleries/", entry, f"{entry}import/", f"{entry}manage/", f"{entry}enrolments/", "/galleries/due/"),
                *(f"{entry}enrolments/{EnrolmentRun.objects.get().pk}/", person, f"{person}erase/"),
            ],
            "administrator": ["/people/", "/people/invite/", "/people/agency/", "/people/agencies/"],
            "auditor": ["/log/"],
        }
    )
)

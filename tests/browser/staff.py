"""Run in a home: makes a person of every role, three examiners, one more who is registrar too, and a second agency.

Prints how they sign in.
"""

import json

import django

django.setup()

from antigone.casework.accounts.models import User  # noqa: E402
from antigone.casework.accounts.roles import Role  # noqa: E402
from builders.people import agency, person  # noqa: E402

EXAMINERS = ("Examiner one", "Examiner two", "Examiner three")

own = User.objects.get(is_local_operator=True).agency
own.seeds_known_answers = False  # what an examiner is given is then what a test gave them
own.save()
made = [person(own, role, name=str(role.label)) for role in Role if role is not Role.EXAMINER]
made += [person(own, Role.EXAMINER, name=name) for name in EXAMINERS]
made.append(person(own, Role.EXAMINER, Role.REGISTRAR, name="Reader"))
made.append(person(agency("Second agency"), Role.GALLERY_MANAGER, name="Foreign manager"))
print(json.dumps({one.display_name: one.username for one in made}))

"""A person enrolled and erased through the pages of a real home: `python -m integration.browser_erasure STEP`.

In a process of its own, for the settings, the database file and its write-ahead log are then those of a user.
"""

import json
import sys
from pathlib import Path
from typing import Any

import django

LABEL = "Заратустра Спітама"
CORRECTED = "Зороастр Спітама"
HOST = "127.0.0.1"


def enrol(archive: str) -> None:
    """Import, look at everything, correct the name; print what the home must lose with the person."""
    from antigone.casework.galleries.models import Subject
    from antigone.casework.recognition.models import StoredTemplate
    from builders.jobs import work

    browser = _browser()
    browser.post("/galleries/new/", {"name": "missing"})
    gallery = _gallery()
    with Path(archive).open("rb") as file:
        browser.post(f"/galleries/{gallery}/import/", {"archive": file, "basis": "family", "basis_text": "form 12"})
    work()
    person = Subject.objects.get(label=LABEL)
    page = f"/galleries/{gallery}/subjects/{person.uuid}/"
    browser.post(f"{page}correct/", {"label": CORRECTED})
    assert CORRECTED in browser.get(page).content.decode()
    photographs = [reference.photograph for reference in person.references.all()]
    for photograph in photographs:
        for size in ("small", "screen", "full"):
            assert browser.get(f"/galleries/{gallery}/photographs/{photograph.pk}/?size={size}").status_code == 200
    templates = StoredTemplate.objects.filter(face__references__subject=person)
    print(
        json.dumps(
            {
                "hashes": [photograph.sha256 for photograph in photographs],
                "templates": [bytes(template.vector).hex() for template in templates],
            }
        )
    )


def erase() -> None:
    """Erase through the page, let the workers work, print the receipt as it is downloaded."""
    from antigone.casework.galleries.models import Subject
    from builders.jobs import work

    browser, person = _browser(), Subject.objects.get(label=CORRECTED)
    gone = browser.post(f"/galleries/{_gallery()}/subjects/{person.uuid}/erase/")
    work()
    print(browser.get(f"{gone.headers['Location'].rstrip('/')}.json").content.decode())


def _browser() -> Any:
    from django.test import Client

    from antigone.casework.accounts.models import User
    from antigone.casework.accounts.roles import Role
    from antigone.casework.accounts.selectors import local_operator
    from builders.people import person

    known = User.objects.filter(username="manager").first()
    browser = Client(SERVER_NAME=HOST)
    browser.force_login(known or person(local_operator().agency, Role.GALLERY_MANAGER, name="manager"))
    return browser


def _gallery() -> str:
    from antigone.casework.galleries.models import Gallery

    return str(Gallery.objects.get().uuid)


if __name__ == "__main__":
    django.setup()
    {"enrol": enrol, "erase": erase}[sys.argv[1]](*sys.argv[2:])

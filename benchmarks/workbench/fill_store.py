"""Run in a home that is there: so many synthetic strangers through the store, spread over so many galleries.

`python fill_store.py GALLERIES STRANGERS`: prints the seconds each gallery took, a line each.
"""

import sys
import time

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.utils import timezone  # noqa: E402

from antigone.casework.accounts.selectors import local_operator  # noqa: E402
from antigone.casework.audit import Door  # noqa: E402
from antigone.casework.galleries.distractors import add_distractors  # noqa: E402
from antigone.casework.galleries.services import ensure_gallery  # noqa: E402
from antigone.casework.recognition.bridge import open_recogniser  # noqa: E402


def main(galleries: int, strangers: int) -> None:
    """One transaction a gallery."""
    recogniser = open_recogniser(settings.ANTIGONE_HOME, settings.ANTIGONE_PACK)
    for number in range(galleries):
        count = strangers * (number + 1) // galleries - strangers * number // galleries
        by, began = local_operator().actor(Door.CLI), time.perf_counter()
        gallery = ensure_gallery(name=f"strangers {number}", by=by)
        add_distractors(gallery=gallery, count=count, seed=number, recogniser=recogniser, by=by, now=timezone.now())
        print(f"{time.perf_counter() - began:.1f}", flush=True)


main(*map(int, sys.argv[1:]))

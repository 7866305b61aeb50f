"""Processes that share a home, and what each of them does there: `python -m integration.home_sharing ROLE ...`.

The faces are invented, all else is the program's own: transactions, change log, snapshots, locks.
"""

import sys
import time
from collections.abc import Iterator
from pathlib import Path

import django
import numpy as np

END = "END"
WAIT = 0.01


def enrol(folder: str, acknowledged: str, gallery: str = "missing") -> None:
    """Write the name of every subject that was enrolled to the file `acknowledged`, and END."""
    from casework.galleries.builders import enrolling

    with Path(acknowledged).open("a", encoding="utf-8") as report:
        for outcome in enrolling(Path(folder), by=_operator(), gallery=gallery):
            print(outcome.subject, file=report, flush=True)
        print(END, file=report)


def erase(gallery: str) -> None:
    """Erase every subject of the gallery, one transaction each, then the gallery."""
    from antigone.casework.galleries.selectors import gallery_by_name
    from antigone.casework.galleries.services import erase_gallery

    erase_gallery(gallery=gallery_by_name(_operator(), gallery), by=_operator())


def search(folder: str, acknowledged: str) -> None:
    """Search for whoever was acknowledged last, until END; print how many different people that were."""
    from django.conf import settings

    from antigone.casework.recognition.comparing import GallerySearcher, SearchQuestion
    from casework.galleries.builders import invented_template, recogniser

    searcher = GallerySearcher(home=settings.ANTIGONE_HOME, recogniser=recogniser(), by=_operator())
    print("ready", flush=True)
    seen = set()
    for subject in _acknowledged(Path(acknowledged)):
        probe = invented_template((Path(folder) / subject / "1.jpg").read_bytes())
        question = SearchQuestion(probes=(probe,), galleries=_galleries(), subjects=None, top=1, strangers=None)
        answer = searcher.search(question)
        found = _subject(answer.found.candidates[0].subject)
        if found != subject:
            sys.exit(f"{subject} was acknowledged, and {found} was found at change {answer.index_change}")
        seen.add(subject)
    print(len(seen))


def rebuild(acknowledged: str) -> None:
    """Write the snapshot anew, again and again until END; print how many times."""
    from django.conf import settings

    from antigone.casework.recognition.indexing import rebuild_index
    from casework.galleries.builders import recogniser

    print("ready", flush=True)
    changes = set()
    for _ in _acknowledged(Path(acknowledged)):
        changes.add(rebuild_index(home=settings.ANTIGONE_HOME, recogniser=recogniser(), by=_operator()).change)
    print(len(changes))


def verify() -> None:
    """Hold the index that all have left against the database; print the number of rows."""
    from django.conf import settings

    from antigone.casework.recognition.verification import verify_index
    from casework.galleries.builders import recogniser

    found = verify_index(
        home=settings.ANTIGONE_HOME, recogniser=recogniser(), by=_operator(), rng=np.random.default_rng(1)
    )
    if not found.sound:
        sys.exit(str(found))
    print(found.rows)


def _acknowledged(report: Path) -> Iterator[str]:
    """The last whole line of the report, again and again until it is END."""
    while True:
        lines = report.read_text(encoding="utf-8").rpartition("\n")[0].splitlines() if report.exists() else []
        if lines and lines[-1] == END:
            return
        if lines:
            yield lines[-1]
        else:
            time.sleep(WAIT)


def _operator() -> object:
    from antigone.casework.accounts.selectors import local_operator
    from antigone.casework.audit import Door

    return local_operator().actor(Door.CLI)


def _galleries() -> frozenset[int]:
    from antigone.casework.galleries.models import Gallery

    return frozenset(Gallery.objects.values_list("pk", flat=True))


def _subject(key: int) -> str:
    from antigone.casework.galleries.models import Subject

    return Subject.objects.get(pk=key).identifier


if __name__ == "__main__":
    django.setup()
    roles = {"enrol": enrol, "erase": erase, "search": search, "rebuild": rebuild, "verify": verify}
    roles[sys.argv[1]](*sys.argv[2:])

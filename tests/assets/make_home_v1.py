"""Makes `home-v1.sql`, the database of a small home as the first version of Antigone left it.

Run once, with that version; later versions must open what it wrote, so it is never made anew:

    python tests/assets/make_home_v1.py tests/assets/home-v1.sql

There are no people in it. The subjects are synthetic strangers, the probe is a synthetic template, and the "photograph"
that it was read from is a line of text.
"""

import os
import sqlite3
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
PROBE = b"no photograph: the probe of home-v1"
GALLERY = "strangers"
CASE = "UA-2026-1"
STRANGERS = 12
SEED = 1
PROBED, ERASED = "synthetic-00003", "synthetic-00007"
NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def make_home() -> None:
    """A gallery with one subject erased again, a case, a search, a signed checkpoint."""
    from django.conf import settings

    from antigone.casework.audit import make_checkpoint
    from antigone.casework.galleries.distractors import add_distractors
    from antigone.casework.galleries.models import Subject
    from antigone.casework.galleries.services import ensure_gallery, erase_subject
    from antigone.casework.recognition.bridge import open_recogniser
    from antigone.site.home import initialise_home

    initialise_home(agency="Bureau", authority="Prosecutor", purpose="Identification of an unknown deceased person")
    by = _operator()
    recogniser = open_recogniser(settings.ANTIGONE_HOME, settings.ANTIGONE_PACK)
    gallery = ensure_gallery(name=GALLERY, by=by)
    add_distractors(gallery=gallery, count=STRANGERS, seed=SEED, recogniser=recogniser, by=by, now=NOW)
    erase_subject(subject=Subject.objects.get(identifier=ERASED), by=by, clock=lambda: NOW)
    search_once(CASE)
    make_checkpoint(settings.ANTIGONE_HOME / "keys", now=NOW)


def search_once(number: str) -> dict[str, Any]:
    """Search the home for one of the strangers under the case of that number; gives the document."""
    from django.conf import settings

    from antigone.casework.cases.services import open_deceased_case_by_default
    from antigone.casework.searches.requests import ProbePhotograph, SearchRequest
    from antigone.casework.searches.selectors import search_document
    from antigone.casework.searches.services import run_search
    from antigone.casework.searches.session import SearchSession, open_session

    by = _operator()
    case, _ = open_deceased_case_by_default(number=number, by=by, now=NOW)
    opened = open_session(home=settings.ANTIGONE_HOME, pack=settings.ANTIGONE_PACK, by=by)
    session = SearchSession(recogniser=opened.recogniser, searcher=opened.searcher, read=_invented)
    photograph = ProbePhotograph(path=Path("probe.txt"), name="probe.txt")
    request = SearchRequest(case=case, photographs=(photograph,), galleries=(GALLERY,))
    return search_document(run_search(session, request, by=by, clock=lambda: NOW))


def dump(database: Path) -> str:
    """The database as SQL."""
    with closing(sqlite3.connect(database)) as opened:
        return "\n".join(opened.iterdump()) + "\n"


def load(sql: str, database: Path) -> None:
    """The way back."""
    with closing(sqlite3.connect(database)) as opened:
        opened.executescript(sql)


def _invented(items: Iterable[tuple[Any, Any]]) -> Iterator[tuple[Any, Any]]:
    """Reads every photograph as one face with the template of the stranger PROBED."""
    from antigone.casework.galleries.models import Reference
    from antigone.casework.recognition.bridge import stored_vectors
    from antigone.casework.recognition.reading import Reading
    from antigone.engine.types import Extraction, LandmarkSource, ModelIdentity, Template
    from casework.evidence.builders import face, quality, stored_facts

    kept = Reference.objects.get(subject__identifier=PROBED).entry.template
    (vector,) = stored_vectors([kept.vector], len(kept.vector) // 2).astype("float32")
    template = Template(
        vector=vector / (vector @ vector) ** 0.5,
        recogniser=ModelIdentity(id=kept.recogniser, sha256=kept.recogniser_sha256),
        landmarks_by=LandmarkSource.MACHINE,
    )
    for tag, _ in items:
        facts = stored_facts(PROBE, name="probe.txt")
        extraction = Extraction(
            facts=facts, faces=(face(),), chosen=0, quality=quality(), template=template, warnings=()
        )
        yield tag, Reading(facts=facts, outcome=extraction)


def _operator() -> Any:
    from antigone.casework.accounts.selectors import local_operator
    from antigone.casework.audit import Door

    return local_operator().actor(Door.CLI)


def main(target: Path) -> None:
    import django

    with tempfile.TemporaryDirectory() as folder:
        os.environ["ANTIGONE_HOME"] = str(Path(folder) / "home")
        os.environ["DJANGO_SETTINGS_MODULE"] = "antigone.site.settings"
        django.setup()
        make_home()
        target.write_text(dump(Path(folder) / "home" / "antigone.sqlite3"), encoding="utf-8")


if __name__ == "__main__":
    sys.path.insert(0, str(TESTS))
    main(Path(sys.argv[1]))

"""`antigone search`, of one person or of many."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.output import Output
from antigone.cli.parameters import BOX, POINTS, STRANGERS, face_choice
from antigone.cli.printing import print_search
from antigone.engine.errors import AntigoneError, UsageError


@click.command()
@common_options()
@click.argument("photos", nargs=-1, type=click.Path(path_type=Path))
@click.option("--case", "number", help="The case this is for; an unknown number opens one for a deceased person.")
@click.option(
    "--gallery", "galleries", multiple=True, metavar="NAME", help="Where to look; all galleries if not given."
)
@click.option("--top", default=20, show_default=True, help="The longest list to give.")
@click.option(
    "--strangers",
    type=STRANGERS,
    default="1.0",
    show_default=True,
    help="Cut the list where more strangers than this would look as much alike; off for closed lists.",
)
@click.option("--where", default="", help="Only people who may be so, e.g. 'sex=male,age=18-40'.")
@click.option("--box", type=BOX, help="The face drawn by hand, x,y,w,h in pixels of the upright picture.")
@click.option("--points", type=POINTS, help="Its eyes, nose tip and mouth corners by hand: five x,y in quotes.")
@click.option("--turned", is_flag=True, help="Look for the face at every rotation from the start.")
@click.option("--sheet", type=click.Path(path_type=Path, dir_okay=False), help="Write the candidate sheet, a PNG.")
@click.option(
    "--map", "mapped", is_flag=True, help="Show on the sheet which regions carry the first candidate's score."
)
@click.option("--each", type=click.Path(path_type=Path), help="One case a row (columns case, photograph); JSON Lines.")
@click.option("--workers", type=click.IntRange(1, 256), help="Reading processes of --each.  [default: cores]")
def search(output: Output, photos: tuple[Path, ...], number: str | None, each: Path | None, **how: Any) -> int:
    """Search galleries for the person in the photographs.

    Several PHOTOS are taken to show one person. The list is a lead for
    examiners, never an identity; that nobody is found is a normal answer.
    """
    if each is not None:
        if photos or number or how["sheet"] or how["mapped"] or how["box"] or how["points"]:
            raise UsageError("--each takes photographs and cases from its manifest.", advice="Leave out the others.")
        return _search_each(output, each, how)
    if how["mapped"] and not how["sheet"]:
        raise UsageError("--map is drawn on the candidate sheet.", advice="Add --sheet FILE.png.")
    if not photos or not number:
        raise UsageError("A search needs a photograph and a case.", advice="antigone search PHOTO --case NUMBER")
    return _search_one(output, photos, number, how)


def _search_one(output: Output, photos: tuple[Path, ...], number: str, how: dict[str, Any]) -> int:
    from antigone.casework.searches.selectors import search_document  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.services import run_search  # noqa: PLC0415

    if len(photos) > 1 and (how["box"] or how["points"]):
        raise UsageError("--box and --points belong to one photograph.", advice="Search with that photograph alone.")
    case, sentence = _case(number)
    request = _request(case, photos, how)
    session = open_search_session(workers=1)
    found = run_search(session, request, by=operator())
    document = search_document(found)
    if sentence:
        document["warnings"] = [sentence, *document["warnings"]]
    if how["sheet"]:
        _write_sheet(found, how["sheet"], explained_by=session.recogniser if how["mapped"] else None)
    output.document(document)
    print_search(output, document, sheet=how["sheet"])
    return ExitCode.DONE if document["outcome"] != "no_face" else ExitCode.NOTHING_USABLE


def _search_each(output: Output, manifest: Path, how: dict[str, Any]) -> int:
    """One JSON line a case, as soon as it is frozen; a row that cannot be searched is a line with its error."""
    from antigone.casework.searches.batches import read_cases  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.selectors import search_document  # noqa: PLC0415
    from antigone.casework.searches.services import run_searches  # noqa: PLC0415

    rows, refused = read_cases(manifest)
    for refusal in refused:
        output.line({"case": refusal.case, "error": {"kind": refusal.kind, "message": refusal.message}})
    searched = 0
    failed = len(refused)
    session = open_search_session(workers=how["workers"] or os.cpu_count() or 1)
    with output.progress("Searching", len(rows)) as ticker:
        for request, outcome in run_searches(session, _requests(rows, how), by=operator()):
            if isinstance(outcome, AntigoneError):
                failed += 1
                kind = type(outcome).__name__
                output.line({"case": request.case.number, "error": {"kind": kind, "message": outcome.diagnostics()}})
            else:
                document = search_document(outcome)
                failed += document["outcome"] == "no_face"
                searched += document["outcome"] != "no_face"
                output.line(document)
            ticker.advance()
    if not failed:
        return ExitCode.DONE
    return ExitCode.SOME_REFUSED if searched else ExitCode.NOTHING_USABLE


def _requests(rows: Any, how: dict[str, Any]) -> Iterator[Any]:
    for row in rows:
        case, _ = _case(row.case)
        yield _request(case, row.photographs, how)


def _request(case: Any, photos: tuple[Path, ...], how: dict[str, Any]) -> Any:
    from antigone.casework.recognition.reading import RotationSearch  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.requests import ProbePhotograph, SearchRequest  # noqa: PLC0415

    rotations = RotationSearch.ALWAYS if how["turned"] else RotationSearch.AUTO
    choice = face_choice(how["box"], how["points"])
    return SearchRequest(
        case=case,
        photographs=tuple(
            ProbePhotograph(path=path, name=path.name, choice=choice, rotations=rotations) for path in photos
        ),
        galleries=how["galleries"],
        where=how["where"],
        top=how["top"],
        strangers=how["strangers"],
    )


def _case(number: str) -> tuple[Any, str]:
    from antigone.casework.cases.services import open_deceased_case_by_default  # noqa: PLC0415 (needs Django set up)

    return open_deceased_case_by_default(number=number, by=operator(), now=datetime.now(UTC))


def open_search_session(*, workers: int) -> Any:
    """What searches and comparisons share: the home's pack and index, loaded when first used."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.searches.session import open_session  # noqa: PLC0415

    return open_session(home=settings.ANTIGONE_HOME, pack=settings.ANTIGONE_PACK, by=operator(), workers=workers)


def _write_sheet(found: Any, target: Path, *, explained_by: Any) -> None:
    from antigone.casework.reports.filling import draw_search  # noqa: PLC0415 (needs Django set up)

    target.write_bytes(draw_search(found, explained_by=explained_by))

"""`antigone search`, of one person or of many."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import ExitCode, common_options, device_option, operator
from antigone.cli.files import NEW_FILE, write_file
from antigone.cli.output import Output
from antigone.cli.parameters import BOX, POINTS, RECIPE, RECIPE_HELP, STRANGERS, face_choice
from antigone.cli.printing import print_search
from antigone.engine.errors import AntigoneError, UsageError


@click.command()
@common_options()
@click.argument("photos", nargs=-1, type=click.Path(path_type=Path, readable=False))
@click.option("--case", "number", help="The case this is for; an unknown number opens one for a deceased person.")
@click.option(
    "--gallery", "galleries", multiple=True, metavar="NAME", help="Where to look; all galleries if not given."
)
@click.option("--top", type=click.IntRange(1, 1000), default=20, show_default=True, help="The longest list to give.")
@click.option(
    "--strangers",
    type=STRANGERS,
    default="1.0",
    show_default=True,
    help="Cut the list where more strangers than this would look as much alike; off for closed lists.",
)
@click.option("--where", default="", help="Only people who may be so, e.g. 'sex=male,age=18-40,captured=2015..2020'.")
@click.option("--box", type=BOX, help="The face drawn by hand, x,y,w,h in pixels of the upright picture.")
@click.option("--points", type=POINTS, help="Its eyes, nose tip and mouth corners by hand: five x,y in quotes.")
@click.option("--turned", is_flag=True, help="Look for the face at every rotation from the start.")
@click.option("--recipe", type=RECIPE, help=RECIPE_HELP)
@click.option("--sheet", type=NEW_FILE, help="Write the candidate sheet, a PNG.")
@click.option(
    "--map", "mapped", is_flag=True, help="Show on the sheet which regions carry the first candidate's score."
)
@click.option(
    "--each",
    type=click.Path(path_type=Path, readable=False),
    help="One case a row (columns case, photograph); JSON Lines.",
)
@click.option("--local-index", is_flag=True, help="Use the index in the home folder, though Milvus is configured.")
@click.option(
    "--workers", type=click.IntRange(1, 256), help="Reading processes of --each.  [default: as tuned, else cores]"
)
@device_option
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
    if how["mapped"] and how["recipe"]:
        raise UsageError("--map explains the face as it is.", advice="Leave out --recipe, or --map.")
    if not photos or not number:
        raise UsageError("A search needs a photograph and a case.", advice="Say: antigone search PHOTO --case NUMBER.")
    return _search_one(output, photos, number, how)


def _search_one(output: Output, photos: tuple[Path, ...], number: str, how: dict[str, Any]) -> int:
    from antigone.casework.reports.filling import draw_search  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.services import run_search  # noqa: PLC0415

    if len(photos) > 1 and (how["box"] or how["points"]):
        raise UsageError("--box and --points belong to one photograph.", advice="Search with that photograph alone.")
    _check_filters(how)
    session = open_search_session(workers=1, local_index=local_index_chosen(output, chosen=how["local_index"]))
    with case_of(output, number) as (case, opened):
        found = run_search(session, _request(case, photos, how), by=operator())
    document = _document(found, opened)
    sheet: Path | None = how["sheet"]
    explained_by = session.recogniser if how["mapped"] else None
    drawn = draw_search(found, explained_by=explained_by) if sheet else b""
    written = sheet is not None and write_file(output, sheet, drawn, what="The candidate sheet")
    output.document(document)
    print_search(output, document, sheet=sheet if written else None)
    tally = Tally()
    tally.add(document)
    return tally.exit_code if written or sheet is None else ExitCode.FAILED


def _search_each(output: Output, manifest: Path, how: dict[str, Any]) -> int:
    """One JSON line a case, as soon as it is frozen; a row that cannot be searched is a line with its error."""
    from antigone.casework.searches.batches import read_cases  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.services import run_searches  # noqa: PLC0415

    rows, refused = read_cases(manifest)
    _check_filters(how)
    session = open_search_session(
        workers=how["workers"], local_index=local_index_chosen(output, chosen=how["local_index"])
    )
    tally = Tally()
    for refusal in refused:
        line = {"case": refusal.case, "error": {"kind": refusal.kind, "message": refusal.message}}
        tally.add(line)
        output.line(line)
    opened: dict[str, str] = {}
    with output.progress("Searching", len(rows)) as ticker:
        for request, outcome in run_searches(session, _requests(rows, how, opened), by=operator()):
            line = _line(request.case.number, outcome, opened.get(request.case.number, ""))
            tally.add(line)
            output.line(line)
            ticker.advance()
    return tally.exit_code


@dataclass(slots=True)
class Tally:
    """Searches that gave an answer, and those that lack something: all of it, a face, or one of the photographs."""

    answered: int = 0
    lacking: int = 0

    def add(self, document: dict[str, Any]) -> None:
        answered = document.get("outcome", "no_face") != "no_face"
        self.answered += answered
        self.lacking += not answered or any(probe["refused"] for probe in document["probes"])

    @property
    def exit_code(self) -> ExitCode:
        if not self.lacking:
            return ExitCode.DONE
        return ExitCode.SOME_REFUSED if self.answered else ExitCode.NOTHING_USABLE


def _document(found: Any, opened: str) -> dict[str, Any]:
    """A search as printed; `opened` says that it opened its case, empty where it did not."""
    from antigone.casework.searches.selectors import search_document  # noqa: PLC0415 (needs Django set up)

    document = search_document(found)
    return {**document, "warnings": [*filter(None, [opened]), *document["warnings"]]}


def _line(number: str, outcome: Any, opened: str) -> dict[str, Any]:
    if not isinstance(outcome, AntigoneError):
        return _document(outcome, opened)
    error = {"kind": type(outcome).__name__, "message": outcome.diagnostics()}
    return {"case": number, "error": error, "warnings": [*filter(None, [opened])]}


def _check_filters(how: dict[str, Any]) -> None:
    """Raise for what is wrong in any case, before a case is opened or a photograph read."""
    from antigone.casework.galleries.filters import parse_where  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.galleries.selectors import gallery_by_name  # noqa: PLC0415

    if how["where"]:
        parse_where(how["where"])
    for name in how["galleries"]:
        gallery_by_name(operator(), name)


def _requests(rows: Any, how: dict[str, Any], opened: dict[str, str]) -> Iterator[Any]:
    """A request a row; the sentence about a case that was opened for it goes into `opened`, by the case's number."""
    for row in rows:
        case, opened[row.case] = _case(row.case)
        yield _request(case, row.photographs, how)


def _request(case: Any, photos: tuple[Path, ...], how: dict[str, Any]) -> Any:
    from antigone.casework.recognition.reading import RotationSearch  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.requests import SearchRequest  # noqa: PLC0415

    rotations = RotationSearch.ALWAYS if how["turned"] else RotationSearch.AUTO
    choice = face_choice(how["box"], how["points"])
    return SearchRequest(
        case=case,
        photographs=tuple(
            probe_photograph(path, choice=choice, rotations=rotations, recipe=how["recipe"]) for path in photos
        ),
        galleries=how["galleries"],
        where=how["where"],
        top=how["top"],
        strangers=how["strangers"],
    )


def probe_photograph(path: Path, **how: Any) -> Any:
    """A probe under its file's name, made printable."""
    from antigone.casework.searches.requests import ProbePhotograph  # noqa: PLC0415 (needs Django set up)
    from antigone.engine.imaging import printable  # noqa: PLC0415 (quick --help)

    return ProbePhotograph(path=path, name=printable(path.name), **how)


@contextmanager
def case_of(output: Output, number: str) -> Iterator[tuple[Any, str]]:
    """The case, and the sentence that it was opened, which is said here if the act that it was opened for fails."""
    case, opened = _case(number)
    try:
        yield case, opened
    except AntigoneError:
        if opened:
            output.warn(opened)
        raise


def _case(number: str) -> tuple[Any, str]:
    from antigone.casework.cases.services import open_deceased_case_by_default  # noqa: PLC0415 (needs Django set up)

    return open_deceased_case_by_default(number=number, by=operator(), now=datetime.now(UTC))


def local_index_chosen(output: Output, *, chosen: bool) -> bool:
    """Whether --local-index was said, which is said again where it makes a difference."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    if chosen and settings.ANTIGONE_INDEX_URL:
        output.warn("Searched with the index in the home folder, as told; Milvus was not asked (--local-index).")
    return chosen


def open_search_session(*, workers: int | None, local_index: bool = False) -> Any:
    """What searches and comparisons share: the home's pack and index, loaded when first used.

    workers: processes that read; as many as the machine reads fastest with, where None.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.searches.session import open_session  # noqa: PLC0415

    return open_session(
        home=settings.ANTIGONE_HOME,
        pack=settings.ANTIGONE_PACK,
        by=operator(),
        workers=workers,
        local_index=local_index,
    )

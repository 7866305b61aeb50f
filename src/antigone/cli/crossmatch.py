"""`antigone crossmatch`."""

from typing import Any

import click

from antigone.cli.context import ExitCode, common_options, device_option, operator
from antigone.cli.output import Output
from antigone.cli.parameters import STRANGERS
from antigone.cli.printing_crossmatch import print_crossmatch
from antigone.cli.search import local_index_chosen, open_search_session


@click.command()
@common_options()
@click.option("--gallery", "galleries", multiple=True, required=True, metavar="NAME", help="Where to look.")
@click.option("--top", type=click.IntRange(1, 1000), default=20, show_default=True, help="The longest list to give.")
@click.option(
    "--strangers",
    type=STRANGERS,
    default="1.0",
    show_default=True,
    help="Cut each list where more strangers than this would look as much alike; off for closed lists.",
)
@click.option("--local-index", is_flag=True, help="Use the index in the home folder, though Milvus is configured.")
@device_option
def crossmatch(
    output: Output, galleries: tuple[str, ...], *, top: int, strangers: float | None, local_index: bool
) -> int:
    """Search for every open case, and compare the cases with each other.

    Each list is kept as a search of its case, with the photographs that the
    case has, else those it was last searched with. A case that has its list for
    this state of the galleries gets no other: the run may be stopped at any
    moment, and the same command goes on. Then the persons of the cases are
    compared with each other, for one person may lie in two cases. Lists and
    pairs are leads for examiners, never an identity.
    """
    from antigone.casework.searches.crossmatching import CrossmatchOrder  # noqa: PLC0415 (needs Django set up)

    order = CrossmatchOrder(galleries=galleries, top=top, strangers=strangers)
    session = open_search_session(workers=1, local_index=local_index_chosen(output, chosen=local_index))
    lists, not_searched, persons = _search(output, session, order)
    pairs = _compare(output, session, order, persons)
    document = {
        "galleries": list(galleries),
        "settings": {"top": top, "strangers": strangers},
        **_basis(session.recogniser),
        "lists": lists,
        "not_searched": not_searched,
        "pairs": pairs,
        "strangers_in_all": strangers * len(lists) if strangers and session.recogniser.calibration else None,
    }
    output.document(document)
    print_crossmatch(output, document)
    if not lists:
        return ExitCode.NOTHING_USABLE
    return ExitCode.SOME_REFUSED if not_searched else ExitCode.DONE


def _search(output: Output, session: Any, order: Any) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[Any]]:
    """Lists, cases without one, and the persons of those that have one."""
    from antigone.casework.searches.crossmatching import (  # noqa: PLC0415 (needs Django set up)
        NotSearched,
        count_cases,
        listed_case,
        search_cases,
    )

    lists, not_searched, persons = [], [], []
    with output.progress("Searching", count_cases(operator())) as ticker:
        for outcome in search_cases(session, order, by=operator()):
            if isinstance(outcome, NotSearched):
                not_searched.append({"case": outcome.number, "reason": outcome.reason})
            else:
                lists.append(listed_case(outcome))
                persons.append(outcome.person)
            ticker.advance(note=f"{len(not_searched)} not searched" if not_searched else "")
    return lists, not_searched, persons


def _compare(output: Output, session: Any, order: Any, persons: list[Any]) -> list[dict[str, Any]]:
    from antigone.casework.searches.crossmatching import (  # noqa: PLC0415 (needs Django set up)
        compare_cases,
        listed_pair,
    )

    with output.progress("Comparing cases", len(persons)) as ticker:
        pairs = compare_cases(persons, order, recogniser=session.recogniser, by=operator(), progress=ticker.advance)
    return [listed_pair(pair) for pair in pairs]


def _basis(recogniser: Any) -> dict[str, Any]:
    """As `search --json` says it."""
    calibration = recogniser.calibration
    return {
        "pack": {
            "id": recogniser.manifest.id,
            "recogniser": recogniser.identity.id,
            "sha256": recogniser.identity.sha256,
        },
        "population": calibration.population if calibration else None,
    }

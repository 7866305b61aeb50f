"""`antigone compare`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.files import NEW_FILE, write_file
from antigone.cli.output import Output
from antigone.cli.parameters import BOX, POINTS, RECIPE, face_choice
from antigone.cli.printing import print_comparison
from antigone.cli.search import case_of, open_search_session, probe_photograph
from antigone.engine.extraction import AnyRecipe, PointList
from antigone.engine.types import Box


@click.command()
@common_options()
@click.argument("photos", nargs=2, metavar="PHOTO_A PHOTO_B", type=click.Path(path_type=Path, readable=False))
@click.option("--case", "number", required=True, help="The case this is for.")
@click.option("--box", type=BOX, help="The face of PHOTO_A drawn by hand, x,y,w,h.")
@click.option("--points", type=POINTS, help="Its eyes, nose tip and mouth corners: five x,y in quotes.")
@click.option("--recipe", type=RECIPE, help="Prepare the face of PHOTO_A first, as in search; without maps.")
@click.option("--sheet", type=NEW_FILE, help="Write both faces and their similarity maps to this PNG.")
def compare(
    output: Output,
    photos: tuple[Path, Path],
    number: str,
    *,
    box: Box | None,
    points: PointList | None,
    recipe: AnyRecipe | None,
    sheet: Path | None,
) -> int:
    """Compare two photographs one to one.

    Both become evidence of the case. The figures never say that two
    photographs show one person; an examiner may.
    """
    from antigone.casework.reports.filling import draw_comparison  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.comparisons import compare_photographs  # noqa: PLC0415
    from antigone.casework.searches.requests import ComparisonRequest  # noqa: PLC0415
    from antigone.casework.searches.selectors import comparison_document  # noqa: PLC0415

    session = open_search_session(workers=1)
    first = probe_photograph(photos[0], choice=face_choice(box, points), recipe=recipe)
    second = probe_photograph(photos[1])
    with case_of(output, number) as (case, opened):
        request = ComparisonRequest(case=case, first=first, second=second)
        comparison = compare_photographs(session, request, by=operator(), now=datetime.now(UTC))
    document = comparison_document(comparison)
    document["warnings"] = [*filter(None, [opened]), *document["warnings"]]
    explained_by = session.recogniser if recipe is None else None
    drawn = draw_comparison(comparison, explained_by=explained_by) if sheet else None
    written = bool(sheet and drawn and write_file(output, sheet, drawn, what="The comparison sheet"))
    output.document(document)
    print_comparison(output, document, sheet=sheet if written else None)
    if drawn and not written:
        return ExitCode.FAILED
    return ExitCode.DONE if drawn or document["outcome"] != "no_face" else ExitCode.NOTHING_USABLE

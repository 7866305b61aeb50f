"""`antigone compare`."""

from datetime import UTC, datetime
from pathlib import Path

import click

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.output import Output
from antigone.cli.parameters import BOX, POINTS, face_choice
from antigone.cli.printing import print_comparison
from antigone.cli.search import open_search_session
from antigone.engine.extraction import PointList
from antigone.engine.types import Box


@click.command()
@common_options()
@click.argument("photos", nargs=2, metavar="PHOTO_A PHOTO_B", type=click.Path(path_type=Path))
@click.option("--case", "number", required=True, help="The case this is for.")
@click.option("--box", type=BOX, help="The face of PHOTO_A drawn by hand, x,y,w,h.")
@click.option("--points", type=POINTS, help="Its eyes, nose tip and mouth corners: five x,y in quotes.")
@click.option(
    "--sheet",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write both faces and their similarity maps to this PNG.",
)
def compare(
    output: Output,
    photos: tuple[Path, Path],
    number: str,
    *,
    box: Box | None,
    points: PointList | None,
    sheet: Path | None,
) -> int:
    """Compare two photographs one to one.

    Both become evidence of the case. The figures never say that two
    photographs show one person; an examiner may.
    """
    from antigone.casework.cases.services import open_deceased_case_by_default  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.reports.filling import draw_comparison  # noqa: PLC0415
    from antigone.casework.searches.comparisons import compare_photographs  # noqa: PLC0415
    from antigone.casework.searches.requests import ComparisonRequest, ProbePhotograph  # noqa: PLC0415
    from antigone.casework.searches.selectors import comparison_document  # noqa: PLC0415

    now = datetime.now(UTC)
    case, opened = open_deceased_case_by_default(number=number, by=operator(), now=now)
    first, second = photos
    request = ComparisonRequest(
        case=case,
        first=ProbePhotograph(path=first, name=first.name, choice=face_choice(box, points)),
        second=ProbePhotograph(path=second, name=second.name),
    )
    session = open_search_session(workers=1)
    comparison = compare_photographs(session, request, by=operator(), now=now)
    document = comparison_document(comparison)
    document["warnings"] = [*filter(None, [opened]), *document["warnings"]]
    drawn = draw_comparison(comparison, explained_by=session.recogniser) if sheet else None
    if sheet and drawn:
        sheet.write_bytes(drawn)
    output.document(document)
    print_comparison(output, document, sheet=sheet if drawn else None)
    return ExitCode.DONE if drawn or document["outcome"] != "no_face" else ExitCode.NOTHING_USABLE

"""`antigone index`: the searchable copy of the templates that the database holds."""

from typing import TYPE_CHECKING, Any

import click
import numpy as np

from antigone.cli.context import ExitCode, common_options, operator
from antigone.cli.index_in_milvus import say_milvus_status, say_milvus_verification
from antigone.cli.output import Output

if TYPE_CHECKING:
    from antigone.casework.recognition.verification import IndexVerification


@click.group()
def index() -> None:
    """The searchable copy of the templates; the database is the truth."""


@index.command()
@common_options()
def status(output: Output) -> None:
    """Say how the index stands to the database; change nothing."""
    from antigone.casework.recognition.indexing import index_status  # noqa: PLC0415 (needs Django set up)

    if address := _milvus():
        say_milvus_status(output, address, _home()["recogniser"])
        return
    found = index_status(**_home())
    output.document(
        {
            "folder": str(found.folder),
            "state": found.state.value,
            "reason": found.reason,
            "rows": found.rows,
            "change": found.change,
            "behind": found.behind,
            "stale": found.stale,
        }
    )
    output.say(f"{found.rows} templates to search, database at change {found.change}.")
    if found.reason:
        output.say(f"No snapshot to use; the next search makes one. {found.reason}")
    else:
        output.say(f"The snapshot in {found.folder} is {found.behind} changes behind.")
    if found.stale:
        output.say(f"{found.stale} templates get their cohort figures computed anew at the next search.")


@index.command()
@common_options()
def rebuild(output: Output) -> None:
    """Write the index anew from the database.

    Never needed for a search, which repairs what it finds broken. After an
    erasure it takes the erased numbers off the disk. With Milvus it drops this
    home's collections and fills them from the database: the way to begin.
    """
    from antigone.casework.recognition.choosing import rebuild_searched_index  # noqa: PLC0415 (needs Django set up)

    rebuilt = rebuild_searched_index(**_home(), by=operator())
    output.document({"rows": rebuilt.count, "change": rebuilt.change})
    output.say(f"The index holds {rebuilt.count} templates as of change {rebuilt.change}.")


@index.command()
@common_options()
@click.option(
    "--samples",
    type=click.IntRange(min=0),
    default=20,
    show_default=True,
    help="How many stored templates to search for; each takes a full scan.",
)
def verify(output: Output, samples: int) -> ExitCode:
    """Compare the index with the database, and its searches with a full scan.

    Every checksum and every row is compared; sampled templates are searched for
    and the lists held against a plain scan of all rows. Exit code 1 where
    anything differs. With Milvus every row's number and subject is compared,
    the numbers of some, and an approximate index may lose people: how many is
    what this says.
    """
    from antigone.casework.recognition.verification import verify_index  # noqa: PLC0415 (needs Django set up)

    if address := _milvus():
        return say_milvus_verification(output, address, _home()["recogniser"], samples=samples)
    found = verify_index(**_home(), by=operator(), rng=np.random.default_rng(), samples=samples)
    output.document(_document(found))
    for sentence in _sentences(found):
        output.say(sentence)
    return ExitCode.DONE if found.sound else ExitCode.FAILED


def _milvus() -> Any:
    """The address of the Milvus that holds the index; None where the home does."""
    from antigone.casework.recognition.milvus.address import configured_address  # noqa: PLC0415 (needs Django set up)

    return configured_address()


def _home() -> dict[str, Any]:
    """The home and the recogniser in use, as every service of the index wants them."""
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415 (needs Django set up)

    home = settings.ANTIGONE_HOME
    return {"home": home, "recogniser": open_recogniser(home, settings.ANTIGONE_PACK)}


def _document(found: "IndexVerification") -> dict[str, object]:
    scan = found.scan
    return {
        "sound": found.sound,
        "rows": found.rows,
        "missing": found.missing,
        "different": found.different,
        "extra": found.extra,
        "blocks": scan.blocks,
        "damaged": list(scan.damaged),
        "change": scan.change,
        "samples": scan.samples,
        "listed": scan.listed,
        "lost": scan.lost,
        "largest_difference": scan.largest_difference,
    }


def _sentences(found: "IndexVerification") -> list[str]:
    scan = found.scan
    if scan.damaged:
        return [*scan.damaged, "Rows and searches were not compared. Run `antigone index rebuild`; nothing is lost."]
    compared = f"{found.missing} missing, {found.different} different, {found.extra} too many"
    agreed = f"{scan.lost} of {scan.listed} subjects lost, values at most {scan.largest_difference:.1g} apart"
    lines = [
        f"{found.rows} templates compared with the database: {compared}.",
        f"{scan.blocks} blocks, every checksum right.",
        f"{scan.samples} searches held against a full scan: {agreed}.",
    ]
    if not found.sound:
        lines.append("The index is NOT sound. Run `antigone index rebuild`; the database holds every template.")
    return lines

"""`antigone index` where Milvus holds the index."""

from dataclasses import asdict
from typing import TYPE_CHECKING

import numpy as np

from antigone.cli.context import ExitCode, operator
from antigone.cli.output import Output

if TYPE_CHECKING:
    from antigone.casework.recognition.bridge import Recogniser
    from antigone.casework.recognition.milvus.address import MilvusAddress
    from antigone.casework.recognition.milvus.verification import MilvusVerification


def say_milvus_status(output: Output, address: "MilvusAddress", recogniser: "Recogniser") -> None:
    """Print how the collections stand to the database."""
    from antigone.casework.recognition.milvus.lifecycle import milvus_status  # noqa: PLC0415 (needs Django set up)

    found = milvus_status(address=address, recogniser=recogniser)
    rows = sum(one.rows for one in found.collections)
    output.document({**asdict(found), "rows": rows})
    output.say(
        f"{rows} templates to search, database at change {found.change}; {found.kind} in Milvus at {found.place}."
    )
    if found.collections:
        columns = ("gallery", "collection", "templates", "changes behind")
        lines = [
            (one.gallery, one.name, one.rows, one.behind if one.there else "not there; the next search fills it")
            for one in found.collections
        ]
        output.table(columns, lines, right=(0, 2, 3))
    for name in found.foreign:
        output.say(f"Collection {name} is not in use; `antigone index rebuild` drops it.")


def say_milvus_verification(
    output: Output, address: "MilvusAddress", recogniser: "Recogniser", *, samples: int
) -> ExitCode:
    """Compare the collections with the database, print what was found."""
    from antigone.casework.recognition.milvus.verification import verify_collections  # noqa: PLC0415 (as above)

    found = verify_collections(
        address=address, recogniser=recogniser, by=operator(), rng=np.random.default_rng(), samples=samples
    )
    output.document({**asdict(found), "sound": found.sound})
    for sentence in _sentences(found):
        output.say(sentence)
    return ExitCode.DONE if found.sound else ExitCode.FAILED


def _sentences(found: "MilvusVerification") -> list[str]:
    check = found.check
    wrong = f"{check.missing} missing, {check.different} different, {check.extra} too many"
    lines = [
        f"{check.rows} templates compared with Milvus at {found.place}: {wrong}.",
        f"The numbers of {check.compared} of them were compared, too.",
    ]
    if found.samples:
        lines.append(
            f"{found.samples} searches held against a full scan: {found.lost} of {found.listed} subjects lost, values "
            f"at most {found.largest_difference:.1g} apart."
        )
    if found.lost and not found.exact:
        lines.append(f"The index is {found.kind}, which does not look at every template. ?index=FLAT loses nobody.")
    if not found.sound:
        lines.append("The index is NOT sound. Run `antigone index rebuild`; the database holds every template.")
    return lines

"""`antigone cases`."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import click

from antigone.cli.context import common_options, operator
from antigone.cli.files import NEW_FILE
from antigone.cli.output import Output
from antigone.cli.receipts import confirm_erasure, give_receipt

KINDS = ("deceased", "custody", "living_unknown")
BODY = {"whole": 1, "fragment": 2}
TISSUE = {"natural": 1, "decomposed": 2, "skeletal": 3}


class DayType(click.ParamType[date]):
    """A day of the calendar."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is no day; write YYYY-MM-DD", param, ctx)


DAY = DayType()


@click.group()
def cases() -> None:
    """Unidentified persons: whose, on whose authority, until when."""


@cases.command("list")
@common_options()
def list_cases(output: Output) -> None:
    """List the cases of this home's agency."""
    from antigone.casework.cases.selectors import cases_of  # noqa: PLC0415 (needs Django set up)

    found = [_facts(case) for case in cases_of(operator()).order_by("number")]
    output.document({"cases": found})
    if not found:
        output.say("No cases yet. `antigone search PHOTO --case NUMBER` opens one for a deceased person.")
        return
    columns = ("number", "kind", "opened", "expires", "authority")
    output.table(columns, [[one[name] for name in columns] for one in found])


@cases.command("show")
@common_options()
@click.argument("number")
def show_case(output: Output, number: str) -> None:
    """Show a case and its searches."""
    from antigone.casework.cases.selectors import case_by_number  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.selectors import searches_of  # noqa: PLC0415

    case = case_by_number(operator(), number)
    searches = [
        {
            "search": str(search.id),
            "done": search.done_at.isoformat(timespec="seconds"),
            "outcome": search.outcome,
            "candidates": search.candidates.count(),
            "cut": search.cut,
        }
        for search in searches_of(operator(), case)
    ]
    output.document({**_facts(case), "searches": searches})
    for name, value in _facts(case).items():
        output.say(f"{name.replace('_', ' '):<12} {value if value not in (None, '') else '-'}")
    output.say()
    columns = ("search", "done", "outcome", "candidates", "cut")
    output.table(columns, [[one[name] for name in columns] for one in searches], right=(3, 4))


@cases.command("open")
@common_options()
@click.argument("number")
@click.option("--kind", type=click.Choice(KINDS), default="deceased", show_default=True)
@click.option("--authority", required=True, help="Who ordered it.")
@click.option("--purpose", required=True, help="What for.")
@click.option("--legal-basis", required=True, help="The law, order or consent it rests on.")
@click.option("--expires", required=True, type=DAY, help="Last day on which it may be searched.")
@click.option("--mandate", default="", help="The separate order that a person in custody needs.")
@click.option("--body", type=click.Choice(list(BODY)), help="ANSI/NIST 10.046 body status, of a decedent.")
@click.option("--tissue", type=click.Choice(list(TISSUE)), help="ANSI/NIST 10.046 body class, of a decedent.")
def open_one(output: Output, number: str, *, expires: date, body: str | None, tissue: str | None, **said: Any) -> None:
    """Open a case for an unidentified person.

    A person in custody needs a mandate; a living person who cannot speak is
    opened as living_unknown.
    """
    from antigone.casework.cases.models import BodyClass, BodyStatus, CaseKind  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.cases.services import CaseRequest, open_case  # noqa: PLC0415

    request = CaseRequest(
        number=number,
        kind=CaseKind(said.pop("kind")),
        expires_on=expires,
        body_status=BodyStatus(BODY[body]) if body else None,
        body_class=BodyClass(TISSUE[tissue]) if tissue else None,
        **said,
    )
    case = open_case(request=request, by=operator(), now=datetime.now(UTC))
    output.document(_facts(case))
    output.say(f"Opened case {case.number} ({case.kind}), until {case.expires_on}.")


@cases.command("renew")
@common_options()
@click.argument("number")
@click.option("--expires", required=True, type=DAY, help="The new last day.")
@click.option("--authority", required=True, help="Who grants the renewal.")
def renew(output: Output, number: str, expires: date, authority: str) -> None:
    """Let a case be searched until a later day."""
    from antigone.casework.cases.selectors import case_by_number  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.cases.services import renew_case  # noqa: PLC0415

    case = case_by_number(operator(), number)
    renewed = renew_case(case=case, expires_on=expires, authority=authority, by=operator(), now=datetime.now(UTC))
    output.document(_facts(renewed))
    output.say(f"Case {renewed.number} may be searched until {renewed.expires_on}.")


@cases.command("erase")
@common_options()
@click.argument("number")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option("--receipt", type=NEW_FILE, help="Write the receipt to this file, too.")
def erase(output: Output, number: str, *, yes: bool, receipt: Path | None) -> int:
    """Erase a case for good: searches, lists, probe photographs.

    A probe that another case or a gallery uses is kept. The log keeps its proof
    and loses what it could be read with.
    """
    from antigone.casework.cases.selectors import case_by_number  # noqa: PLC0415 (needs Django set up)
    from antigone.casework.searches.erasure import erase_case  # noqa: PLC0415

    case = case_by_number(operator(), number)
    confirm_erasure(f"case {number}", yes=yes)
    return give_receipt(output, erase_case(case=case, by=operator()).document(), receipt)


def _facts(case: Any) -> dict[str, Any]:
    """A case as documents and tables show it."""
    expires: date = case.expires_on
    return {
        "number": case.number,
        "kind": case.kind,
        "authority": case.authority,
        "purpose": case.purpose,
        "legal_basis": case.legal_basis,
        "mandate": case.mandate,
        "opened": case.opened_at.date().isoformat(),
        "expires": expires.isoformat(),
        "body_status": case.body_status,
        "body_class": case.body_class,
    }

"""`antigone init`."""

from typing import NamedTuple

import click

from antigone.cli.context import common_options
from antigone.cli.output import Output


class AgencyHere(NamedTuple):
    """Whose home it is where nobody says."""

    agency: str = "Local agency"
    authority: str = "Head of the local agency"
    purpose: str = "Identification of an unknown deceased person"


LOCAL_AGENCY = AgencyHere()


@click.command()
@common_options(opens_home=False)
@click.option("--agency", default=LOCAL_AGENCY.agency, show_default=True, help="Who works with this home.")
@click.option(
    "--authority",
    default=LOCAL_AGENCY.authority,
    show_default=True,
    help="On whose authority cases are opened unless they say otherwise.",
)
@click.option(
    "--purpose",
    default=LOCAL_AGENCY.purpose,
    show_default=True,
    help="Why cases are searched unless they say otherwise.",
)
def init(output: Output, agency: str, authority: str, purpose: str) -> None:
    """Make the home folder, or bring an older one up to date.

    Safe to repeat. Before an upgrade the database is copied.
    """
    from antigone.site.home import initialise_home  # noqa: PLC0415 (needs Django set up)

    state = initialise_home(agency=agency, authority=authority, purpose=purpose)
    output.document(
        {
            "home": str(state.home),
            "created": state.created,
            "upgraded": list(state.upgraded),
            "backup": str(state.backup) if state.backup else None,
        }
    )
    if state.created:
        output.say(f"Made the home at {state.home}.")
        output.say("Next: antigone enrol FOLDER --gallery NAME --basis family")
    elif state.upgraded:
        output.say(f"Brought the home at {state.home} up to date ({len(state.upgraded)} changes).")
        if state.backup:
            output.say(f"The database as it was: {state.backup}")
    else:
        output.say(f"The home at {state.home} is up to date.")

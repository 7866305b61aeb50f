"""`antigone serve`."""

import sys
from pathlib import Path

import click

from antigone.cli.context import common_options
from antigone.cli.init import LOCAL_AGENCY
from antigone.cli.output import Output
from antigone.engine.cores import usable_cores
from antigone.engine.errors import AntigoneError, UsageError
from antigone.site.listening import Address, listen, require_safe
from antigone.site.serving import Served, empty_arrivals, stages
from antigone.site.supervisor import Supervisor

MOST_PROCESSES = 4


@click.command()
@common_options(opens_home=False)
@click.option("--bind", default="127.0.0.1:8765", show_default=True, help="Address and port to listen on.")
@click.option(
    "--processes",
    type=click.IntRange(1, 64),
    help="Web processes; with PostgreSQL as many as there are cores, 4 at most; on SQLite one.",
)
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Of each web process.")
@click.option("--insecure-http", is_flag=True, help="Let other machines come without TLS: all can be read on the way.")
@click.option("--log-requests", is_flag=True, help="Write a line for each request to stderr.")
def serve(
    output: Output,
    *,
    bind: str,
    processes: int | None,
    threads: int,
    insecure_http: bool,
    log_requests: bool,
) -> None:
    """Open the workbench to browsers, until Ctrl-C.

    One command starts the web server and the workers that search and import,
    and starts again what dies. Makes the home if there is none; while it has no
    administrator, prints a link that makes one, once.

    Browsers on other machines come through a reverse proxy with TLS:
    docs/serving.md.
    """
    from antigone.casework.evidence.locks import home_served  # noqa: PLC0415 (needs Django set up)
    from antigone.site.settings import ANTIGONE_HOME, CONFIGURATION  # noqa: PLC0415

    address = Address.parse(bind)
    require_safe(address, public_url=CONFIGURATION.public_url, insecure=insecure_http)
    count = _processes(processes)
    _prepare_home(output)
    with home_served(), listen(address) as listener:
        empty_arrivals(ANTIGONE_HOME)
        here = Address(host=address.host, port=listener.getsockname()[1])
        public = CONFIGURATION.public_url or ("" if address.host.is_loopback else here.url)
        served = Served(
            home=ANTIGONE_HOME,
            listener=listener,
            public_url=public,
            processes=count,
            threads=threads,
            log_requests=log_requests,
        )
        _announce(output, served, here.url, insecure=insecure_http and not address.host.is_loopback)
        Supervisor(stages=stages(served), say=output.warn).run()
    output.say("Stopped.")


def _processes(asked: int | None) -> int:
    """How many web processes. Raises UsageError for several on SQLite."""
    from antigone.site.databases import is_postgresql  # noqa: PLC0415

    if is_postgresql():
        return asked or min(MOST_PROCESSES, usable_cores())
    if (asked or 1) > 1:
        raise UsageError(
            "On SQLite there is one web process.",
            advice="Say --threads for more at a time; several processes need PostgreSQL (ANTIGONE_DATABASE_URL).",
        )
    return 1


def _prepare_home(output: Output) -> None:
    """Make the home where there is none. Raises StateError for one of another version."""
    from antigone.site.home import home_exists, initialise_home, open_home  # noqa: PLC0415

    if home_exists():
        open_home()
        return
    state = initialise_home(**LOCAL_AGENCY._asdict())
    output.say(f"Made the home at {state.home}.")


def _announce(output: Output, served: Served, url: str, *, insecure: bool) -> None:
    """Say where browsers are to go, and what stands in the way of work."""
    from django.db import connection  # noqa: PLC0415

    from antigone.casework.accounts.invitations import first_administrator_link  # noqa: PLC0415

    address, token = (served.public_url or url).rstrip("/"), first_administrator_link()
    connection.close()
    link = f"{address}/welcome/{token}/" if token else None
    output.document({"address": address, "listening": url, "first_administrator": link})
    output.say(f"The workbench of {served.home} is open:\n  {address}")
    if link:
        output.say(f"It has no administrator yet. This link makes one, once:\n  {link}")
    if insecure:
        output.warn("Without TLS: passwords and pictures can be read by others on the way.")
    _warn_of_pack(output, served.home)
    output.say("Ctrl-C ends it.")
    sys.stdout.flush()


def _warn_of_pack(output: Output, home: Path) -> None:
    """Without the models pages open, and no photograph can be read."""
    from django.conf import settings  # noqa: PLC0415

    from antigone.casework.recognition.bridge import pack_store  # noqa: PLC0415

    try:
        pack_store(home).get(settings.ANTIGONE_PACK)
    except AntigoneError as error:
        output.warn(f"No photograph can be read, and nobody searched for: {error.diagnostics()}")

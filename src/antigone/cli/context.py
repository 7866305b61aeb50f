"""What every command shares: `--home`, `--json`, the opened home, exit codes."""

import atexit
import functools
import gc
import os
from collections.abc import Callable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import Any, TypeVar

import click

from antigone.cli.output import Output
from antigone.engine.errors import UsageError

Command = TypeVar("Command", bound=Callable[..., Any])


class ExitCode(IntEnum):
    """The contract of every command; scripts rely on it."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    NOTHING_USABLE = 3
    SOME_REFUSED = 4


def common_options(*, opens_home: bool = True) -> Callable[[Command], Callable[..., Any]]:
    """Add `--home` and `--json`; the command receives an `Output` as its first argument.

    With `opens_home` the home must exist and be of this version: Django is set up on it before the command runs.
    Without, Django is set up on it but the database is not touched (`init`, `models`, `restore`).
    """

    def decorate(command: Command) -> Callable[..., Any]:
        @click.option("--home", type=click.Path(path_type=Path), help="Home folder  [default: ~/.antigone]")
        @click.option("--json", "as_json", is_flag=True, help="Print one JSON document, nothing else.")
        @functools.wraps(command)
        def run(*args: Any, home: Path | None, as_json: bool, **options: Any) -> Any:
            _require_text(options)
            choose_home(home)
            if opens_home:
                from antigone.site.home import open_home  # noqa: PLC0415 (needs Django set up)

                open_home()
            return command(Output(json=as_json), *args, **options)

        return run

    return decorate


def device_option(command: Command) -> Command:
    """Add `--device`, which stands in for the setting; read before Django is set up."""
    return click.option(
        "--device",
        type=click.Choice(["cpu", "cpu-bf16", "cuda"]),
        expose_value=False,
        callback=_choose_device,
        help="What photographs are read on.  [default: ANTIGONE_DEVICE, else cpu]",
    )(command)


def _choose_device(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
    if value is not None:
        os.environ["ANTIGONE_DEVICE"] = value


def _require_text(options: Mapping[str, object]) -> None:
    """Raise UsageError for words that are no UTF-8: they could not be stored as they were given. Paths may be any."""
    words = (word for value in options.values() for word in (value if isinstance(value, tuple) else (value,)))
    for word in words:
        raw = os.fsencode(word) if isinstance(word, str) else b""
        shown = raw.decode("utf-8", "backslashreplace")
        if raw != shown.encode():
            raise UsageError(f"{shown} is no UTF-8 text.", advice="Type it anew, in a terminal that is set to UTF-8.")


def choose_home(home: Path | None) -> None:
    """Point Django at the home folder and set it up. A process serves one home."""
    if home is not None:
        os.environ["ANTIGONE_HOME"] = str(home.expanduser().absolute())
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antigone.site.settings")
    import django  # noqa: PLC0415 (keeps --help and usage errors quick)

    django.setup()
    atexit.register(_leave)


def _leave() -> None:
    """Spare the interpreter its last look for cycles among all it made, half a second or more after every command.

    What that look would close is closed here: SQLite folds its log into the file when the last connection goes.
    """
    from django.db import connections  # noqa: PLC0415 (needs Django set up)

    connections.close_all()
    gc.freeze()


def operator() -> Any:
    """Who is at the command line, as audit log and selectors want it.

    The person that ANTIGONE_OPERATOR names, with their own roles, else the home's local operator.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.accounts.selectors import local_operator, person_named  # noqa: PLC0415
    from antigone.casework.audit import Door  # noqa: PLC0415

    named: str = settings.ANTIGONE_OPERATOR
    return (person_named(named) if named else local_operator()).actor(Door.CLI)

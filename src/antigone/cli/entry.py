"""The root command, and the outermost edge where errors become sentences and exit codes."""

import contextlib
import importlib
import json
import os
import signal
import sys
import traceback
from typing import Any

import click

from antigone import __version__
from antigone.cli.context import ExitCode
from antigone.cli.sentences import explain_database_error, explain_os_error, explain_usage
from antigone.engine.errors import AntigoneError, InputError, UsageError

# Command or group name to the module that holds it: loaded when asked for, so that `--help` is quick.
COMMANDS = {
    "audit": "antigone.cli.audit",
    "calibrate": "antigone.cli.calibrate",
    "cases": "antigone.cli.cases",
    "compare": "antigone.cli.compare",
    "crossmatch": "antigone.cli.crossmatch",
    "demo": "antigone.cli.demo",
    "backup": "antigone.cli.backup",
    "doctor": "antigone.cli.doctor",
    "enrol": "antigone.cli.enrol",
    "evaluate": "antigone.cli.evaluate",
    "galleries": "antigone.cli.galleries",
    "index": "antigone.cli.index",
    "init": "antigone.cli.init",
    "models": "antigone.cli.models",
    "restore": "antigone.cli.backup",
    "search": "antigone.cli.search",
    "serve": "antigone.cli.serve",
    "subjects": "antigone.cli.subjects",
}

INTERRUPTED = 130
"""128 and the number of SIGINT, as shells have it."""

STOPPED = "Stopped. What was acknowledged is kept; the same command goes on from there."


class LazyGroup(click.Group):
    """A group whose commands are attributes of the modules in COMMANDS, of the same name."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        command = getattr(importlib.import_module(COMMANDS[cmd_name]), cmd_name)
        return command if isinstance(command, click.Command) else None


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 80})
@click.version_option(__version__, prog_name="antigone")
def antigone() -> None:
    """Give the unknown dead their names back.

    A photograph of an unidentified person goes in, a ranked list of candidates
    comes out, each with how many strangers would look that alike. It is a lead
    for examiners, never an identity.

    \b
    Exit codes: 0 done; 1 failed; 2 usage; 3 nothing usable in the input;
    4 done, but some items were refused (each listed with its reason).
    """


def main() -> None:
    """Run the command line; never returns."""
    try:
        code = antigone.main(prog_name="antigone", standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.exceptions.NoArgsIsHelpError as question:
        question.show()
        code = ExitCode.USAGE
    except click.ClickException as error:
        code = report(explain_usage(error), ExitCode.USAGE, kind="UsageError")
    except (KeyboardInterrupt, click.Abort):
        # Reading processes end with the photograph they have; an impatient second Ctrl-C must not break that off.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        code = report(STOPPED, INTERRUPTED, kind="Stopped")
    except AntigoneError as error:
        code = report(error.diagnostics(), exit_code_of(error), kind=type(error).__name__)
    except OSError as error:
        code = report(explain_os_error(error), ExitCode.FAILED, kind="OSError")
    except Exception as error:  # noqa: BLE001 (the outermost edge: a defect is a sentence, too)
        code = _report_other(error)
    sys.exit(int(code or 0))


def exit_code_of(error: AntigoneError) -> ExitCode:
    """Usage errors are 2, unusable input is 3, all else 1."""
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    return ExitCode.NOTHING_USABLE if isinstance(error, InputError) else ExitCode.FAILED


def report(sentence: str, code: int, *, kind: str) -> int:
    """Say it on stderr; with `--json` also on stdout, as a document on one line so that it fits into JSON Lines."""
    click.echo(f"antigone: {sentence}", err=True)
    if "--json" in sys.argv:
        # What cannot be printed, on a full disk or a closed pipe, has been said above.
        with contextlib.suppress(OSError):
            click.echo(json.dumps({"error": {"kind": kind, "message": sentence}}, ensure_ascii=False))
    return code


def _report_other(error: Exception) -> int:
    """A database's refusal in plain words; anything else is our defect, with the trace where asked for."""
    from django.db import DatabaseError  # noqa: PLC0415 (not needed unless something broke)

    if os.environ.get("ANTIGONE_DEBUG"):
        traceback.print_exception(error)
    if isinstance(error, DatabaseError):
        return report(explain_database_error(error), ExitCode.FAILED, kind="DatabaseError")
    defect = f"Unexpected {type(error).__name__}: {error}. This is a defect; ANTIGONE_DEBUG=1 prints where."
    return report(defect, ExitCode.FAILED, kind="Defect")


def command_of(name: str) -> Any:
    """The click command of that name, for tests and documentation."""
    return antigone.get_command(click.Context(antigone), name)

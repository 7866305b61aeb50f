"""The root command, and the outermost edge where errors become sentences and exit codes."""

import errno
import importlib
import json
import os
import sys
import traceback
from typing import Any

import click

from antigone import __version__
from antigone.cli.context import ExitCode
from antigone.engine.errors import AntigoneError, InputError, UsageError

# Command or group name to the module that holds it: loaded when asked for, so that `--help` is quick.
COMMANDS = {
    "audit": "antigone.cli.audit",
    "calibrate": "antigone.cli.calibrate",
    "cases": "antigone.cli.cases",
    "compare": "antigone.cli.compare",
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
    "subjects": "antigone.cli.subjects",
}


# What SQLite's own message contains, and what a person should read instead.
DATABASE_REFUSALS = {
    "full": "The disk of the home folder is full. Free some space and run the same command again.",
    "disk I/O": "The disk of the home folder failed or is full. Free some space and run the same command again.",
    "readonly": "The database cannot be written: the home folder is read-only. Choose another with --home.",
    "unable to open": "The database cannot be opened: check the home folder's permissions, or choose another.",
    "locked": "Another process has kept the database busy for 30 seconds. Try again when it is done.",
    "malformed": "The database file is damaged. Restore the last backup into a new home: antigone restore FILE.",
    "not a database": "The database file is damaged. Restore the last backup into a new home: antigone restore FILE.",
}


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
        code = antigone.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        code = stop.exit_code
    except click.ClickException as error:
        error.show()
        code = ExitCode.USAGE
    except (KeyboardInterrupt, click.Abort):
        click.echo("Stopped. What was acknowledged is kept; the same command goes on from there.", err=True)
        code = 130
    except AntigoneError as error:
        code = report(error.diagnostics(), exit_code_of(error), kind=type(error).__name__)
    except OSError as error:
        code = report(explain_os_error(error), ExitCode.FAILED, kind="OSError")
    except Exception as error:  # noqa: BLE001 (the outermost edge: a defect is a sentence, too)
        code = report(explain_defect(error), ExitCode.FAILED, kind="Defect")
    sys.exit(int(code or 0))


def exit_code_of(error: AntigoneError) -> ExitCode:
    """Usage errors are 2, unusable input is 3, all else 1."""
    if isinstance(error, UsageError):
        return ExitCode.USAGE
    return ExitCode.NOTHING_USABLE if isinstance(error, InputError) else ExitCode.FAILED


def report(sentence: str, code: ExitCode, *, kind: str) -> ExitCode:
    """Say it on stderr; with `--json` also as the one document on stdout."""
    click.echo(f"antigone: {sentence}", err=True)
    if "--json" in sys.argv:
        click.echo(json.dumps({"error": {"kind": kind, "message": sentence}}, ensure_ascii=False, indent=2))
    return code


def explain_os_error(error: OSError) -> str:
    """A sentence for what the operating system refused."""
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return f"The disk is full{where}. Free some space and run the same command again; nothing acknowledged is lost."
    if error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
        return f"The folder or file cannot be written{where}. Check its permissions, or choose another with --home."
    return f"The operating system refused{where}: {error.strerror or error}."


def explain_defect(error: Exception) -> str:
    """A database's refusal in plain words; anything else is our defect, with the trace where asked for."""
    from django.db import DatabaseError  # noqa: PLC0415 (not needed unless something broke)

    if isinstance(error, DatabaseError):
        for words, sentence in DATABASE_REFUSALS.items():
            if words in str(error):
                return sentence
    if os.environ.get("ANTIGONE_DEBUG"):
        traceback.print_exception(error)
    return f"Unexpected {type(error).__name__}: {error}. This is a defect; ANTIGONE_DEBUG=1 prints where."


def command_of(name: str) -> Any:
    """The click command of that name, for tests and documentation."""
    return antigone.get_command(click.Context(antigone), name)

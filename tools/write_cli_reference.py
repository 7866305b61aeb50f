"""Write docs/cli.md from the commands themselves; `tests/test_docs.py` fails where the two differ."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from antigone.cli import antigone

TARGET = Path(__file__).resolve().parents[1] / "docs" / "cli.md"
HEADER = """# Command line reference

Written by `make docs` from the commands' own `--help`; change the command, not this page.

Every command takes `--home` (default `~/.antigone`, or `ANTIGONE_HOME`) and `--json`. Progress and warnings go to
stderr. Exit codes: 0 done, 1 failed, 2 usage, 3 nothing usable in the input, 4 done but some items were refused.
"""


def commands(group: click.Group, prefix: str) -> Iterator[tuple[str, click.Command]]:
    """Every command below `group` with the words that call it, groups before their members."""
    context = click.Context(group, info_name=prefix)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if command is None:
            continue
        yield f"{prefix} {name}", command
        if isinstance(command, click.Group):
            yield from commands(command, f"{prefix} {name}")


def reference() -> str:
    """The whole page."""
    parts = [HEADER]
    for words, command in [("antigone", antigone), *commands(antigone, "antigone")]:
        context = click.Context(command, info_name=words, max_content_width=80, terminal_width=80)
        parts.append(f"\n## {words}\n\n```text\n{command.get_help(context)}\n```\n")
    return "".join(parts)


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
    sys.stdout.write(f"wrote {TARGET.name}\n")

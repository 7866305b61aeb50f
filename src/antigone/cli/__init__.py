"""The command line: one file a command group; progress bars, tables and exit codes live here and nowhere below."""

from antigone.cli.entry import antigone, main

__all__ = ["antigone", "main"]

"""What a command prints: one JSON document, or lines and tables for a person; progress goes to stderr."""

import json
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Protocol

import click
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

LINE_EVERY_SECONDS = 10.0


class Ticker(Protocol):
    """Told how far the work is; `note` is shown beside the bar."""

    def advance(self, count: int = 1, *, note: str = "") -> None: ...


@dataclass(frozen=True, slots=True)
class Output:
    """Where a command's results go. With `json` set nothing but `document` reaches stdout."""

    json: bool

    def document(self, document: Mapping[str, Any]) -> None:
        """Print the one JSON document of `--json`; nothing without it."""
        if self.json:
            click.echo(json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False))

    def line(self, document: Mapping[str, Any]) -> None:
        """Print one line of a JSON Lines stream, flushed so that a reader can follow."""
        click.echo(json.dumps(document, ensure_ascii=False, allow_nan=False))
        sys.stdout.flush()

    def say(self, text: str = "") -> None:
        """Print a line for a person; nothing with `--json`."""
        if not self.json:
            click.echo(text)

    def warn(self, text: str) -> None:
        """Print a line to stderr, where it disturbs no script."""
        click.echo(text, err=True)

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[object]], *, right: Sequence[int] = ()) -> None:
        """Print a table; columns listed in `right` are numbers and stand flush right."""
        if self.json:
            return
        table = Table(box=None, pad_edge=False, header_style="bold", show_edge=False)
        for number, name in enumerate(columns):
            table.add_column(name, justify="right" if number in right else "left", overflow="fold")
        for row in rows:
            table.add_row(*(escape(str(cell)) for cell in row))
        Console(file=sys.stdout, highlight=False, soft_wrap=False).print(table)

    @contextmanager
    def progress(self, what: str, total: int | None) -> Iterator[Ticker]:
        """A bar with rate and time left on a terminal; else a line on stderr every ten seconds."""
        console = Console(stderr=True)
        if not console.is_terminal:
            yield _Lines(what, total)
            return
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}", style="dim"),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield _Bar(progress, what, total)


class _Bar:
    def __init__(self, progress: Progress, what: str, total: int | None) -> None:
        self._progress = progress
        self._task = progress.add_task(what, total=total, rate="", note="")
        self._done = 0
        self._began = time.monotonic()

    def advance(self, count: int = 1, *, note: str = "") -> None:
        self._done += count
        rate = self._done / max(time.monotonic() - self._began, 1e-3)
        self._progress.update(self._task, advance=count, rate=f"{rate:.1f}/s", note=note)


class _Lines:
    def __init__(self, what: str, total: int | None) -> None:
        self._what = what
        self._total = total
        self._done = 0
        self._began = self._last = time.monotonic()

    def advance(self, count: int = 1, *, note: str = "") -> None:
        self._done += count
        now = time.monotonic()
        if now - self._last < LINE_EVERY_SECONDS:
            return
        self._last = now
        rate = self._done / (now - self._began)
        of = f" of {self._total}" if self._total else ""
        left = f", {(self._total - self._done) / rate:.0f} s left" if self._total and rate else ""
        click.echo(f"{self._what}: {self._done}{of}, {rate:.1f}/s{left}{' ' + note if note else ''}", err=True)

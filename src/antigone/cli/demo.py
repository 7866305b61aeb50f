"""`antigone demo`: from nothing to a first candidate list."""

import shutil
import textwrap
import time
from datetime import UTC, datetime
from pathlib import Path

import click

from antigone.cli import demonstration
from antigone.cli.context import ExitCode, choose_home
from antigone.cli.output import Output

STRANGERS = 1000
SEED = 1
MARKER = "this-folder-was-made-by-antigone-demo"


@click.command()
@click.option(
    "--archives",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    default=Path(".venv/archives"),
    show_default=True,
    help="Folder of the packages that carry the portraits; `make setup` fills it.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("out/demo"),
    show_default=True,
    help="Where to work; a folder that an earlier demo made is made anew.",
)
def demo(archives: Path, out: Path) -> int:
    """See it work: enrol, search with a bad photograph, read the list.

    Real portraits that ordinary packages carry, among 1,000 synthetic
    strangers; the probe is another photograph of one of the people, turned,
    darkened, partly covered and recompressed.
    """
    began = time.monotonic()
    output = Output(json=False)
    portraits, probe = _prepare(archives, out)
    home = out / "home"
    choose_home(home)
    _say(
        output,
        "Three public figures are enrolled as missing people, one photograph each, on the ground of public record.",
    )
    _run(output, "init", "--home", home)
    _run(
        output,
        "enrol",
        portraits,
        "--gallery",
        "demo",
        "--basis",
        "public-record:package sample pictures",
        "--home",
        home,
    )
    _add_strangers(output)
    _say(
        output,
        f"The probe, {probe}, is another photograph of one of them: turned on its side, dark, partly covered, "
        "recompressed. Nothing tells the program who it is.",
    )
    sheet = out / "candidates.png"
    _run(output, "search", probe, "--case", "DEMO-1", "--sheet", sheet, "--home", home)
    _say(output, demonstration.WHAT_IT_SHOWS, demonstration.WHAT_IT_DOES_NOT)
    output.say(demonstration.NEXT_STEPS)
    output.say(f"(The demo took {time.monotonic() - began:.0f} s. Everything it made is in {out}.)")
    return ExitCode.DONE


def _prepare(archives: Path, out: Path) -> tuple[Path, Path]:
    """A fresh folder with the portraits and the probe."""
    from antigone.engine.errors import StateError  # noqa: PLC0415 (quick --help)

    if out.exists() and any(out.iterdir()) and not (out / MARKER).exists():
        raise StateError(f"{out} is not empty and no demo made it.", advice="Choose another folder with --out.")
    shutil.rmtree(out, ignore_errors=True)
    out.mkdir(parents=True)
    (out / MARKER).touch()
    return demonstration.write_portraits(archives, out / "portraits"), demonstration.write_probe(archives, out)


def _add_strangers(output: Output) -> None:
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.casework.galleries.distractors import add_distractors  # noqa: PLC0415
    from antigone.casework.galleries.selectors import gallery_by_name  # noqa: PLC0415
    from antigone.casework.recognition.bridge import open_recogniser  # noqa: PLC0415
    from antigone.cli.context import operator  # noqa: PLC0415

    add_distractors(
        gallery=gallery_by_name(operator(), "demo"),
        count=STRANGERS,
        seed=SEED,
        recogniser=open_recogniser(settings.ANTIGONE_HOME, settings.ANTIGONE_PACK),
        by=operator(),
        now=datetime.now(UTC),
    )
    _say(output, f"{STRANGERS:,} synthetic strangers (templates drawn from a statistical model, no people) join them.")


def _run(output: Output, name: str, *arguments: object) -> None:
    """Run a command as if typed, showing what is typed."""
    from antigone.cli.entry import command_of  # noqa: PLC0415 (the root command imports this module)

    words = [str(argument) for argument in arguments]
    output.say(f"\n$ antigone {' '.join([name, *(f'{w!r}' if ' ' in w else w for w in words)])}")
    command_of(name).main(words, prog_name=f"antigone {name}", standalone_mode=False)


def _say(output: Output, *paragraphs: str) -> None:
    for paragraph in paragraphs:
        output.say()
        output.say(textwrap.fill(paragraph, 80))

"""`antigone backup` and `antigone restore`."""

from pathlib import Path

import click

from antigone.cli.context import ExitCode, common_options
from antigone.cli.output import Output


@click.command()
@common_options(opens_home=False)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(output: Output, file: Path) -> ExitCode:
    """Write the home to one FILE (tar), consistent while others work in it.

    It holds the database, the originals, added model packs, calibrations and
    the log's signing key: guard it as the home itself. The index is left out;
    it is rebuilt from the database. Exit code 4 where originals are missing or
    damaged; they are listed, the rest is in the file.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.site.backup import write_backup  # noqa: PLC0415

    with output.progress("Backing up", None) as ticker:
        report = write_backup(settings.ANTIGONE_HOME, file, on_file=lambda _: ticker.advance())
    output.document(
        {
            "file": str(report.path),
            "files": report.files,
            "bytes": report.size,
            "missing": list(report.missing),
            "damaged": list(report.damaged),
        }
    )
    output.say(f"Wrote {report.files} files, {report.size / 1e6:.1f} MB, to {report.path}.")
    output.say("The log's signing key and every name are inside: keep it where the home itself might be kept.")
    for sha256 in report.missing:
        output.warn(f"The original {sha256} is not in the home folder: erased a moment ago, or lost.")
    for sha256 in report.damaged:
        output.warn(f"The original {sha256} was changed after it was stored: restore it from an earlier backup.")
    return ExitCode.SOME_REFUSED if report.missing or report.damaged else ExitCode.DONE


@click.command()
@common_options(opens_home=False)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(output: Output, file: Path) -> None:
    """Unpack a backup FILE into a new home (--home NEW).

    Every file is checked against its SHA-256 before the home can be opened.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.site.restoring import restore_backup  # noqa: PLC0415

    home = settings.ANTIGONE_HOME
    with output.progress("Restoring", None) as ticker:
        files = restore_backup(file, home, on_file=lambda _: ticker.advance())
    output.document({"home": str(home), "files": files})
    output.say(f"Restored {files} files to {home}; each is what was backed up.")
    output.say("Next: antigone init, if the backup is of an earlier version; antigone doctor")

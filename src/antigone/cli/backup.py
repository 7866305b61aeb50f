"""`antigone backup` and `antigone restore`."""

from pathlib import Path

import click

from antigone.cli.context import common_options
from antigone.cli.output import Output


@click.command()
@common_options()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(output: Output, file: Path) -> None:
    """Write the home to one FILE (tar), consistent while others work in it.

    It holds the database, the originals, the model packs and the signing key:
    keep it where the home itself might be kept. The index is left out; it is
    rebuilt from the database.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.site.backup import write_backup  # noqa: PLC0415

    with output.progress("Backing up", None) as ticker:
        report = write_backup(settings.ANTIGONE_HOME, file, on_file=lambda _: ticker.advance())
    output.document(
        {"file": str(report.path), "files": report.files, "bytes": report.size, "absent": list(report.absent)}
    )
    output.say(f"Wrote {report.files} files, {report.size / 1e6:.1f} MB, to {report.path}.")
    for sha256 in report.absent:
        output.warn(f"The original {sha256} is named by the database and not in the home folder.")


@click.command()
@common_options(opens_home=False)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def restore(output: Output, file: Path) -> None:
    """Unpack a backup FILE into a new home (--home NEW).

    Every file is checked against its SHA-256 before the home appears.
    """
    from django.conf import settings  # noqa: PLC0415 (needs Django set up)

    from antigone.site.backup import restore_backup  # noqa: PLC0415

    with output.progress("Restoring", None) as ticker:
        report = restore_backup(file, settings.ANTIGONE_HOME, on_file=lambda _: ticker.advance())
    output.document({"home": str(report.path), "files": report.files})
    output.say(f"Restored {report.files} files to {report.path}; each is what was backed up.")

"""Files that commands write for the operator: there whole or not at all."""

from pathlib import Path
from typing import Any

import click

from antigone.cli.output import Output


class NewFileType(click.ParamType[Path]):
    """A file to be written, in a folder that is there: told before the work begins, not after it."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        path = Path(value)
        if path.is_dir():
            self.fail(f"{path} is a folder; name a file in it", param, ctx)
        if not path.absolute().parent.is_dir():
            self.fail(f"there is no folder {path.absolute().parent}", param, ctx)
        return path


NEW_FILE = NewFileType()


def write_file(output: Output, path: Path, content: bytes, *, what: str) -> bool:
    """Write the file in one step; False, with a sentence on stderr that begins with `what`, where the disk refuses.

    Not an error that ends the command: the work it tells of is done, and must still be printed.
    """
    partial = path.with_name(f".{path.name}.part")
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a device or a pipe, which must stay what it is
            return True
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        partial.unlink(missing_ok=True)
        output.warn(f"{what} could not be written to {path}: {error.strerror}. All else was done.")
        return False
    return True

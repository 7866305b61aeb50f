"""A folder of everything that a folder of photographs should not hold, and of the odd things that it may."""

import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from antigone.engine.errors import (
    DamagedImage,
    EmptyFile,
    ImageTooLarge,
    NoFaceFound,
    PhotographError,
    UnreadableFile,
    UnsupportedFormat,
)
from builders.pictures import encoded

Picture = NDArray[np.uint8]
ODD_NAME = 'he said "it\'s\nхто це?" \u202egpj.jpg'


@dataclass(frozen=True, slots=True, kw_only=True)
class HostileFolder:
    """What was written: file names, and for those that give no template the error they must give."""

    folder: Path
    usable: tuple[str, ...]
    refused: Mapping[str, type[PhotographError] | type[NoFaceFound]]


def write_hostile_folder(
    folder: Path, *, portraits: Mapping[str, Picture], no_face: Picture, crowd: Picture
) -> HostileFolder:
    """Fill `folder`, one file a subject.

    portraits: stem to a good portrait, each written as JPEG; the first is also what the odd but sound files show.
    crowd: a picture of many faces; it is usable, with a warning. The file without permission counts as usable for
    root, who may read it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    portrait = next(iter(portraits.values()))
    sound = {f"{stem}.jpg": encoded(picture, "JPEG", quality=92) for stem, picture in portraits.items()}
    sound |= odd_but_sound(portrait) | {"twenty faces.jpg": encoded(crowd, "JPEG", quality=92)}
    broken = broken_files(sound[f"{next(iter(portraits))}.jpg"])
    for name, data in (sound | {name: data for name, (data, _) in broken.items()}).items():
        (folder / name).write_bytes(data)
    (folder / "no face.jpg").write_bytes(encoded(no_face, "JPEG", quality=92))
    refused = {name: error for name, (_, error) in broken.items()} | write_odd_nodes(folder, encoded(portrait, "JPEG"))
    usable = tuple(sound)
    if os.geteuid() == 0:
        usable = (*usable, "no permission.jpg")
        refused = {name: error for name, error in refused.items() if name not in usable}
    return HostileFolder(folder=folder, usable=usable, refused=refused | {"no face.jpg": NoFaceFound})


def odd_but_sound(portrait: Picture) -> dict[str, bytes]:
    """Files that must be read: an animation, 16 bits, printing colours, a name nobody should give."""
    second = Image.fromarray(np.ascontiguousarray(portrait[:, ::-1]))
    grey = np.asarray(Image.fromarray(portrait).convert("L")).astype(np.uint16) * 257
    return {
        "animated.webp": encoded(portrait, "WEBP", save_all=True, append_images=[second], quality=90),
        "sixteen bits.tif": encoded(grey, "TIFF"),
        "cmyk.jpg": encoded(Image.fromarray(portrait).convert("CMYK"), "JPEG", quality=92),
        ODD_NAME: encoded(portrait, "JPEG", quality=92),
    }


def broken_files(jpeg: bytes) -> dict[str, tuple[bytes, type[PhotographError]]]:
    """Name to (content, the error it must give)."""
    return {
        "empty.jpg": (b"", EmptyFile),
        "truncated.jpg": (jpeg[: len(jpeg) // 2], DamagedImage),
        "zip bomb.jpg": (zip_bomb(), UnsupportedFormat),
        "text bomb.png": (png_text_bomb(), DamagedImage),
        "huge.png": (png_of_zeros(30_000, 30_000), ImageTooLarge),
        "text.jpg": ("Це не фотографія.\n".encode() * 50, UnsupportedFormat),
    }


def write_odd_nodes(folder: Path, jpeg: bytes) -> dict[str, type[PhotographError]]:
    """Things with a photograph's name that are no readable files. A test's own temporary folder removes them all."""
    (folder / "a.jpg").mkdir()
    os.mkfifo(folder / "pipe.jpg")
    (folder / "loop one.jpg").symlink_to("loop two.jpg")
    (folder / "loop two.jpg").symlink_to("loop one.jpg")
    (folder / "dangling.jpg").symlink_to("nowhere.jpg")
    locked = folder / "no permission.jpg"
    locked.write_bytes(jpeg)
    locked.chmod(0)
    names = ("a.jpg", "pipe.jpg", "loop one.jpg", "loop two.jpg", "dangling.jpg", locked.name)
    return dict.fromkeys(names, UnreadableFile)


def png_of_zeros(width: int, height: int) -> bytes:
    """A sound RGB PNG of black pixels, a few megabytes for 30,000 x 30,000: one deflated block of rows, repeated."""
    rows = next(rows for rows in range(min(100, height), 0, -1) if height % rows == 0)
    packer = zlib.compressobj(9)
    head = packer.compress(b"") + packer.flush(zlib.Z_FULL_FLUSH)
    block = packer.compress(bytes(rows * (1 + 3 * width))) + packer.flush(zlib.Z_FULL_FLUSH)
    raw_size = height * (1 + 3 * width)
    # Adler-32 of nothing but zeros: the first sum stays 1, the second counts the bytes.
    tail = zlib.compressobj(9, zlib.DEFLATED, -15).flush() + struct.pack(">HH", raw_size % 65521, 1)
    return _png(width, height, [(b"IDAT", head + block * (height // rows) + tail)])


def png_text_bomb() -> bytes:
    """A small PNG with a compressed comment of 64 million zeros."""
    comment = b"Comment\0\0" + zlib.compress(bytes(1 << 26), 9)
    pixels = zlib.compress(bytes(8 * (1 + 3 * 8)))
    return _png(8, 8, [(b"zTXt", comment), (b"IDAT", pixels)])


def zip_bomb() -> bytes:
    """An archive of a few kilobytes that unpacks to 64 megabytes."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("portrait.jpg", bytes(1 << 26))
    return file.getvalue()


def _png(width: int, height: int, chunks: list[tuple[bytes, bytes]]) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in parts
    )

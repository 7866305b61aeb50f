"""What cannot be used is refused with the right class and a sentence, before it costs anything."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from antigone.engine.errors import (
    AntigoneError,
    DamagedImage,
    EmptyFile,
    ImageTooLarge,
    NoFaceFound,
    UnreadableFile,
    UnsupportedFormat,
)
from antigone.engine.imaging import Limits, decode_image, read_bytes, read_image
from builders.heic import heic
from builders.hostile import png_of_zeros, png_text_bomb, write_hostile_folder, zip_bomb
from builders.pictures import corners, encoded, noise

JPEG = encoded(noise(), "JPEG")


def test_every_file_of_a_hostile_folder_is_read_or_refused_with_its_reason(tmp_path: Path) -> None:
    hostile = write_hostile_folder(
        tmp_path / "gallery", portraits={"one": corners(), "two": noise()}, no_face=corners(), crowd=noise()
    )
    names = {entry.name for entry in hostile.folder.iterdir()}
    assert names == set(hostile.usable) | set(hostile.refused)
    for name in hostile.usable:
        assert read_image(hostile.folder / name).pixels.size
    for name, expected in hostile.refused.items():
        if expected is not NoFaceFound:  # imaging sees no faces
            with pytest.raises(expected) as caught:
                read_image(hostile.folder / name)
            assert caught.value.message.startswith(f"{name}: ")


def test_empty() -> None:
    with pytest.raises(EmptyFile, match=r"^a\.jpg: the file is empty\.$"):
        decode_image(b"", name="a.jpg")


@pytest.mark.parametrize(
    ("content", "description"),
    [
        ("Це не фотографія".encode() * 100, "text"),
        (b"%PDF-1.7\n\xe2\xe3", "a PDF document"),
        (zip_bomb(), "a ZIP archive"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1", "an AVIF picture"),
        (b"\0\0\0\x1cftypisom\0\0\0\0isomiso2", "a video"),
        (b"<svg xmlns='x'/>", "an SVG drawing"),
        (bytes(range(256)), "nothing we know"),
    ],
)
def test_other_formats_are_named(content: bytes, description: str) -> None:
    with pytest.raises(UnsupportedFormat, match=description) as caught:
        decode_image(content, name="a.jpg")
    assert "Readable are JPEG" in caught.value.diagnostics()


def test_colours_without_a_way_to_rgb() -> None:
    lab = Pillow.frombytes("LAB", (8, 8), bytes(192))
    with pytest.raises(UnsupportedFormat, match="LAB"):
        decode_image(encoded(lab, "TIFF"), name="a.tif")


def test_huge_claims_are_refused_by_the_header() -> None:
    with pytest.raises(ImageTooLarge, match="30,000 x 30,000 pixels"):
        decode_image(png_of_zeros(30_000, 30_000), name="a.png")


def test_the_builder_of_huge_pictures_builds_sound_ones() -> None:
    """Else the refusal above could have another cause."""
    assert decode_image(png_of_zeros(300, 150), name="a.png").pixels.max() == 0


@pytest.mark.parametrize("form", ["JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP"])
def test_pixels_are_limited_inclusively(form: str) -> None:
    data = encoded(Pillow.fromarray(noise(64, 48)), form)
    assert decode_image(data, name="a", limits=Limits(max_pixels=64 * 48)).facts.width == 64
    with pytest.raises(ImageTooLarge, match="64 x 48"):
        decode_image(data, name="a", limits=Limits(max_pixels=64 * 48 - 1))


def test_heic_pixels_are_limited() -> None:
    with pytest.raises(ImageTooLarge, match="32 x 16"):
        decode_image(heic([[(0, 0, 0)] * 2]), name="a", limits=Limits(max_pixels=511))


def test_a_text_bomb_is_not_unpacked() -> None:
    with pytest.raises(DamagedImage):
        decode_image(png_text_bomb(), name="a.png")


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG", "TIFF"])
def test_frames_are_limited(form: str) -> None:
    frames = [Pillow.fromarray(np.full((8, 8, 3), value, np.uint8)) for value in range(0, 250, 50)]
    data = encoded(frames[0], form, save_all=True, append_images=frames[1:])
    assert decode_image(data, name="a", limits=Limits(max_frames=5)).facts.width == 8
    with pytest.raises(ImageTooLarge, match="more than 4 frames"):
        decode_image(data, name="a", limits=Limits(max_frames=4))


def test_a_jpeg_of_endless_passes() -> None:
    """Each scan of a progressive JPEG costs a whole picture's time; the last one is repeated here."""
    data = encoded(noise(), "JPEG", progressive=True)
    scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(ImageTooLarge, match="passes over the picture"):
        decode_image(data[:-2] + scan * 200 + data[-2:], name="a.jpg")


def test_bytes_are_limited_in_memory_and_on_disk(tmp_path: Path) -> None:
    limits = Limits(max_bytes=len(JPEG) - 1)
    (tmp_path / "a.jpg").write_bytes(JPEG)
    with pytest.raises(ImageTooLarge, match=r"bytes, .* are allowed"):
        decode_image(JPEG, name="a.jpg", limits=limits)
    with pytest.raises(ImageTooLarge, match=r"bytes, .* are allowed"):
        read_image(tmp_path / "a.jpg", limits=limits)
    assert read_bytes(tmp_path / "a.jpg", limits=Limits(max_bytes=len(JPEG))) == JPEG


def test_a_sparse_giant_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "a.jpg").open("wb") as file:
        file.truncate(1 << 40)
    with pytest.raises(ImageTooLarge):
        read_image(tmp_path / "a.jpg")


def test_limits_must_be_positive() -> None:
    with pytest.raises(ValueError, match="positive"):
        Limits(max_pixels=0)


@pytest.mark.parametrize("path", ["/dev/zero", "/dev/null"])
def test_devices(path: str) -> None:
    with pytest.raises(UnreadableFile, match="a device"):
        read_image(Path(path))


def test_a_pipe_nobody_writes_to_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.jpg")
    outcome: list[AntigoneError] = []

    def read() -> None:
        try:
            read_image(tmp_path / "a.jpg")
        except AntigoneError as error:
            outcome.append(error)

    reader = threading.Thread(target=read, daemon=True)
    reader.start()
    reader.join(timeout=5)
    assert [str(error) for error in outcome] == ["a.jpg: a named pipe, not a file."]


def test_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Root reads everything, so the refusal is played."""
    (tmp_path / "a.jpg").write_bytes(JPEG)

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableFile, match="no permission to read it"):
        read_image(tmp_path / "a.jpg")


@pytest.mark.parametrize(("name", "reason"), [("x" * 300, "longer than"), ("a\0b", "such a name"), ("b", "no such")])
def test_names_that_lead_nowhere(tmp_path: Path, name: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_image(tmp_path / name)


def test_messages_stay_on_one_line_whatever_the_name(tmp_path: Path) -> None:
    name = os.fsdecode(b'"it\'s"\n\x1b[31m\xff\xd1\x85\xd1\x82\xd0\xbe.jpg')
    (tmp_path / name).write_bytes(b"")
    with pytest.raises(EmptyFile) as caught:
        read_image(tmp_path / name)
    assert caught.value.file == '"it\'s"\\n\\x1b[31m\\xffхто.jpg'


def test_a_name_given_stands_for_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(JPEG)
    assert read_image(tmp_path / "a.jpg", name="archive.zip/a.jpg").facts.name == "archive.zip/a.jpg"

"""What a file is, by its first bytes; its name is never asked."""

from enum import StrEnum

_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}

# Not decoded, but named, so that the operator knows what to do with them.
_STRANGERS = (
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"8BPS", "a Photoshop document"),
    (b"\x00\x00\x00\x0cjP", "a JPEG 2000 picture"),
    (b"<svg", "an SVG drawing"),
    (b"<?xml", "an XML document"),
)


class PhotoFormat(StrEnum):
    """Formats that are decoded. HEIC by libheif, all others by Pillow."""

    JPEG = "JPEG"
    PNG = "PNG"
    WEBP = "WEBP"
    TIFF = "TIFF"
    BMP = "BMP"
    GIF = "GIF"
    HEIC = "HEIC"


READABLE = "Readable are JPEG, PNG, WebP, TIFF, BMP, GIF and HEIC."


def recognise_format(data: bytes) -> PhotoFormat | None:
    """The format that the first bytes announce, or None."""
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return PhotoFormat.HEIC
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return PhotoFormat.WEBP
    if data[:4] in {b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"}:
        return PhotoFormat.TIFF
    for signature, found in (
        (b"\xff\xd8\xff", PhotoFormat.JPEG),
        (b"\x89PNG\r\n\x1a\n", PhotoFormat.PNG),
        (b"GIF87a", PhotoFormat.GIF),
        (b"GIF89a", PhotoFormat.GIF),
        (b"BM", PhotoFormat.BMP),
    ):
        if data.startswith(signature):
            return found
    return None


def describe_stranger(data: bytes) -> str:
    """A clause on what a file of none of our formats seems to be."""
    for signature, description in _STRANGERS:
        if data.lstrip().startswith(signature):
            return description
    if data[4:8] == b"ftyp":
        return "an AVIF picture" if data[8:12] in {b"avif", b"avis"} else "a video"
    if _is_text(data[:512]):
        return "text"
    return "nothing we know"


def _is_text(head: bytes) -> bool:
    try:
        text = head.decode()
    except UnicodeDecodeError as error:
        # A multi-byte character cut by the end of `head` is text all the same.
        return error.start >= len(head) - 3 and _is_text(head[: error.start]) if error.start else False
    return all(c.isprintable() or c.isspace() for c in text)

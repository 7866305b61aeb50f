"""Small synthetic pictures as arrays, and the bytes of files made of them."""

from io import BytesIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from PIL.ExifTags import Base

RED, GREEN, BLUE, WHITE = (250, 10, 20), (20, 240, 30), (10, 20, 230), (255, 255, 255)


def corners(width: int = 48, height: int = 32) -> NDArray[np.uint8]:
    """Four quarters: red and green above, blue and white below."""
    picture = np.empty((height, width, 3), dtype=np.uint8)
    top, left = height // 2, width // 2
    picture[:top, :left], picture[:top, left:] = RED, GREEN
    picture[top:, :left], picture[top:, left:] = BLUE, WHITE
    return picture


def noise(width: int = 64, height: int = 48, seed: int = 1) -> NDArray[np.uint8]:
    """Every pixel different, so that no loss goes unseen."""
    return np.random.default_rng(seed).integers(0, 256, (height, width, 3), dtype=np.uint8)


def encoded(picture: NDArray[np.generic] | Image.Image, form: str, **options: object) -> bytes:
    """The bytes of a file in one of Pillow's formats."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = BytesIO()
    image.save(file, form, **options)
    return file.getvalue()


def exif_block(**tags: object) -> bytes:
    """An EXIF block as a camera writes it; `Orientation=6` and the like."""
    exif = Image.Exif()
    for name, value in tags.items():
        exif[Base[name]] = value
    return exif.tobytes()

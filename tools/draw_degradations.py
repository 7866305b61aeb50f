"""Draws every degradation at its five strengths on one photograph: what the ladder of `antigone evaluate` shows.

    python tools/draw_degradations.py portrait.jpg --out sheet.png

The pictures simulate injury and death on the person photographed: take a consenting person's, and keep the sheet to
yourself.
"""

import argparse
import os
import sys
from pathlib import Path

os.environ.update(OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

import numpy as np
from PIL import Image as Pillow
from PIL import ImageDraw, ImageFont

from antigone.engine.errors import AntigoneError
from antigone.engine.evaluation.degradation import LADDER, STRENGTHS, Degradation, crop_about_face
from antigone.engine.extraction import Extractor
from antigone.engine.imaging import read_image
from antigone.engine.runtime import installation_packs, open_pack

GAP = 4
LABEL = 190


def main() -> None:
    arguments = _arguments()
    image = read_image(arguments.photograph)
    faces = Extractor(open_pack(arguments.pack, threads=1)).find_faces(image)
    if not faces:
        sys.exit(f"No face was found in {image.facts.name}.")
    pixels, landmarks = crop_about_face(image.pixels, faces[0].landmarks, margin=arguments.margin, largest_unit=96)
    wanted = [LADDER[name] for name in arguments.only or LADDER]
    rows = [_row(each, pixels, landmarks, arguments) for each in wanted]
    sheet = Pillow.new("RGB", (rows[0].width, sum(row.height for row in rows)), "white")
    for place, row in enumerate(rows):
        sheet.paste(row, (0, place * row.height))
    sheet.save(arguments.out)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photograph", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the sheet, a PNG")
    parser.add_argument("--only", nargs="+", choices=list(LADDER), metavar="NAME", help="some of: " + ", ".join(LADDER))
    parser.add_argument("--side", type=int, default=180, help="of one picture on the sheet, in pixels")
    parser.add_argument("--margin", type=float, default=2.6, help="about the face, in eye distances")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--pack", type=Path, default=installation_packs() / "starter")
    return parser.parse_args()


def _row(
    degradation: Degradation, pixels: np.ndarray, landmarks: np.ndarray, arguments: argparse.Namespace
) -> Pillow.Image:
    side = arguments.side
    row = Pillow.new("RGB", (LABEL + (side + GAP) * (len(STRENGTHS) + 1), side + GAP), "white")
    words = [degradation.title, degradation.name, *degradation.measures]
    draw, font = ImageDraw.Draw(row), ImageFont.load_default(13)
    draw.multiline_text((6, 6), "\n".join(_folded(word) for word in words), fill="black", font=font)
    for strength in (0, *STRENGTHS):
        made, _ = degradation(pixels, landmarks, strength, np.random.default_rng(arguments.seed))
        small = Pillow.fromarray(made)
        small.thumbnail((side, side), Pillow.Resampling.LANCZOS)
        row.paste(small, (LABEL + (side + GAP) * strength, 0))
        numbers = ", ".join(f"{number:g}" for number in degradation.levels[strength - 1]) if strength else ""
        draw.text(
            (LABEL + (side + GAP) * strength + 4, side - 18),
            numbers,
            "white",
            font,
            stroke_width=2,
            stroke_fill="black",
        )
    return row


def _folded(text: str, width: int = 26) -> str:
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        lines[-1:] = [longer] if len(longer) <= width else [lines[-1], word]
    return "\n".join(lines)


if __name__ == "__main__":
    try:
        main()
    except AntigoneError as error:
        sys.exit(error.diagnostics())

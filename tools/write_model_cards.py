"""Write docs/models.md: the cards of all packs whose manifests ship; `tests/test_house.py` fails where it differs."""

import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

from antigone.engine.evaluation.cards import ModelCard, Section, card_sections
from antigone.engine.runtime import PackManifest, ready_manifests
from antigone.engine.scoring import starter_calibration

TARGET = Path(__file__).resolve().parents[1] / "docs" / "models.md"
STARTER = "starter"
WIDTH = 120
HEADER = """# Model cards

Written by `make docs` from the manifests (`pack.toml`) and the figures that ship; change those, not this page.
`antigone models show PACK` prints the same card of a pack that is installed and adds, once `antigone evaluate` has run
with it, what it misses on this site's own photographs. Those figures, and no names, are kept in the home:
`evaluations/PACK/latest.json`. Figures belong to the SHA-256 of both models; those of other models are not shown.

The project's figures are made by

    python tools/measure_packs.py --data ../shared/data/lfw-dev --models ../shared/models --date DATE

with `antigone evaluate` on half B of lfw-dev: people who had no part in the starter's calibration. What the figures
are and how their 95 % intervals come about: [evaluation](evaluation.md). Columns of a data set by which errors are told
apart (`sex`, `age_band`, `region`, `condition`) are named there, too.

A pack of your own is a folder with two ONNX files and a `pack.toml` like those in
`src/antigone/engine/runtime/ready`. `meant_for` and `groups` (published results by group of people, with their source)
may be left out.

## One-byte packs

`antigone models quantise PACK --on DATASET` makes a pack whose networks compute with numbers of one byte, and adds it
where it gets less than 0.2 points of a hundred less right on the data set: in pairs decided rightly and in first ranks,
by the bare cosine for both packs. What was measured: [bulk extraction](bulk-extraction.md#one-byte-networks).

What a template is compared by is its recogniser: the network's file, by its SHA-256. A quantised recogniser is another
recogniser. Its templates and those of the original are never compared, and a gallery is enrolled anew for it. With
`--parts detector` the recogniser stays, and so does what templates are compared by: the new detector places the five
points a little differently, as another photograph of the same face would, and templates made with either may be
compared. Which detector found a face is kept with the face. A calibration belongs to a pack: the new one has none until
`antigone calibrate` has made it.
"""


def page() -> str:
    """The whole page."""
    return HEADER + "".join(f"\n{text}" for pack in _packs() for text in _card(pack))


def _packs() -> list[PackManifest]:
    """The starter first."""
    return sorted(ready_manifests(), key=lambda pack: (pack.id != STARTER, pack.id))


def _card(pack: PackManifest) -> Iterator[str]:
    calibration = starter_calibration().sha256 if pack.id == STARTER else ""
    yield f"## {pack.id}\n\n{pack.title}.\n"
    for section in card_sections(ModelCard.of(pack, calibration_sha256=calibration)):
        yield from _section(section)


def _section(section: Section) -> Iterator[str]:
    yield f"### {section.title}\n"
    if section.facts:
        rows = "".join(f"| {name} | {text} |\n" for name, text in section.facts)
        yield f"| | |\n|---|---|\n{rows}"
    if section.sentences:
        yield "".join(f"{_bullet(sentence)}\n" for sentence in section.sentences)


def _bullet(sentence: str) -> str:
    return textwrap.fill(
        sentence,
        WIDTH,
        initial_indent="- ",
        subsequent_indent="  ",
        break_long_words=False,
        break_on_hyphens=False,
    )


if __name__ == "__main__":
    TARGET.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"wrote {TARGET.name}\n")

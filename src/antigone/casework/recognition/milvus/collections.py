"""What the collections are called, and the mark that each bears."""

import json
from dataclasses import asdict, dataclass, field
from typing import Self

from antigone.casework.audit.lineage import first_leaf
from antigone.casework.recognition.bridge import Recogniser
from antigone.casework.recognition.milvus.address import MilvusAddress
from antigone.casework.recognition.milvus.ceilings import Spread
from antigone.casework.recognition.milvus.points import Frame

__all__ = ["Mark", "collection_name", "gallery_of", "own_prefix", "prefix_of_recogniser"]


def own_prefix() -> str:
    """What the names of this home's collections begin with: several homes may share a server."""
    return f"antigone_{first_leaf()[:12]}_"


def prefix_of_recogniser(recogniser: Recogniser, address: MilvusAddress) -> str:
    """What the names of the collections in use begin with: this recogniser's with this cohort, of this kind."""
    cohort = recogniser.cohort_sha256[:12] or "none"
    return f"{own_prefix()}{recogniser.identity.sha256[:12]}_{cohort}_{address.index}_"


def collection_name(recogniser: Recogniser, address: MilvusAddress, gallery: int) -> str:
    """The collection of a gallery."""
    return f"{prefix_of_recogniser(recogniser, address)}{gallery}"


def gallery_of(name: str) -> int:
    """The key of the gallery that a collection is of."""
    return int(name.rpartition("_")[2])


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mark:
    """How far a collection has come; kept by Milvus beside its rows, so that whoever loses one loses both.

    added: rows of changes up to this are there. erased: rows erased by changes up to this are not.
    log: the length of the audit log and its last leaf when this was written: a database restored from a backup, and
        grown since, has other leaves.
    written: Milvus's time of the last write; 0 where it is not known. frame: what its points are made with. spread: of
        its rows; without a corner while there was none.
    """

    frame: Frame
    added: int = 0
    erased: int = 0
    log: tuple[int, str] = (0, "")
    written: int = 0
    spread: Spread = field(default_factory=Spread)

    def text(self) -> str:
        return json.dumps(
            {
                "frame": self.frame.document(),
                "added": self.added,
                "erased": self.erased,
                "log": self.log,
                "written": self.written,
                "spread": asdict(self.spread),
            },
            separators=(",", ":"),
        )

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """None where it is none."""
        try:
            found = json.loads(text)
            corners = tuple((float(steep), float(shift)) for steep, shift in found["spread"]["corners"])
            return cls(
                frame=Frame.parse(found["frame"]),
                added=int(found["added"]),
                erased=int(found["erased"]),
                log=(int(found["log"][0]), str(found["log"][1])),
                written=int(found["written"]),
                spread=Spread(corners=corners, longest=float(found["spread"]["longest"])),
            )
        except (ValueError, KeyError, TypeError, IndexError):
            return None

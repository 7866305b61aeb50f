"""Who takes part, and how large a gallery each is given without being asked twice."""

from dataclasses import dataclass

READ = "pure read of the one-byte codes"
OURS = "antigone, certified exact"
NUMPY = "numpy, float32"
FLAT = "faiss Flat"
DEEPFACE = "DeepFace find"
MILVUS = "Milvus FLAT"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrant:
    """name: in tables. module: in `field.sides`. peer: needs the peers' environment, not ours.

    exact: promises the whole list. quick: rows above which it takes minutes to build or to answer; `--slow` runs it.
    """

    name: str
    module: str
    peer: bool = True
    exact: bool = True
    quick: int = 2_000_000


ENTRANTS = (
    Entrant(name=READ, module="plain", peer=False),
    Entrant(name=OURS, module="ours", peer=False, quick=20_000_000),
    Entrant(name=NUMPY, module="plain", peer=False),
    Entrant(name=FLAT, module="with_faiss"),
    Entrant(name="faiss SQ8", module="with_faiss", exact=False),
    Entrant(name="faiss QT_8bit_direct_signed", module="with_faiss", exact=False),
    Entrant(name="faiss IVF, a 16th of the lists", module="with_faiss", exact=False),
    Entrant(name="faiss HNSW32, ef 200", module="with_faiss", exact=False, quick=200_000),
    Entrant(name="faiss RaBitQ fast scan", module="with_faiss", exact=False),
    Entrant(name="faiss RaBitQ fast scan, 1,000 looked at again", module="with_faiss", exact=False),
    Entrant(name="usearch exact, float16", module="with_usearch"),
    Entrant(name="usearch HNSW, int8, ef 200", module="with_usearch", exact=False, quick=200_000),
    Entrant(name="hnswlib M16, ef 200", module="with_hnswlib", exact=False, quick=200_000),
    Entrant(name=DEEPFACE, module="with_deepface", quick=200_000),
    Entrant(name=MILVUS, module="with_milvus", quick=200_000),
    Entrant(name="Milvus HNSW, ef 200", module="with_milvus", exact=False, quick=200_000),
    Entrant(name="pgvector exact, halfvec", module="with_pgvector", quick=200_000),
    Entrant(name="pgvector HNSW, halfvec, ef 200", module="with_pgvector", exact=False, quick=200_000),
)

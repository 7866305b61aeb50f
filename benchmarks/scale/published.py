"""Indexes on disk, as their authors published them; none was run here.

Recall there is of nearest neighbours among descriptors of pictures and texts, not of mates among faces.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """per_node: templates that the authors put on a machine. ms: their latency, `ms_is` says which.

    lost: what they miss of nearest neighbours, None where they do not say. searches_per_s: of one machine, or of all
    `machines` together.
    """

    name: str
    per_node: float
    memory_gib: int | None
    ms: float
    ms_is: str
    searches_per_s: float | None
    machines: int
    lost: float | None
    lost_is: str
    source: str


PUBLISHED = (
    Published(
        name="DiskANN",
        per_node=1e9,
        memory_gib=64,
        ms=3.0,
        ms_is="mean, below",
        searches_per_s=5000,
        machines=1,
        lost=0.05,
        lost_is="5 % of 1-recall@1, SIFT1B: 128 bytes a vector",
        source="Jayaram Subramanya et al., DiskANN, NeurIPS 2019: > 5,000 queries/s, < 3 ms mean latency, 95 %+ "
        "1-recall@1, 16 cores, 64 GB and an SSD",
    ),
    Published(
        name="SPANN",
        per_node=1e9,
        memory_gib=32,
        ms=1.0,
        ms_is="around",
        searches_per_s=None,
        machines=1,
        lost=0.10,
        lost_is="10 % of recall@1 and recall@10, three sets of 10^9",
        source="Chen et al., SPANN, NeurIPS 2021: 90 % recall@1 and recall@10 in around one millisecond with 32 GB",
    ),
    Published(
        name="DistributedANN",
        per_node=5e7,
        memory_gib=None,
        ms=26.0,
        ms_is="median",
        searches_per_s=100_000,
        machines=1000,
        lost=None,
        lost_is="not in its abstract",
        source="Adams et al., DistributedANN, 2025, arXiv 2509.06046: 50 bn vectors, over a thousand machines, 26 ms "
        "median, over 100,000 queries/s",
    ),
)

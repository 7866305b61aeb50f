"""Climbing the stored tree again, leaf by leaf."""

from collections.abc import Iterator

from antigone.casework.audit import merkle
from antigone.casework.audit.report import Fault, Findings
from antigone.casework.audit.tree import hash_bytes


class StoredTree:
    """Takes leaves in order and holds every stored node against the two below it, as they are stored.

    `nodes` gives (position, hash) of the stored nodes in the order of their positions. A leaf that is missing is None;
    what lies above it is taken as stored.
    """

    def __init__(self, nodes: Iterator[tuple[int, object]], findings: Findings) -> None:
        self._nodes = nodes
        self._ahead = next(nodes, None)
        self._findings = findings
        self._peaks: list[bytes | None] = []

    def append(self, seq: int, leaf: bytes | None) -> None:
        """Add leaf `seq` and check the nodes that it completes."""
        value = leaf
        for level in range(1, merkle.completed_levels(seq) + 1):
            value = self._check(level, seq >> level, self._peaks.pop(), value)
        self._peaks.append(value)

    def root(self) -> bytes | None:
        """The root over the leaves so far; None where a missing one leaves it unknown."""
        if not self._peaks:
            return merkle.EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = merkle.node_hash(peak, root) if peak is not None and root is not None else None
        return root

    def _check(self, level: int, index: int, left: bytes | None, right: bytes | None) -> bytes | None:
        stored = self._take(merkle.node_position(level, index))
        computed = merkle.node_hash(left, right) if left is not None and right is not None else None
        first, last = index << level, ((index + 1) << level) - 1
        if stored is None:
            self._findings.add(Fault.TREE, f"The tree's hash over events {first} to {last} is missing.", seq=first)
        elif computed is not None and stored != computed:
            self._findings.add(
                Fault.TREE, f"The tree's hash over events {first} to {last} does not follow from theirs.", seq=first
            )
        return stored or computed

    def _take(self, position: int) -> bytes | None:
        while self._ahead is not None and self._ahead[0] < position:
            self._ahead = next(self._nodes, None)
        if self._ahead is None or self._ahead[0] != position:
            return None
        value = hash_bytes(self._ahead[1])
        self._ahead = next(self._nodes, None)
        return value

"""The Merkle tree of RFC 9162, section 2.1: hashes, roots and proofs, and how to check them. Pure functions.

A tree of n leaves is never held whole. What is needed of it comes through a `Nodes` function, which gives the hash over
a complete subtree: `nodes(level, index)` covers the leaves [index * 2**level, (index + 1) * 2**level). Such a subtree
never changes once its last leaf is there, which is why a database can keep them.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256

Nodes = Callable[[int, int], bytes]

EMPTY_ROOT = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    """RFC 9162, 2.1.1: the hash of one leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """RFC 9162, 2.1.1: the hash of an inner node."""
    return sha256(b"\x01" + left + right).digest()


def subtree_hash(begin: int, end: int, nodes: Nodes) -> bytes:
    """MTH(D[begin:end]) of RFC 9162, 2.1.1, for a range that the tree itself is split into."""
    count = end - begin
    if count == 0:
        return EMPTY_ROOT
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return nodes(level, begin >> level)
    middle = begin + _split(count)
    return node_hash(subtree_hash(begin, middle, nodes), subtree_hash(middle, end, nodes))


def root_hash(size: int, nodes: Nodes) -> bytes:
    """The root over the first `size` leaves."""
    return subtree_hash(0, size, nodes)


def inclusion_proof(index: int, size: int, nodes: Nodes) -> list[bytes]:
    """PATH(index, D[:size]) of RFC 9162, 2.1.3.1; from the leaf's neighbour upwards."""
    if not 0 <= index < size:
        raise ValueError(f"leaf {index} is not in a tree of {size}")
    proof: list[bytes] = []
    begin, end = 0, size
    while end - begin > 1:
        middle = begin + _split(end - begin)
        if index < middle:
            proof.append(subtree_hash(middle, end, nodes))
            end = middle
        else:
            proof.append(subtree_hash(begin, middle, nodes))
            begin = middle
    return proof[::-1]


def consistency_proof(old: int, new: int, nodes: Nodes) -> list[bytes]:
    """PROOF(old, D[:new]) of RFC 9162, 2.1.4.1: that the tree of `new` leaves begins with the one of `old`."""
    if not 0 < old <= new:
        raise ValueError(f"a tree of {new} leaves does not extend one of {old}")
    proof: list[bytes] = []
    begin, end = 0, new
    while end != old:
        middle = begin + _split(end - begin)
        if old <= middle:
            proof.append(subtree_hash(middle, end, nodes))
            end = middle
        else:
            proof.append(subtree_hash(begin, middle, nodes))
            begin = middle
    if begin:
        proof.append(subtree_hash(begin, end, nodes))
    return proof[::-1]


def inclusion_holds(*, leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """RFC 9162, 2.1.3.2. `leaf` is the leaf's hash."""
    if not 0 <= index < size:
        return False
    position, last, result = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if position & 1 or position == last:
            result = node_hash(sibling, result)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            result = node_hash(result, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and result == root


def consistency_holds(*, old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """RFC 9162, 2.1.4.2; two equal sizes are consistent when their roots are equal and the proof is empty."""
    if not 0 < old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    path = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not path:
        return False
    position, last = old - 1, new - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    first = second = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            first, second = node_hash(sibling, first), node_hash(sibling, second)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            second = node_hash(second, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and first == old_root and second == new_root


class Accumulator:
    """A tree that grows leaf by leaf and keeps only the hashes over its complete subtrees (log2 of its size).

    `peaks` are those over the first `size` leaves, from the left, as `complete_subtrees` names them.
    """

    def __init__(self, size: int = 0, peaks: Sequence[bytes] = ()) -> None:
        if len(peaks) != size.bit_count():
            raise ValueError(f"a tree of {size} leaves has {size.bit_count()} complete subtrees, not {len(peaks)}")
        self.size = size
        self._peaks = list(peaks)

    def append(self, leaf: bytes) -> None:
        """Add the next leaf's hash."""
        value = leaf
        for _ in range(completed_levels(self.size)):
            value = node_hash(self._peaks.pop(), value)
        self._peaks.append(value)
        self.size += 1

    def root(self) -> bytes:
        """The root over the leaves so far."""
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def completed_levels(index: int) -> int:
    """How many inner nodes leaf `index` completes: those at level 1 to this number, at index >> level."""
    return (~index & (index + 1)).bit_length() - 1


def node_position(level: int, index: int) -> int:
    """The number of a complete inner node in the order in which appending leaves completes them, from 0."""
    last = ((index + 1) << level) - 1
    return last - last.bit_count() + level - 1


def complete_subtrees(size: int) -> list[tuple[int, int]]:
    """The (level, index) of the complete subtrees that a tree of `size` leaves consists of, from the left."""
    levels = [level for level in range(size.bit_length() - 1, -1, -1) if size >> level & 1]
    return [(level, (size >> level) - 1) for level in levels]


def _split(count: int) -> int:
    """The largest power of two smaller than `count`."""
    return 1 << ((count - 1).bit_length() - 1)

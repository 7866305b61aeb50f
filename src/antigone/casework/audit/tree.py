"""The Merkle tree as the database keeps it: leaf hashes with the events, a row for each complete subtree above them."""

from collections.abc import Sequence

from antigone.casework.audit import merkle
from antigone.casework.audit.models import Event, Node
from antigone.engine.errors import AuditError


def size() -> int:
    """How many events the log holds by its last number."""
    last = Event.objects.order_by("-seq").values_list("seq", flat=True).first()
    return 0 if last is None else last + 1


def stored_node(level: int, index: int) -> bytes:
    """The hash over the complete subtree (level, index), one row read. Raises AuditError where it is missing."""
    if level == 0:
        text = Event.objects.filter(seq=index).values_list("leaf_hash", flat=True).first()
    else:
        position = merkle.node_position(level, index)
        text = Node.objects.filter(position=position).values_list("hash", flat=True).first()
    known = hash_bytes(text)
    if known is None:
        raise AuditError(
            f"The log's tree lacks the hash over events {index << level} to {((index + 1) << level) - 1}.",
            advice="Run `antigone audit verify`: the log was damaged or changed by hand.",
        )
    return known


def root(tree_size: int) -> bytes:
    """The root over the first `tree_size` events from what is stored; reads a row for each bit of the size."""
    return merkle.root_hash(tree_size, stored_node)


def append(first: int, leaves: Sequence[bytes]) -> None:
    """Store the subtrees that the leaves from number `first` on complete; one row a leaf on average."""
    made = {(0, first + offset): leaf for offset, leaf in enumerate(leaves)}
    edge = _stored_nodes(merkle.complete_subtrees(first))
    for seq in range(first, first + len(leaves)):
        for level in range(merkle.completed_levels(seq)):
            right = seq >> level
            left = made.get((level, right - 1)) or edge.get((level, right - 1)) or stored_node(level, right - 1)
            made[level + 1, right >> 1] = merkle.node_hash(left, made[level, right])
    Node.objects.bulk_create(
        Node(position=merkle.node_position(level, index), hash=value.hex())
        for (level, index), value in made.items()
        if level
    )


def _stored_nodes(wanted: Sequence[tuple[int, int]]) -> dict[tuple[int, int], bytes]:
    """The hashes over these complete subtrees in one read; what is missing or none is left out."""
    positions = {merkle.node_position(level, index): (level, index) for level, index in wanted if level}
    rows = Node.objects.filter(position__in=positions).values_list("position", "hash") if positions else ()
    found = {positions[position]: hash_bytes(text) for position, text in rows}
    return {place: known for place, known in found.items() if known is not None}


def hash_bytes(text: object) -> bytes | None:
    """The 32 bytes that lower-case hex of the database stands for; None where it stands for none."""
    if not isinstance(text, str) or len(text) != 64 or set(text) - set("0123456789abcdef"):
        return None
    return bytes.fromhex(text)

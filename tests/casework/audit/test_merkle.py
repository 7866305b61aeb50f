from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from antigone.casework.audit import merkle
from casework.audit import naive_merkle

# The leaves and roots that Certificate Transparency's reference implementations are tested with.
REFERENCE_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
REFERENCE_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]

leaves = st.lists(st.binary(max_size=4), min_size=1, max_size=70)


def nodes_of(data: list[bytes]) -> merkle.Nodes:
    def nodes(level: int, index: int) -> bytes:
        begin = index << level
        assert begin + (1 << level) <= len(data), "asked for a subtree that is not complete"
        return naive_merkle.mth(data[begin : begin + (1 << level)])

    return nodes


@pytest.mark.parametrize("size", range(9))
def test_roots_of_the_reference_tree(size: int) -> None:
    data = REFERENCE_LEAVES[:size]
    assert merkle.root_hash(size, nodes_of(data)).hex() == REFERENCE_ROOTS[size]
    assert naive_merkle.mth(data).hex() == REFERENCE_ROOTS[size]


@given(leaves)
def test_accumulator_agrees_with_the_definition_at_every_size(data: list[bytes]) -> None:
    tree = merkle.Accumulator()
    for size, leaf in enumerate(data):
        assert (tree.size, tree.root()) == (size, naive_merkle.mth(data[:size]))
        tree.append(merkle.leaf_hash(leaf))
    assert tree.root() == naive_merkle.mth(data)


@given(leaves, st.data())
def test_accumulator_goes_on_from_the_complete_subtrees(data: list[bytes], draw: st.DataObject) -> None:
    begin = draw.draw(st.integers(0, len(data)))
    nodes = nodes_of(data)
    tree = merkle.Accumulator(begin, [nodes(*subtree) for subtree in merkle.complete_subtrees(begin)])
    for leaf in data[begin:]:
        tree.append(merkle.leaf_hash(leaf))
    assert tree.root() == naive_merkle.mth(data)


@given(leaves, st.data())
def test_inclusion_proofs_are_the_ones_of_the_definition_and_hold_for_their_leaf_only(
    data: list[bytes], draw: st.DataObject
) -> None:
    index = draw.draw(st.integers(0, len(data) - 1))
    proof = merkle.inclusion_proof(index, len(data), nodes_of(data))
    root = naive_merkle.mth(data)

    def holds(leaf: bytes = data[index], index: int = index, proof: list[bytes] = proof, root: bytes = root) -> bool:
        hashed = merkle.leaf_hash(leaf)
        return merkle.inclusion_holds(leaf=hashed, index=index, size=len(data), proof=proof, root=root)

    assert proof == naive_merkle.path(index, data)
    assert holds()
    assert not holds(leaf=data[index] + b"!")
    assert not holds(root=bytes(32))
    assert not holds(proof=[*proof, bytes(32)])
    assert not holds(index=len(data))
    if proof:
        assert not holds(proof=proof[:-1])
        assert not holds(proof=[*proof[:-1], bytes(32)])


@given(leaves, st.data())
def test_consistency_proofs_are_the_ones_of_the_definition_and_refuse_a_rewritten_tree(
    data: list[bytes], draw: st.DataObject
) -> None:
    old = draw.draw(st.integers(1, len(data)))
    proof = merkle.consistency_proof(old, len(data), nodes_of(data))
    roots = {"old_root": naive_merkle.mth(data[:old]), "new_root": naive_merkle.mth(data)}

    def holds(proof: list[bytes] = proof, **changed: bytes) -> bool:
        return merkle.consistency_holds(old=old, new=len(data), proof=proof, **{**roots, **changed})

    assert proof == naive_merkle.proof(old, data)
    assert holds()
    rewritten = [data[0] + b"!", *data[1:]]
    assert not holds(new_root=naive_merkle.mth(rewritten))
    assert not holds(
        proof=merkle.consistency_proof(old, len(data), nodes_of(rewritten)), new_root=naive_merkle.mth(rewritten)
    )
    assert not holds(old_root=bytes(32))
    assert not holds(proof=[*proof, bytes(32)])
    if proof:
        assert not holds(proof=proof[:-1])


def test_proofs_that_cannot_be_are_refused() -> None:
    nodes = nodes_of(REFERENCE_LEAVES)
    with pytest.raises(ValueError, match="leaf 8 is not in a tree of 8"):
        merkle.inclusion_proof(8, 8, nodes)
    with pytest.raises(ValueError, match="a tree of 3 leaves does not extend one of 4"):
        merkle.consistency_proof(4, 3, nodes)
    assert not merkle.consistency_holds(old=3, new=2, proof=[], old_root=b"", new_root=b"")
    with pytest.raises(ValueError, match="has 2 complete subtrees, not 1"):
        merkle.Accumulator(3, [bytes(32)])


def test_inner_nodes_are_numbered_in_the_order_they_are_completed() -> None:
    positions = [
        merkle.node_position(level, leaf >> level)
        for leaf in range(300)
        for level in range(1, merkle.completed_levels(leaf) + 1)
    ]
    assert positions[0] == 0
    assert all(after == before + 1 for before, after in pairwise(positions))


@pytest.mark.parametrize(
    ("size", "subtrees"), [(0, []), (1, [(0, 0)]), (6, [(2, 0), (1, 2)]), (7, [(2, 0), (1, 2), (0, 6)])]
)
def test_complete_subtrees(size: int, subtrees: list[tuple[int, int]]) -> None:
    assert merkle.complete_subtrees(size) == subtrees

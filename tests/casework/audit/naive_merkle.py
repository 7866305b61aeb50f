"""RFC 9162, section 2.1, written down as the RFC defines it: on whole lists, recursively. The oracle."""

from hashlib import sha256

Data = list[bytes]


def split(count: int) -> int:
    """The largest power of two smaller than count."""
    k = 1
    while 2 * k < count:
        k *= 2
    return k


def mth(data: Data) -> bytes:
    """2.1.1, Merkle Tree Hash."""
    if not data:
        return sha256(b"").digest()
    if len(data) == 1:
        return sha256(b"\x00" + data[0]).digest()
    k = split(len(data))
    return sha256(b"\x01" + mth(data[:k]) + mth(data[k:])).digest()


def path(m: int, data: Data) -> list[bytes]:
    """2.1.3.1, inclusion proof."""
    if len(data) == 1:
        return []
    k = split(len(data))
    if m < k:
        return [*path(m, data[:k]), mth(data[k:])]
    return [*path(m - k, data[k:]), mth(data[:k])]


def proof(m: int, data: Data) -> list[bytes]:
    """2.1.4.1, consistency proof."""
    return subproof(m, data, known=True)


def subproof(m: int, data: Data, *, known: bool) -> list[bytes]:
    """SUBPROOF of 2.1.4.1; `known` is the RFC's b."""
    if m == len(data):
        return [] if known else [mth(data)]
    k = split(len(data))
    if m <= k:
        return [*subproof(m, data[:k], known=known), mth(data[k:])]
    return [*subproof(m - k, data[k:], known=False), mth(data[:k])]

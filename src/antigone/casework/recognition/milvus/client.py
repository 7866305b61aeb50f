"""One Milvus server: the few things that are asked of it, each within a time, each failure a sentence."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from antigone.casework.recognition.milvus.address import INDEX_KINDS, MilvusAddress
from antigone.casework.recognition.milvus.conditions import ENTRY, SUBJECT, among
from antigone.engine.errors import StateError
from antigone.engine.types import FloatArray

__all__ = ["MOST_HITS", "Hits", "MilvusServer", "connect", "search_parameters"]

MOST_HITS = 16_384
"""The most rows that Milvus gives for one search."""

POINT, METRIC = "point", "IP"

_CONNECTING_S = 10.0
_ANSWERING_S = 60.0
_LOADING_S = 300.0
_MARK = "antigone"
# How widely HNSW looks round: as many as are asked for lose 8 in 100 of a list, twice as many 3.
_EF_A_HIT = 2
_LEAST_EF, _MOST_EF = 256, 32_768


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Hits:
    """Rows by number, the highest first. products: inner products."""

    entries: NDArray[np.int64]
    products: FloatArray


class MilvusServer:
    """A connection. Raises StateError in every method where the server does not answer, or answers with an error.

    failed: whether one did: what the server held in memory may then be gone.
    """

    def __init__(self, client: Any, address: MilvusAddress) -> None:
        self._client = client
        self.address = address
        self.failed = False

    def collections(self, prefix: str) -> list[str]:
        """Names that begin so, sorted."""
        with self._asking():
            return sorted(
                name for name in self._client.list_collections(timeout=_ANSWERING_S) if name.startswith(prefix)
            )

    def create(self, name: str, *, length: int, mark: str) -> None:
        """A collection of points of `length` numbers, indexed, loaded, with its mark."""
        from pymilvus import DataType, MilvusClient  # noqa: PLC0415 (an optional package, imported where it is used)

        schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
        schema.add_field(ENTRY, DataType.INT64, is_primary=True)
        schema.add_field(SUBJECT, DataType.INT64)
        schema.add_field(POINT, DataType.FLOAT_VECTOR, dim=length)
        kind = self.address.index
        indexes = MilvusClient.prepare_index_params()
        indexes.add_index(POINT, index_type=kind, metric_type=METRIC, params=INDEX_KINDS[kind][0])
        with self._asking():
            self._client.create_collection(
                name, schema=schema, consistency_level="Strong", num_shards=1, timeout=_ANSWERING_S
            )
            self.set_mark(name, mark)
            self._client.create_index(name, indexes, timeout=_ANSWERING_S)
        self.load(name)

    def load(self, name: str) -> None:
        """Have it in memory; at once where it is."""
        with self._asking():
            self._client.load_collection(name, timeout=_LOADING_S)

    def drop(self, name: str) -> None:
        """Gone, with all its rows; nothing where there is none."""
        with self._asking():
            self._client.drop_collection(name, timeout=_ANSWERING_S)

    def mark(self, name: str) -> str | None:
        """What `set_mark` kept; empty where nothing was, None where there is no such collection."""
        with self._asking():
            if not self._client.has_collection(name, timeout=_ANSWERING_S):
                return None
            described = self._client.describe_collection(name, timeout=_ANSWERING_S)
        return str(dict(described.get("properties") or {}).get(_MARK, ""))

    def set_mark(self, name: str, mark: str) -> None:
        """Keep a word beside the rows; the server stores it before this returns."""
        with self._asking():
            self._client.alter_collection_properties(name, properties={_MARK: mark}, timeout=_ANSWERING_S)

    def upsert(self, name: str, entries: NDArray[np.int64], subjects: NDArray[np.int64], points: FloatArray) -> int:
        """Put rows there, in the place of those with the same numbers; gives the server's time of it."""
        rows = [
            {ENTRY: entry, SUBJECT: subject, POINT: point}
            for entry, subject, point in zip(entries.tolist(), subjects.tolist(), points, strict=True)
        ]
        with self._asking():
            self._client.upsert(name, rows, timeout=_ANSWERING_S)
        return self._written(name)

    def delete(self, name: str, entries: Sequence[int]) -> int:
        """Take rows away, those that are there; gives the server's time of it."""
        with self._asking():
            self._client.delete(name, filter=among(entries), timeout=_ANSWERING_S)
        return self._written(name)

    def search(self, name: str, points: FloatArray, *, count: int, where: str = "", since: int = 0) -> list[Hits]:
        """The `count` rows that stand highest against each point.

        where: a condition on rows, in Milvus's words. since: the server's time of a write that must be seen; 0 for all
        writes so far, for which the server waits a fifth of a second and more.
        """
        level: dict[str, object] = {"consistency_level": "Strong"}
        if since:
            level = {"consistency_level": "Customized", "guarantee_timestamp": since}
        with self._asking():
            found = self._client.search(
                name,
                data=list(points),
                anns_field=POINT,
                limit=count,
                filter=where,
                search_params=search_parameters(self.address, count),
                timeout=_ANSWERING_S,
                **level,
            )
        return [_hits(one) for one in found]

    def subjects(self, name: str, entries: Sequence[int]) -> dict[int, int]:
        """Of those of these entries that are there."""
        return {row[ENTRY]: row[SUBJECT] for row in self._query(name, entries, SUBJECT)}

    def points(self, name: str, entries: Sequence[int]) -> dict[int, FloatArray]:
        """Of those of these entries that are there."""
        return {row[ENTRY]: np.asarray(row[POINT], dtype=np.float32) for row in self._query(name, entries, POINT)}

    def count(self, name: str) -> int:
        """Rows there."""
        with self._asking():
            found = self._client.query(
                name, output_fields=["count(*)"], consistency_level="Strong", timeout=_ANSWERING_S
            )
        return int(found[0]["count(*)"])

    def unindexed(self, name: str) -> int:
        """Rows that are not in the index yet, of those in segment files."""
        with self._asking():
            return int(self._client.describe_index(name, POINT, timeout=_ANSWERING_S).get("pending_index_rows", 0))

    def flush(self, name: str) -> None:
        """Have it write what it holds in memory into segment files."""
        with self._asking():
            self._client.flush(name, timeout=_LOADING_S)

    def compact(self, name: str) -> None:
        """Have it begin to write its segments anew without the rows deleted."""
        with self._asking():
            self._client.compact(name, timeout=_ANSWERING_S)

    def _query(self, name: str, entries: Sequence[int], column: str) -> list[dict[str, Any]]:
        with self._asking():
            found: list[dict[str, Any]] = self._client.query(
                name,
                filter=among(entries),
                output_fields=[ENTRY, column],
                consistency_level="Strong",
                timeout=_ANSWERING_S,
            )
        return found

    def _written(self, name: str) -> int:
        """The server's time of this connection's last write; 0 where pymilvus does not say."""
        from pymilvus.client.ts_utils import get_collection_ts  # noqa: PLC0415 (optional package)

        return int(get_collection_ts(name, self.address.place, self.address.database) or 0)

    @contextmanager
    def _asking(self) -> Iterator[None]:
        try:
            with _translated(self.address):
                yield
        except StateError:
            self.failed = True
            raise


def search_parameters(address: MilvusAddress, count: int) -> dict[str, object]:
    """How a search for so many rows goes through an index of that kind."""
    parameters = {**INDEX_KINDS[address.index][1]}
    if address.index == "HNSW":
        parameters["ef"] = min(_MOST_EF, max(_LEAST_EF, _EF_A_HIT * count))
    return {"metric_type": METRIC, "params": parameters}


def connect(address: MilvusAddress) -> MilvusServer:
    """Raises StateError where there is no such server, or where pymilvus is not installed."""
    try:
        from pymilvus import MilvusClient  # noqa: PLC0415 (an optional package, imported where it is used)
    except ImportError as error:
        raise StateError(
            "The index in Milvus needs the package pymilvus, which is not installed.",
            advice="pip install 'antigone[milvus]', or leave ANTIGONE_INDEX_URL empty.",
        ) from error
    # It writes each failed call to the log with its stack, before it raises what is translated here.
    logging.getLogger("pymilvus").setLevel(logging.CRITICAL)
    with _translated(address):
        client = MilvusClient(
            f"{'https' if address.tls else 'http'}://{address.place}",
            user=address.user,
            password=address.password,
            db_name=address.database,
            timeout=_CONNECTING_S,
            dedicated=True,
        )
    return MilvusServer(client, address)


@contextmanager
def _translated(address: MilvusAddress) -> Iterator[None]:
    import grpc  # noqa: PLC0415 (comes with pymilvus)
    from pymilvus.exceptions import ConnectError, MilvusException, MilvusUnavailableException  # noqa: PLC0415

    try:
        yield
    except (grpc.RpcError, ConnectError, MilvusUnavailableException) as error:
        raise _unreachable(address) from error
    except MilvusException as error:
        # Where it gave up trying, or could not come back, no server answered; only the words tell.
        gone = any(words in error.message for words in ("timeout:", "connecting"))
        if gone or isinstance(error.code, grpc.StatusCode):
            raise _unreachable(address) from error
        raise StateError(
            f"Milvus at {address.place} refused: {error.message}.",
            advice="Try again in a minute; `antigone index rebuild` fills its collections anew.",
        ) from error


def _unreachable(address: MilvusAddress) -> StateError:
    return StateError(
        f"Milvus at {address.place} cannot be reached.",
        advice="Start it, look at ANTIGONE_INDEX_URL, or search at the command line with --local-index.",
    )


def _hits(found: Any) -> Hits:
    return Hits(
        entries=np.array([hit["id"] for hit in found], dtype=np.int64),
        products=np.array([hit["distance"] for hit in found], dtype=np.float32),
    )

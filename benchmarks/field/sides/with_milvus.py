"""The Milvus server that PyPI's `milvus` bundles, asked by pymilvus."""

import os
import shutil
import socket
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from milvus import MilvusServer, MilvusServerConfig
from numpy.typing import NDArray
from pymilvus import Collection, CollectionSchema, DataType, FieldSchema, connections

from field.registry import MILVUS
from field.sides.side import Probes, Rows, Side, portions

_PORTION = 5_000
_BATCH = 100


class Milvus(Side):
    """One collection, flushed, indexed and loaded; the network of this machine is in every time."""

    def __init__(self, folder: Path, threads: int, index: dict[str, object], search: dict[str, object]) -> None:
        super().__init__(folder, threads)
        self._index, self._search = index, search
        home = folder / "milvus"
        shutil.rmtree(home, ignore_errors=True)
        client, peer = _two_free_ports()
        config = MilvusServerConfig(data_dir=str(home), etcd_port=client)
        config.resolve()
        os.environ["ETCD_CONFIG_PATH"] = str(_own_ports(home, config.configs["etcd_port"], peer))
        self._server = MilvusServer(config)
        self._server.start()
        connections.connect(host="127.0.0.1", port=self._server.listen_port)

    def build(self, vectors: NDArray[np.float16]) -> None:
        fields = [
            FieldSchema("row", DataType.INT64, is_primary=True),
            FieldSchema("vector", DataType.FLOAT_VECTOR, dim=vectors.shape[1]),
        ]
        self._collection = Collection("field", CollectionSchema(fields))
        start = 0
        for part in portions(vectors, _PORTION):
            self._collection.insert([np.arange(start, start + len(part)).tolist(), list(part.astype(np.float32))])
            start += len(part)
        self._collection.flush()
        self._collection.create_index("vector", {"metric_type": "IP", **self._index})
        self._collection.load()

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        return self._asked(probe[None], top)[0]

    def search_batch(self, probes: Probes, top: int) -> Rows:
        return np.concatenate([self._asked(part, top) for part in np.array_split(probes, -(-len(probes) // _BATCH))])

    def processes(self) -> Sequence[int]:
        return [self._server.server_proc.pid]

    def close(self) -> None:
        self._server.stop()

    def _asked(self, probes: Probes, top: int) -> Rows:
        found = self._collection.search(
            list(probes),
            "vector",
            {"metric_type": "IP", "params": self._search},
            limit=top,
            consistency_level="Eventually",
        )
        rows = np.full((len(probes), top), -1, dtype=np.int64)
        for place, hits in enumerate(found):
            rows[place, : len(hits.ids)] = hits.ids
        return rows


def _own_ports(home: Path, client: int, peer: int) -> Path:
    """The server's etcd takes 2379 and 2380 unless it is told, which two servers on a machine cannot both have."""
    home.mkdir(parents=True, exist_ok=True)
    peers = f"http://127.0.0.1:{peer}"
    asked = f"http://127.0.0.1:{client}"
    file = home / "etcd.yaml"
    file.write_text(
        f"name: default\ndata-dir: {home / 'etcd.data'}\nlisten-client-urls: {asked}\nadvertise-client-urls: {asked}\n"
        f"listen-peer-urls: {peers}\ninitial-advertise-peer-urls: {peers}\ninitial-cluster: default={peers}\n"
    )
    return file


def _two_free_ports() -> tuple[int, int]:
    """Held together, for the system may give one again that is free again."""
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        second.bind(("127.0.0.1", 0))
        return first.getsockname()[1], second.getsockname()[1]


SIDES = {
    MILVUS: lambda folder, threads: Milvus(folder, threads, {"index_type": "FLAT", "params": {}}, {}),
    "Milvus HNSW, ef 200": lambda folder, threads: Milvus(
        folder, threads, {"index_type": "HNSW", "params": {"M": 16, "efConstruction": 200}}, {"ef": 200}
    ),
}

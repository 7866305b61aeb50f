"""A real Milvus server of a test's own, from the package `milvus`, which carries the program."""

import os
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

# The package's own class knows two ports by heart; two servers on one machine would meet there.
from milvus import MilvusServerConfig, _initialize_data_files

from builders.ports import free_ports

_STARTING_S = 120


class MilvusProcess:
    """A server over a folder, on ports that stay the same when it is started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        config = MilvusServerConfig(data_dir=str(folder))
        wanted = [name for name in config.configurable_items if name.endswith("_port")]
        ports = free_ports(len(wanted) + 2)
        self._health = ports[0]
        config.update(**dict(zip(wanted, ports[2:], strict=True)))
        self.port = config.configs["proxy_port"]
        self._etcd = folder / "etcd.yaml"
        config.resolve()
        peer = f"http://127.0.0.1:{ports[1]}"
        client = f"http://127.0.0.1:{config.configs['etcd_port']}"
        self._etcd.write_text(
            "\n".join(
                [
                    "name: default",
                    f"data-dir: {folder / 'data' / 'etcd.data'}",
                    f"listen-client-urls: {client}",
                    f"advertise-client-urls: {client}",
                    f"listen-peer-urls: {peer}",
                    f"initial-advertise-peer-urls: {peer}",
                    f"initial-cluster: default={peer}",
                ]
            )
        )
        _initialize_data_files(str(folder))

    @property
    def url(self) -> str:
        return f"milvus://127.0.0.1:{self.port}"

    def files_with(self, numbers: bytes) -> list[str]:
        """Files that hold these bytes, by the first folder below the server's data."""
        data = self._folder / "data"
        found = []
        for path in data.rglob("*"):
            # It deletes some meanwhile.
            with suppress(FileNotFoundError, IsADirectoryError):
                if numbers in path.read_bytes():
                    found.append(path.relative_to(data).parts[0])
        return found

    def start(self) -> None:
        """Returns when it answers."""
        environment = {
            **os.environ,
            "DEPLOY_MODE": "STANDALONE",
            # Without it the server's own etcd takes the ports 2379 and 2380.
            "ETCD_CONFIG_PATH": str(self._etcd),
            "METRICS_PORT": str(self._health),
            "MILVUS_RUN_DIR": str(self._folder / "run"),
            "LD_LIBRARY_PATH": str(self._folder / "bin"),
            # A new collection is ready when these have passed a few times over, seconds as the server comes.
            "QUERYCOORD_CHECKINTERVAL": "100",
            "QUERYCOORD_DISTPULLINTERVAL": "50",
            "INDEXCOORD_SCHEDULER_INTERVAL": "100",
            "PROXY_TIMETICKINTERVAL": "50",
            # Started again after a kill it waits until what it was before is taken for dead.
            "COMMON_SESSION_TTL": "2",
            # Segment files that were replaced go after seconds, not after three hours.
            "DATACOORD_GC_INTERVAL": "2",
            "DATACOORD_GC_DROPTOLERANCE": "2",
        }
        with (self._folder / "output.log").open("ab") as log:
            command = [self._folder / "bin" / "milvus", "run", "standalone"]
            self._process = subprocess.Popen(
                command, cwd=self._folder, env=environment, stdout=log, stderr=subprocess.STDOUT
            )
        end = time.monotonic() + _STARTING_S
        while not self._healthy():
            if self._process.poll() is not None or time.monotonic() > end:
                raise RuntimeError((self._folder / "output.log").read_text(errors="replace")[-2000:])
            time.sleep(0.1)

    def kill(self) -> None:
        """SIGKILL: what it had not written yet is lost."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        self._process = None

    def empty(self) -> None:
        """Stopped and its data folder deleted: segments, message log and etcd."""
        self.kill()
        shutil.rmtree(self._folder / "data")

    @property
    def running(self) -> bool:
        return self._process is not None

    def _healthy(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self._health}/healthz", timeout=5) as answer:
                return b"OK" in answer.read()
        except (urllib.error.URLError, ConnectionError):
            return False

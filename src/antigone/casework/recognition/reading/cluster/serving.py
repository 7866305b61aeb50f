"""The inside of the gateway: the only place where Ray is imported on this machine."""

import os
import signal
import sys
import threading
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from queue import SimpleQueue

from antigone.casework.recognition.reading.cluster.desks import Desks
from antigone.casework.recognition.reading.cluster.joining import joined, one_line
from antigone.casework.recognition.reading.cluster.messages import Batch, Ended, Opened
from antigone.casework.recognition.reading.items import ReaderPlan
from antigone.engine.errors import AntigoneError, StateError

__all__ = ["serve"]

LINGER_SECONDS = 8.0
"""After which a process ends whose caller has gone, whatever Ray is doing."""

NO_STATISTICS = ("RAY_USAGE_STATS_ENABLED", "0")
GIVE_UP = ("RAY_gcs_rpc_server_reconnect_timeout_s", "20")
"""Ray would wait for a minute before it ends a process that has lost the head. Who sets it has it as they like."""


def serve(connection: Connection, plan: ReaderPlan, address: str, workers: int | None) -> None:
    """The process's one task: from the pipe's batches to its readings, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _keep_quiet()
    inbox: SimpleQueue[Batch | None] = SimpleQueue()
    threading.Thread(target=_listen, args=(connection, inbox), daemon=True).start()
    try:
        with joined(address) as cluster:
            desks = Desks.opened(cluster, plan, limit=workers)
            connection.send(Opened(readers=desks.count))
            _work(desks, inbox, connection)
    except AntigoneError as error:
        _say(connection, error)
    except Exception as error:  # noqa: BLE001 (this process's outermost edge: the caller must learn of a defect)
        _say(
            connection,
            StateError(f"Reading on the Ray cluster at {address} failed: {type(error).__name__}: {one_line(error)}."),
        )


def _work(desks: Desks, inbox: "SimpleQueue[Batch | None]", connection: Connection) -> None:
    while True:
        while not inbox.empty() or desks.idle:
            batch = inbox.get()
            if batch is None:
                return
            desks.add(batch)
        for read in desks.step():
            connection.send(read)


def _listen(connection: Connection, inbox: "SimpleQueue[Batch | None]") -> None:
    """Empty the pipe as it fills, so that the caller never waits for this process to take what it sends."""
    with suppress(EOFError, OSError):
        while True:
            inbox.put(connection.recv())
    inbox.put(None)
    time.sleep(LINGER_SECONDS)
    os._exit(1)


def _say(connection: Connection, error: AntigoneError) -> None:
    with suppress(OSError):
        connection.send(Ended(error=error))


def _keep_quiet() -> None:
    """Nothing of what Ray prints reaches the command's output; ANTIGONE_DEBUG lets it through to stderr."""
    os.environ.update([NO_STATISTICS])
    os.environ.setdefault(*GIVE_UP)
    # Ray has every node look for modules in the folder that it was called from, which may be one of photographs.
    os.chdir("/")
    sys.stdout.flush()
    sys.stderr.flush()
    silence = os.open(os.devnull, os.O_WRONLY)
    debugging = bool(os.environ.get("ANTIGONE_DEBUG"))
    os.dup2(2 if debugging else silence, 1)
    if not debugging:
        os.dup2(silence, 2)

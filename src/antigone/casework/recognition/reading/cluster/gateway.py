"""The process that speaks with Ray, and how this one speaks with it.

Ray's library ends its own process when the cluster is lost, prints as it likes, and takes over signals and the end of
the process. Here that hits a process which can be replaced: its end means that the connection was lost, and a time
limit is one that can be kept.
"""

import multiprocessing
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess

from antigone.casework.recognition.reading.cluster.joining import no_entry
from antigone.casework.recognition.reading.cluster.messages import Batch, Ended, Opened, Read
from antigone.casework.recognition.reading.cluster.serving import serve
from antigone.casework.recognition.reading.items import PhotographItem, ReaderPlan, Reading
from antigone.engine.errors import AntigoneError, StateError

__all__ = ["Gateway", "open_gateway"]

CONNECT_SECONDS = 60.0
"""A node of a busy machine takes some ten seconds for its first process, which is asked for its versions."""

CLOSE_SECONDS = 10.0


@dataclass(slots=True, kw_only=True)
class Gateway:
    """A cluster whose nodes were found fit. readers: how many processes will read."""

    address: str
    readers: int
    _connection: Connection
    _sent: int = field(default=0, init=False)

    def send(self, items: list[PhotographItem]) -> int:
        """Have a batch read; gives its number. Raises StateError where the cluster was lost, or what ended it."""
        self._sent += 1
        try:
            self._connection.send(Batch(number=self._sent, items=items))
        except OSError as error:
            raise self._why() from error
        return self._sent

    def receive(self, number: int) -> list[Reading]:
        """The readings of that batch, one an item; those of batches before it that nobody asked for are dropped."""
        while True:
            answer = _answer(self._connection, self.address)
            if answer.number == number:
                return answer.readings

    def _why(self) -> AntigoneError:
        """What the gateway said before it ended."""
        try:
            while True:
                _answer(self._connection, self.address)
        except AntigoneError as error:
            return error


@contextmanager
def open_gateway(plan: ReaderPlan, *, address: str, workers: int | None) -> Iterator[Gateway]:
    """Connect, ask every node for its versions; leaving ends the reading processes on the nodes."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=serve, args=(theirs, plan, address, workers), daemon=True)
    # Born deaf to Ctrl-C, which reaches the whole process group: this process alone decides what it means.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        process.start()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    theirs.close()
    try:
        gateway = Gateway(address=address, readers=_opened(ours, address), _connection=ours)
    except BaseException:
        # Nothing is under way that would have to end in order.
        process.kill()
        process.join()
        raise
    try:
        yield gateway
    finally:
        _close(ours, process)


def _opened(connection: Connection, address: str) -> int:
    """How many processes will read. Ray ends the gateway where it finds something at the address that is no Ray."""
    if not connection.poll(CONNECT_SECONDS):
        raise no_entry(address, f"it did not answer within {CONNECT_SECONDS:.0f} seconds")
    try:
        answer: Opened | Ended = connection.recv()
    except (EOFError, OSError) as error:
        raise no_entry(address, "what answers there is no Ray cluster, or one of another version") from error
    if isinstance(answer, Ended):
        raise answer.error
    return answer.readers


def _answer(connection: Connection, address: str) -> Read:
    """Raises what ended the gateway's work, StateError where it was lost itself."""
    try:
        answer: Read | Ended = connection.recv()
    except (EOFError, OSError) as error:
        raise StateError(
            f"The connection to the Ray cluster at {address} was lost.",
            advice="What was acknowledged is kept. When the cluster is back, the same command goes on from there.",
        ) from error
    if isinstance(answer, Ended):
        raise answer.error
    return answer


def _close(connection: Connection, process: SpawnProcess) -> None:
    """The gateway ends with its pipe. An impatient second Ctrl-C must not leave it behind."""
    main = threading.current_thread() is threading.main_thread()
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if main else None
    try:
        connection.close()
        process.join(CLOSE_SECONDS)
        if process.is_alive():
            process.kill()
            process.join()
    finally:
        if main:
            signal.signal(signal.SIGINT, before)

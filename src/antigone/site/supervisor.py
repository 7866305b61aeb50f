"""The one process that a person starts: it starts the others, starts again what died, and ends them all in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from types import FrameType

LOOK_EVERY = 0.1
SHORTEST_PAUSE, LONGEST_PAUSE = 0.5, 30.0
STEADY_SECONDS = 60.0
"""Who has run this long has recovered: its next death is answered at once."""

SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A process to be kept running.

    command: gets the number of the lifeline as its last word, a pipe that closes when the supervisor is gone, however
    it went. inherited: numbers of further open files that it is given. patience: seconds it has after each request to
    end (SIGTERM); after the last it is killed, with all that it has started.
    """

    name: str
    command: tuple[str, ...]
    patience: tuple[float, ...]
    environment: tuple[tuple[str, str], ...] = ()
    inherited: tuple[int, ...] = ()


@dataclass(slots=True, kw_only=True)
class _Child:
    kind: Kind
    process: "subprocess.Popen[bytes] | None" = None
    began: float = 0.0
    due: float = 0.0
    pause: float = SHORTEST_PAUSE

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None


@dataclass(slots=True, kw_only=True)
class Supervisor:
    """stages: what ends first comes first. say: told of every death, in a sentence."""

    stages: Sequence[Sequence[Kind]]
    say: Say
    _asked: int = field(default=0, init=False)

    def run(self) -> None:
        """Keep all running until a signal asks for the end; give back when none is left. A second signal kills."""
        stages = [[_Child(kind=kind) for kind in kinds] for kinds in self.stages]
        children = [child for stage in stages for child in stage]
        lifeline, held = os.pipe()
        former = {number: signal.signal(number, self._ask) for number in SIGNALS}
        try:
            while not self._asked:
                for child in children:
                    self._keep(child, lifeline)
                time.sleep(LOOK_EVERY)
            for stage in stages:
                self._end(stage)
        finally:
            # Reached by a defect, too: whatever happens, nobody is left behind.
            _kill(children)
            for number, handler in former.items():
                signal.signal(number, handler)
            os.close(lifeline)
            os.close(held)

    def _ask(self, _number: int, _frame: FrameType | None) -> None:
        self._asked += 1

    def _keep(self, child: _Child, lifeline: int) -> None:
        """Start the child if it is not there and its pause is over."""
        now = time.monotonic()
        if child.alive:
            return
        if child.process is not None:
            self._mourn(child, now)
        if now >= child.due:
            child.process, child.began = _start(child.kind, lifeline), now

    def _mourn(self, child: _Child, now: float) -> None:
        process, child.process = child.process, None
        if process is None:
            return
        if now - child.began >= STEADY_SECONDS:
            child.pause = SHORTEST_PAUSE
        how = f"signal {-process.returncode}" if process.returncode < 0 else f"exit code {process.returncode}"
        self.say(f"The {child.kind.name} ended ({how}); it is started again in {child.pause:g} s.")
        child.due, child.pause = now + child.pause, min(child.pause * 2, LONGEST_PAUSE)

    def _end(self, stage: Sequence[_Child]) -> None:
        for turn in range(max(len(child.kind.patience) for child in stage)):
            waiting = [child for child in stage if child.alive and turn < len(child.kind.patience)]
            for child in waiting:
                _signal(child, signal.SIGTERM)
            until = time.monotonic() + max((child.kind.patience[turn] for child in waiting), default=0.0)
            while any(child.alive for child in waiting) and time.monotonic() < until and self._asked < 2:
                time.sleep(LOOK_EVERY)
        _kill(stage)


def _start(kind: Kind, lifeline: int) -> "subprocess.Popen[bytes]":
    """In a session of its own: a Ctrl-C is the supervisor's to pass on, and what the child starts ends with it."""
    return subprocess.Popen(  # noqa: S603 (our own program)
        [*kind.command, str(lifeline)],
        stdin=subprocess.DEVNULL,
        pass_fds=(lifeline, *kind.inherited),
        start_new_session=True,
        env={**os.environ, **dict(kind.environment)},
    )


def _signal(child: _Child, number: int) -> None:
    if child.process is not None:
        child.process.send_signal(number)


def _kill(children: Iterable[_Child]) -> None:
    """Whoever is left, and their own children; gives back when the system has buried them."""
    for child in children:
        # Looked at without burying it, its number is still its own.
        if child.process is not None and child.process.returncode is None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()

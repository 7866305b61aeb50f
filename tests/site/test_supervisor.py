"""The supervisor with children of three lines: restarts, pauses, patience."""

import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

from antigone.site.supervisor import Kind, Supervisor


def child(name: str, text: str, *arguments: object, patience: tuple[float, ...] = (5.0,)) -> Kind:
    """A process of that Python text; `sys.argv[1:]` are the arguments."""
    return Kind(name=name, command=(sys.executable, "-c", text, *map(str, arguments)), patience=patience)


def run_until(true: Callable[[], object], *stages: tuple[Kind, ...], times: int = 1) -> list[str]:
    """Run the supervisor until it is true, then end it; gives what it said."""
    said: list[str] = []

    def end() -> None:
        limit = time.monotonic() + 60
        while not true() and time.monotonic() < limit:
            time.sleep(0.02)
        for _ in range(times):
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGTERM)
            time.sleep(0.3)

    thread = threading.Thread(target=end)
    thread.start()
    Supervisor(stages=stages, say=said.append).run()
    thread.join()
    return said


def test_a_child_that_dies_is_started_again_after_a_pause_that_grows(tmp_path: Path) -> None:
    starts = tmp_path / "starts"
    starts.touch()
    text = "import sys; open(sys.argv[1], 'a').write('.'); sys.exit(7)"
    said = run_until(lambda: len(starts.read_text()) == 3, (child("worker", text, starts),))
    assert said[:2] == [
        "The worker ended (exit code 7); it is started again in 0.5 s.",
        "The worker ended (exit code 7); it is started again in 1 s.",
    ]


def test_stages_end_one_after_the_other_and_the_deaf_are_killed(tmp_path: Path) -> None:
    order, ready = tmp_path / "order", tmp_path / "ready"
    order.touch()
    ready.touch()
    polite = (
        "import signal, sys, time\n"
        "def end(*_):\n    open(sys.argv[1], 'a').write(sys.argv[3]); sys.exit()\n"
        "signal.signal(signal.SIGTERM, end); open(sys.argv[2], 'a').write('.'); time.sleep(60)"
    )
    deaf = (
        "import signal, sys, time\n"
        "signal.signal(signal.SIGTERM, lambda *_: open(sys.argv[1], 'a').write('d'))\n"
        "open(sys.argv[2], 'a').write('.')\nwhile True: time.sleep(1)"
    )
    run_until(
        lambda: len(ready.read_text()) == 2,
        (child("web", polite, order, ready, "w"),),
        (child("worker", deaf, order, ready, patience=(1.0, 1.0)),),
    )
    assert order.read_text() == "wdd", "the web first; the worker is asked twice, then killed"

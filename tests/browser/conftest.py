"""A served instance and a browser. Chromium is the system's; where it is not there the tests are skipped."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from builders.people import PASSWORD
from builders.required import missing

CHROMIUM = Path(os.environ.get("ANTIGONE_TEST_CHROMIUM", "/usr/bin/chromium"))
_PATIENCE = 60.0


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM.exists():
        missing(f"{CHROMIUM} is not there: install Debian's chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def served(antigone_home: Path, own_database: None) -> Iterator[Callable[[], str]]:
    """Call it once the home is made: serves it in processes of its own, and gives the address without a slash."""
    running: list[subprocess.Popen[bytes]] = []

    def start() -> str:
        port = _free_port()
        command = [sys.executable, "-m", "antigone", "serve", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
        environment = {**os.environ, "ANTIGONE_HOME": str(antigone_home)}
        with (antigone_home / "served.log").open("wb") as log:
            running.append(subprocess.Popen(command, env=environment, stdout=log, stderr=log))
        _wait_for(port, running[0])
        return f"http://127.0.0.1:{port}"

    yield start
    for process in running:
        process.terminate()
        process.wait(timeout=_PATIENCE)


@pytest.fixture
def signed_in(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`signed_in(address, username)` -> a page of that person, who has signed in; options go to the context."""
    contexts: list[BrowserContext] = []

    def sign_in(address: str, username: str, **options: object) -> Page:
        context = browser.new_context(**options)  # type: ignore[arg-type]
        contexts.append(context)
        page = context.new_page()
        page.goto(f"{address}/account/login/")
        page.fill("input[name=login]", username)
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_url(lambda url: "/account/login/" not in url)
        return page

    yield sign_in
    for context in contexts:
        context.close()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + _PATIENCE
    while time.monotonic() < end and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"nothing listens on port {port}")

"""Homes, served, and browsers that are watched. Chromium is the system's; without it they are skipped."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from browser.acting import sign_in
from browser.places import CHROMIUM, KNOWN, Place, enrol, place, portraits_of
from browser.watching import PATIENCE, watched
from builders.required import missing
from builders.serving import Server


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    if not CHROMIUM.exists():
        missing(f"{CHROMIUM} is not there: install Debian's chromium")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="session")
def portraits(lfw: Path) -> dict[str, list[Path]]:
    """The people of the gallery: name to photographs, of which the gallery has the first two."""
    return portraits_of(lfw, KNOWN)


@pytest.fixture(scope="session")
def enrolled(
    portraits: dict[str, list[Path]], starter_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Place]:
    """A home with a gallery `missing`, two photographs a person, and nobody who could sign in. Copy it."""
    with place(tmp_path_factory.mktemp("enrolled") / "home") as made:
        enrol(made, portraits, tmp_path_factory.mktemp("given") / "people")
        yield made


@pytest.fixture(scope="session")
def staffed(enrolled: Place, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    """The same with a person of every role. Copy it."""
    with place(tmp_path_factory.mktemp("staffed") / "home", like=enrolled) as made:
        made.inside("browser.staff")
        yield made


@pytest.fixture
def office(staffed: Place, tmp_path: Path) -> Iterator[Place]:
    """A copy of the staffed home for one test."""
    with place(tmp_path / "office" / "home", like=staffed) as made:
        yield made


@pytest.fixture
def open_office(office: Place) -> Iterator[Server]:
    """The office, served."""
    with office.served() as server:
        yield server


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """`new_page(address, ...)` -> a page in a browser of its own that may ask nobody else. See `watched`."""
    with ExitStack() as stack:
        yield lambda address, **options: stack.enter_context(watched(browser, address, **options))


@pytest.fixture
def signed_in(new_page: Callable[..., Page]) -> Callable[..., Page]:
    """`signed_in(address, username)` -> a watched page of that person; options go to the browser's context."""

    def start(address: str, username: str, **options: object) -> Page:
        page = new_page(address, **options)
        sign_in(page, address, username)
        return page

    return start


@pytest.fixture
def enter(open_office: Server, signed_in: Callable[..., Page]) -> Callable[..., Page]:
    """`enter("Registrar")` -> that person's page in the open office."""
    return lambda name, **options: signed_in(open_office.started["address"], name.lower().replace(" ", "-"), **options)

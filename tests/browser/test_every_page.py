"""Every page, at a desk and on a telephone: what axe-core finds serious in it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from browser.places import Place, place
from browser.tour import VISITOR, furnish, is_page, stops
from builders.required import missing

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDTHS = (1440, 390)
GRAVE = """async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter(one => ['serious', 'critical'].includes(one.impact))
  .map(one => `${one.id}: ${one.nodes.slice(0, 3).map(node => node.html.slice(0, 160)).join(' | ')}`)"""
FEWEST = 60
"""Pages there are at least; a tour that comes by fewer has lost its way."""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        missing(f"{AXE} is not there: run `make run` or `npm ci` in frontend/")
    return AXE.read_text()


@pytest.fixture(scope="module")
def whole(
    staffed: Place, lfw: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Place, dict[str, Any]]]:
    """A home with something of everything, and what is where in it."""
    with place(tmp_path_factory.mktemp("whole") / "home", like=staffed) as made:
        yield made, furnish(made, lfw)


@pytest.fixture
def address(whole: tuple[Place, dict[str, Any]]) -> Iterator[str]:
    """Where it is served; until after the browsers have gone, which come later in the tests' arguments."""
    with whole[0].served() as server:
        yield server.started["address"]


def test_no_page_keeps_anybody_out(
    whole: tuple[Place, dict[str, Any]],
    address: str,
    new_page: Callable[..., Page],
    signed_in: Callable[..., Page],
    axe: str,
) -> None:
    found: dict[str, list[str]] = {}
    seen: set[str] = set()
    pages = {VISITOR: new_page(address)}
    for stop in stops(whole[1]):
        if stop.username not in pages:
            pages[stop.username] = signed_in(address, stop.username)
        page = pages[stop.username]
        if is_page(page, address, stop):
            page.goto(address + stop.address)
            seen.add(stop.name)
            found |= {f"{stop.name} {stop.address}": grave for grave in [found_by(axe, page)] if grave}
    assert found == {}
    assert len(seen) > FEWEST


def found_by(axe: str, page: Page) -> list[str]:
    """At each width, with pictures loaded. The script comes in through the debugger, so the page's policy stays on."""
    page.evaluate(axe)
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{width}: {one}" for one in page.evaluate(GRAVE)]
        wide = page.evaluate("document.documentElement.scrollWidth")
        found += [f"{width}: the page is {wide} wide"] if wide > width else []
    return found

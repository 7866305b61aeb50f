"""From signing in to a locked sheet without a mouse."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.acting import LAWFUL, PARTS, RESULT, ByKeys
from builders.people import PASSWORD
from builders.serving import Server

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]


@pytest.fixture
def desk(open_office: Server, new_page: Callable[..., Page]) -> Callable[[str], ByKeys]:
    """`desk("registrar")` -> that person, who has signed in with keys alone. A mouse would fail the test."""

    def start(username: str) -> ByKeys:
        page = new_page(open_office.started["address"], reduced_motion="reduce")
        page.add_init_script("addEventListener('pointerdown', () => console.error('a mouse was used'), true)")
        page.goto(f"{open_office.started['address']}/")
        person = ByKeys(page)
        person.reaches(page.locator("input[name=login]"))
        page.keyboard.type(username)
        person.press("Tab")
        page.keyboard.type(PASSWORD)
        person.press("Enter")
        person.sees("What waits for you")
        return person

    return start


def test_from_signing_in_to_a_locked_sheet(desk: Callable[[str], ByKeys], portraits: dict[str, list[Path]]) -> None:
    registrar = desk("registrar")
    opens_a_case(registrar)
    registrar.page.locator("#files").set_input_files(next(iter(portraits.values()))[2])
    expect(registrar.page.locator(".photograph .tag-good")).to_be_visible()
    searches_it(registrar)
    registrar.follows("Examination")
    registrar.follows("Give it to examiners")
    registrar.reaches(registrar.page.get_by_label("First examiner"))
    registrar.page.keyboard.type("Examiner one")
    registrar.presses("Give it to examiners")
    registrar.sees("First examiner")

    examiner = desk("examiner-one")
    examiner.follows(re.compile(r"^List \d+$"))
    examiner.follows("Describe the probe")
    locks_notes(examiner)
    fills_a_sheet(examiner)


def opens_a_case(registrar: ByKeys) -> None:
    registrar.follows("Cases")
    registrar.follows("Open a case")
    registrar.follows(re.compile("^Living"))
    registrar.types("Case number", "2026/5")
    for label, text in LAWFUL.items():
        registrar.types(label, text)
    registrar.reaches(registrar.page.get_by_label("Expires on"))
    # A day that is written the same whether the browser wants the day or the month first.
    registrar.page.keyboard.type(f"0101{datetime.now(UTC).year + 1}")
    registrar.presses("Open the case")
    registrar.sees("Case 2026/5")


def searches_it(registrar: ByKeys) -> None:
    registrar.reaches(registrar.page.get_by_role("navigation", name="Parts of the case").get_by_role("link").first)
    registrar.press("Enter")
    registrar.follows("New search")
    registrar.reaches(registrar.page.locator("[name=kind]:checked"))
    registrar.press("ArrowDown")
    registrar.reaches(registrar.page.get_by_label("Longest list"))
    registrar.press("Control+A")
    registrar.page.keyboard.type("2")
    registrar.presses("Search")
    registrar.page.wait_for_url(RESULT, timeout=60_000)
    registrar.sees("2 candidates")


def locks_notes(examiner: ByKeys) -> None:
    examiner.sees("Notes on the probe")
    for note in examiner.page.locator(".component textarea").all():
        examiner.reaches(note)
        examiner.page.keyboard.type("as seen")
    examiner.presses("Lock the notes")
    dialog = examiner.page.get_by_role("dialog")
    examiner.reaches(dialog.get_by_role("button", name="Lock", exact=True))
    examiner.press("Enter")
    examiner.sees(re.compile(r"^List \d+$"))


def fills_a_sheet(examiner: ByKeys) -> None:
    """The viewer's arrangements, the same finding for every component, a conclusion, the signature."""
    examiner.follows(re.compile("^Examine candidate"))
    examiner.sees("Candidate 1 of 2")
    examiner.page.wait_for_load_state()  # keys work once the scripts of the page do
    expect(examiner.page.locator(".pane-status:empty")).to_have_count(2)
    arrangement = examiner.page.locator("[data-says='mode']")
    for key, shown in (("w", "Swipe"), ("b", "Blink"), ("o", "Overlay"), ("x", "Difference"), ("v", "Side by side")):
        examiner.press(key)
        expect(arrangement).to_contain_text(shown)
    examiner.press("m", "g")
    expect(examiner.page.locator("[data-says='reference']")).to_have_text("mirrored")

    examiner.press("1", *["s"] * PARTS, "j", "ArrowRight", "ArrowRight")
    expect(examiner.page.get_by_text("Complete: it can be signed")).to_be_visible()
    examiner.presses("Sign and lock")
    examiner.sees("Candidate 2 of 2")

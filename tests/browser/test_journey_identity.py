"""From a body to a name: five people, each in a browser of their own, and the log of what they did."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.acting import Administrator, Auditor, Examiner, Registrar, Supervisor
from browser.places import Place, place
from browser.watching import Answer, overhear

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

TELLTALE = re.compile(r'"?\b(rank|score|ranking_score|identifier|expected_strangers)"?\s*[:=]\s*"?[\d.]', re.IGNORECASE)


@pytest.fixture
def home(enrolled: Place, tmp_path: Path) -> Iterator[Place]:
    """A gallery, and nobody to look into it yet."""
    with place(tmp_path / "place" / "home", like=enrolled) as made:
        yield made


def test_from_intake_to_identity_established(
    home: Place, new_page: Callable[..., Page], portraits: dict[str, list[Path]]
) -> None:
    wanted, photographs = next(iter(portraits.items()))
    with home.served() as server:
        address = server.started["address"]
        administrator = Administrator(new_page(address))
        administrator.joins(server.started["first_administrator"], username="admin")
        administrator.spares_examiners_known_answers()
        registrar, supervisor, auditor = (cast(new_page(address)) for cast in (Registrar, Supervisor, Auditor))
        examiners = {name: Examiner(new_page(address)) for name in ("eos", "eris")}
        for person, name, role in (
            (registrar, "rhea", "Registrar"),
            (examiners["eos"], "eos", "Examiner"),
            (examiners["eris"], "eris", "Examiner"),
            (supervisor, "styx", "Supervisor"),
            (auditor, "ananke", "Auditor"),
        ):
            person.joins(administrator.invites(name.title(), role), username=name)

        registrar.opens_case("2026/1")
        registrar.drops(photographs[2:4])
        registrar.waits_for_faces(2)
        registrar.describes(body_status="Whole body", found_place="Harbour of Ithaca", eyes="Closed")
        registrar.checks_the_capture("Plain background", "In focus on the eyes, nothing blurred")
        assert re.fullmatch(r"\d potential candidates?", registrar.searches("2026/1"))
        assert_no_figures(registrar.page)
        registrar.gives_to_examiners()

        shown = {one["examiner"]: one["order"] for one in home.inside("browser.orders")}
        assert set(shown) == set(examiners)
        for name, examiner in examiners.items():
            heard = overhear(examiner.page)
            examiner.takes_list()
            examiner.locks_notes()
            same = [label.replace(" ", "_") == wanted for label in shown[name]]
            examiner.examines_all([3 if one else -3 for one in same], look=assert_no_figures)
            assert_blind(heard, portraits)
            tile = examiner.page.locator(".tile", has_text="potential candidate")
            expect(tile).to_contain_text(re.compile(r"rank 1, score [\d.,]+"))

        registrar.page.reload()
        agreed = registrar.page.get_by_role("row", name=wanted)
        expect(agreed).to_contain_text("Both examiners agree")
        expect(agreed.get_by_role("strong")).to_have_text("Potential candidate")
        supervisor.goes_home()
        expect(supervisor.page.locator(".work-group", has_text="a primary identifier or a decision is needed")).to_be_visible()
        supervisor.follows("Case 2026/1")
        assert identity_is_established(supervisor.page) is False
        supervisor.closes_by_dna(
            laboratory="Institute of Phthia", reference="DNA-77", official="Themis Krit", name=wanted.replace("_", " ")
        )
        supervisor.sees("Identity established")
        assert identity_is_established(supervisor.page) is True
        for line in auditor.reads():
            print(line)
    assert home.document("audit", "verify")["clean"]


def identity_is_established(page: Page) -> bool:
    """Whether the page says so, but for the button that would make it so."""
    said = page.locator("main").inner_text().lower()
    return "identity established" in said.replace("close the case: identity established", "")


def assert_no_figures(page: Page) -> None:
    """Nothing on the page tells how alike anybody is, or who."""
    shown = page.content()
    assert not TELLTALE.search(shown), TELLTALE.search(shown)


def assert_blind(heard: list[Answer], portraits: dict[str, list[Path]]) -> None:
    """Of all that the server said before the last sheet was locked, nothing names a person of the gallery, or a figure."""
    last = max(place for place, answer in enumerate(heard) if answer.method == "POST")
    assert last > 5
    for answer in heard[: last + 1]:
        for name in portraits:
            assert name not in answer.said, answer.url
            assert name.replace("_", " ") not in answer.said, answer.url
        assert not TELLTALE.search(answer.said), (answer.url, TELLTALE.search(answer.said))

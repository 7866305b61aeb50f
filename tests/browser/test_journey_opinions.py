"""Two examiners who know nothing of each other, a supervisor between them, and those whom both excluded."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser.acting import Examiner, Registrar, Supervisor
from browser.places import Place

pytestmark = [pytest.mark.browser, pytest.mark.data, pytest.mark.starter]

LISTED = 3
FIRST_SAYS, SECOND_SAYS = (3, 2, -3), (-3, -2, -2)
"""By the candidates' names in their order: two disagreements, one excluded by both."""


def test_blind_orders_disagreement_and_exclusion(
    office: Place, enter: Callable[..., Page], portraits: dict[str, list[Path]]
) -> None:
    registrar, reader = Registrar(enter("Registrar")), Registrar(enter("Reader"))
    registrar.opens_case("2026/3")
    registrar.chooses(next(iter(portraits.values()))[2:3])
    registrar.waits_for_faces(1)
    registrar.adds_member("Reader")
    assert registrar.searches("2026/3", closed=LISTED) == f"{LISTED} candidates"
    who_has_read_the_scores_examines_nothing(reader, "2026/3")
    registrar.gives_to_examiners(first="Examiner two", never="Reader")

    lists = office.inside("browser.orders")
    assert [one["examiner"] for one in lists][:1] == ["examiner-two"]
    assert lists[1]["examiner"] in {"examiner-one", "examiner-three"}
    assert lists[0]["seed"] != lists[1]["seed"]
    assert all(one["order"] == one["drawn"] for one in lists), "each order is the one that the seed in the log gives"

    pictures = [
        examined(enter(one["examiner"]), one["order"], says)
        for one, says in zip(lists, (FIRST_SAYS, SECOND_SAYS), strict=True)
    ]
    assert pictures[0] == pictures[1], "each saw at each place whom their own order has there"
    assert len(set(pictures[0].values())) == LISTED

    supervisor = Supervisor(enter("Supervisor"))
    supervisor.decides("Potential candidate", "The ear tells: see component 14.")
    supervisor.decides("Inconclusive", "Neither can be shown from this photograph.")
    registrar.page.reload()
    outcomes = registrar.page.locator("tbody td strong").all_inner_texts()
    assert sorted(outcomes) == ["Inconclusive", "Not a candidate", "Potential candidate"]

    folded_until_a_supervisor_lifts_it(registrar, supervisor, "2026/3")
    assert office.document("audit", "verify")["clean"]


def who_has_read_the_scores_examines_nothing(reader: Registrar, case: str) -> None:
    """They open the scored list; from then on the page says that they cannot examine it."""
    reader.menu("Cases")
    reader.follows(case)
    reader.page.locator(".case-searches tbody a").click()
    expect(reader.page.get_by_text("Whoever opens the scored list can no longer be its examiner")).to_be_visible()
    reader.presses("Open the scored list")
    expect(reader.page.locator(".candidate")).to_have_count(LISTED)
    reader.page.go_back()
    reader.page.reload()
    expect(reader.page.get_by_text("You cannot examine its candidates.")).to_be_visible()


def examined(page: Page, order: list[str], says: tuple[int, ...]) -> dict[str, bytes]:
    """One examiner's work; the picture that they were shown of each person, by the person's name."""
    examiner, seen = Examiner(page), []

    def look(sheet: Page) -> None:
        seen.append(sheet.request.get(f"{sheet.url}reference/0/?size=small").body())

    by_name = dict(zip(sorted(order), says, strict=True))
    examiner.takes_list()
    left_open = page.context.new_page()
    left_open.goto(page.url)
    examiner.locks_notes()
    what_comes_too_late_is_told(left_open)
    examiner.examines_all([by_name[label] for label in order], look=look)
    return dict(zip(order, seen, strict=True))


def what_comes_too_late_is_told(left_open: Page) -> None:
    """Notes that were locked elsewhere: the form is there still, and the draft that it saves by itself is refused."""
    left_open.locator(".component textarea").first.fill("one thing more")
    expect(left_open.get_by_role("alert")).to_contain_text("The probe notes are locked.")
    left_open.close()


def folded_until_a_supervisor_lifts_it(registrar: Registrar, supervisor: Supervisor, case: str) -> None:
    registrar.searches(case, closed=LISTED)
    expect(registrar.page.get_by_text("1 more was excluded before and is not examined again.")).to_be_visible()
    supervisor.page.goto(registrar.page.url)
    supervisor.presses("Open the scored list")
    folded = supervisor.page.locator("details.excluded")
    folded.get_by_text("Previously excluded: 1 person").click()
    expect(folded).to_contain_text("Examiner")
    folded.get_by_label("Lift it, because").fill("A clearer photograph was promised.")
    supervisor.presses("Lift the exclusion")
    expect(supervisor.page.get_by_text("The exclusion is lifted")).to_be_visible()
    registrar.searches(case, closed=LISTED)
    expect(registrar.page.get_by_text(f"{LISTED} people are to be examined.")).to_be_visible()
    expect(registrar.page.get_by_text("excluded before")).to_have_count(0)

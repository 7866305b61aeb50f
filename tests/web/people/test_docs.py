"""docs/people.md says what the program does."""

from pathlib import Path

from antigone.casework.accounts.invitations import LASTS
from antigone.casework.accounts.roles import RIGHTS, SOLITARY, Right, Role
from antigone.site import settings
from antigone.web.account.wording import RIGHTS_IN_WORDS

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "people.md").read_text(encoding="utf-8")


def table() -> str:
    head = ["", *(str(role.label) for role in Role)]
    rows = [
        [str(RIGHTS_IN_WORDS[right]), *("yes" if right in RIGHTS[role] else "" for role in Role)] for right in Right
    ]
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, ["---"] * len(head), *rows])


def test_the_table_of_roles_is_that_of_the_program() -> None:
    assert table() in PAGE, f"put this into docs/people.md:\n{table()}"


def test_the_roles_that_stand_alone_are_named() -> None:
    alone = " and ".join(str(role.label).lower() for role in Role if role in SOLITARY)
    assert f"**{alone}** go with no other" in PAGE.replace("\n", " ")


def test_the_numbers_are_those_of_the_settings() -> None:
    assert f"{LASTS.days} days" in PAGE
    assert settings.ACCOUNT_RATE_LIMITS["login_failed"] == "20/m/ip,5/300s/key"
    assert "five refused sign-ins within five minutes" in PAGE.replace("\n", " ")
    assert "twenty a minute" in PAGE.replace("\n", " ")
    assert f"{settings.SESSION_COOKIE_AGE // 3600} hours" in PAGE

"""What a test needs and does not find: a skip at a desk, a failure in CI."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip with the reason; fail where ANTIGONE_TEST_REQUIRE is set."""
    if os.environ.get("ANTIGONE_TEST_REQUIRE"):
        pytest.fail(reason)
    pytest.skip(reason)

"""What all rooms of casework need in their tests."""

from collections.abc import Iterator, Sequence

import pytest
from django.db.backends.base.operations import BaseDatabaseOperations

from casework.audit.builders import without_triggers


@pytest.fixture(scope="session", autouse=True)
def emptied_after_transactional_tests() -> Iterator[None]:
    """Django empties every table after a test with real transactions; the log's triggers would refuse, and rightly."""
    flush = BaseDatabaseOperations.execute_sql_flush

    def flush_without_triggers(self: BaseDatabaseOperations, statements: Sequence[str]) -> None:
        with without_triggers():
            flush(self, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", flush_without_triggers)
        yield

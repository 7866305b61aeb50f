"""Every act that any room logs, held to the rules of the log's vocabulary."""

import importlib.util
import pkgutil

import pytest

from antigone import casework
from antigone.casework.audit import AuditEvent, signing

ROOMS = [room.name for room in pkgutil.iter_modules(casework.__path__) if room.name != "audit"]


def vocabulary() -> dict[str, type[AuditEvent]]:
    for room in ROOMS:
        if importlib.util.find_spec(f"antigone.casework.{room}.events"):
            importlib.import_module(f"antigone.casework.{room}.events")
    kinds = AuditEvent.__subclasses__()
    return {kind.name: kind for kind in kinds if kind.__module__.startswith("antigone.")}


@pytest.mark.parametrize("name", sorted(vocabulary()))
def test_an_act_says_what_was_done_and_belongs_to_its_room(name: str) -> None:
    kind = vocabulary()[name]
    assert kind.sentence, f"{kind.__qualname__} has no sentence to be shown with"
    assert kind.__module__.split(".")[2] == name.split(".", maxsplit=1)[0]
    assert (kind.__doc__ or "").strip(), f"{kind.__qualname__} does not say when it is logged"
    assert not kind.__doc__.startswith(f"{kind.__qualname__}("), f"{kind.__qualname__} has only a generated docstring"


def test_the_rooms_own_act_is_part_of_it() -> None:
    assert vocabulary()["audit.key.replaced"] is signing.KeyReplaced

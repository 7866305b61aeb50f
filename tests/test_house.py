"""The house itself: rooms say what they are for, export what they list, and the docs say what the commands say."""

import importlib
import pkgutil
import runpy
from pathlib import Path
from types import ModuleType

import pytest
from pydantic_settings import BaseSettings

import antigone
from antigone.engine import errors
from antigone.site.configuration import Configuration

REPOSITORY = Path(__file__).resolve().parents[1]


def rooms() -> list[str]:
    """Every package below `antigone` but migrations."""
    found = pkgutil.walk_packages(antigone.__path__, "antigone.")
    return [module.name for module in found if module.ispkg and not module.name.endswith(".migrations")]


@pytest.mark.parametrize("name", rooms())
def test_a_room_says_in_one_line_what_it_is_for(name: str) -> None:
    text = importlib.import_module(name).__doc__ or ""
    assert len(text.strip().splitlines()[0]) > 20, f"{name} has no sentence"


@pytest.mark.parametrize("name", rooms())
def test_a_room_exports_what_it_lists(name: str) -> None:
    # That the list is sorted is for ruff (RUF022).
    room = importlib.import_module(name)
    listed = getattr(room, "__all__", None)
    if listed is None:
        public = [key for key, value in vars(room).items() if _is_reexported(room, key, value)]
        assert public == [], f"{name} re-exports {public} without listing them in __all__"
        return
    assert [key for key in listed if not hasattr(room, key)] == []
    forgotten = [k for k, v in vars(room).items() if _is_reexported(room, k, v) and k not in listed]
    assert forgotten == [], f"{name} re-exports {forgotten} without listing them in __all__"


def _is_reexported(room: ModuleType, key: str, value: object) -> bool:
    home = getattr(value, "__module__", "") or ""
    return not key.startswith("_") and not isinstance(value, ModuleType) and home.startswith(f"{room.__name__}.")


def test_every_error_stands_in_the_tree_that_is_drawn() -> None:
    kinds = [name for name, value in vars(errors).items() if isinstance(value, type) and issubclass(value, Exception)]
    assert [name for name in kinds if name not in (errors.__doc__ or "")] == []


def test_the_command_reference_equals_help() -> None:
    written = runpy.run_path(str(REPOSITORY / "tools" / "write_cli_reference.py"))
    assert (REPOSITORY / "docs" / "cli.md").read_text(encoding="utf-8") == written["reference"](), "run `make docs`"


def test_the_model_cards_are_those_of_the_packs() -> None:
    written = runpy.run_path(str(REPOSITORY / "tools" / "write_model_cards.py"))
    assert (REPOSITORY / "docs" / "models.md").read_text(encoding="utf-8") == written["page"](), "run `make docs`"


def test_every_setting_is_documented() -> None:
    page = (REPOSITORY / "docs" / "settings.md").read_text(encoding="utf-8")
    settings: type[BaseSettings] = Configuration
    assert [name for name in settings.model_fields if f"ANTIGONE_{name.upper()}" not in page] == []


def test_every_write_of_casework_takes_the_writers_lock() -> None:
    """One that took other locks first could wait for another that waits for it; on SQLite no test would see it."""
    casework = Path(antigone.__file__).parent / "casework"
    texts = {path.relative_to(casework).as_posix(): path.read_text(encoding="utf-8") for path in casework.rglob("*.py")}
    forbidden = ("transaction.atomic", "import atomic", "select_for_update", "LOCK TABLE")
    found = {name for name, text in texts.items() if any(words in text for words in forbidden)}
    assert found == {"audit/transactions.py"}, "use `audit.writing()`"


def test_parts_of_scipy_are_loaded_when_first_used() -> None:
    """As `import scipy` has it. Named in an import, they cost every command half a second, and few need them."""
    house = Path(antigone.__file__).parent
    texts = {path.relative_to(house).as_posix(): path.read_text(encoding="utf-8") for path in house.rglob("*.py")}
    named = {name for name, text in texts.items() if "from scipy" in text or "import scipy." in text}
    assert not named, "`import scipy`, and `scipy.optimize.minimize` where it is called"


def test_every_module_of_the_house_can_be_imported() -> None:
    for module in pkgutil.walk_packages(antigone.__path__, "antigone."):
        if module.name != "antigone.__main__":
            importlib.import_module(module.name)

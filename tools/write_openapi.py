"""Write `docs/openapi.json`, the description of the API, from the program itself."""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory

DOCUMENT = Path(__file__).resolve().parents[1] / "docs" / "openapi.json"


def document() -> str:
    """As it is checked in. Django must be set up."""
    from antigone.api.service import description  # noqa: PLC0415 (needs Django set up)

    return json.dumps(description(), indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    with TemporaryDirectory() as home:
        os.environ.setdefault("ANTIGONE_HOME", home)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "antigone.site.settings")
        import django  # noqa: PLC0415 (reads the settings named above)

        django.setup()
        DOCUMENT.write_text(document(), encoding="utf-8")


if __name__ == "__main__":
    main()

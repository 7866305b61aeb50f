"""What the program recognises with."""

from pathlib import Path
from typing import Any

from django.conf import settings
from ninja import Schema

from antigone.api.shared.callers import Called
from antigone.api.shared.resources import Resource
from antigone.casework.accounts.roles import Right
from antigone.casework.recognition.cards import model_cards

models = Resource("models")


class ModelsAnswer(Schema):
    """in_use: the pack that templates are made with. packs: the card of each, as `antigone models show --json`."""

    in_use: str
    packs: list[dict[str, Any]]


@models.get("/models", Right.USE_API, answers=ModelsAnswer)
def describe_models(request: Called) -> dict[str, Any]:  # noqa: ARG001  # ninja hands every operation its request
    """Packs, their licences and hashes, what they were measured to miss, and for whom that is known."""
    return {"in_use": settings.ANTIGONE_PACK, "packs": model_cards(Path(settings.ANTIGONE_HOME))}

"""The app, which listens as soon as there is something to hear."""

from django.apps import AppConfig


class WebhooksConfig(AppConfig):
    """The room as Django knows it."""

    name = "antigone.casework.webhooks"

    def ready(self) -> None:
        """Listen to jobs and to the log."""
        from antigone.casework.webhooks import listening  # noqa: PLC0415  # needs the models

        listening.listen()

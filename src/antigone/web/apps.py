"""The pages as Django knows them."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Templates, static files and template tags; no models."""

    name = "antigone.web"
    label = "web"

    def ready(self) -> None:
        """Hear what happens to accounts, once there are models to write it to."""
        from antigone.web.account.hearing import listen  # noqa: PLC0415 # models

        listen()

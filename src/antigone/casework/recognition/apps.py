"""Django's entry to the room."""

from django.apps import AppConfig


class RecognitionConfig(AppConfig):
    """Templates and the log of index changes."""

    name = "antigone.casework.recognition"

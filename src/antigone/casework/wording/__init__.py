"""Sentences that the program keeps in English, in the language of whoever reads them."""

from antigone.casework.wording.said import said

__all__ = ["said"]

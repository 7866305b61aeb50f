"""Unidentified persons: who asks about them, on whose authority, for what purpose, on what legal basis, until when.

Public names: `models`, `services`, `selectors`, `policy`, `events`, each with its own `__all__`.
"""

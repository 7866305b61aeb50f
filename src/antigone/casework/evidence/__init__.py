"""Photographs as they were received: original bytes, what is known of them, and every face found or drawn.

Public names: `models`, `services`, `selectors`, `storage`, `events`, each with its own `__all__`.
"""

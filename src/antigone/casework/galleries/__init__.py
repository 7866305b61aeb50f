"""The named people a probe is compared with: galleries, subjects, where each photograph came from, and erasure.

Public names: `models`, `services`, `selectors`, `sources`, `events`, each with its own `__all__`.
"""

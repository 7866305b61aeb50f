"""Work that outlives a request: handed to a worker process, with its progress, its outcome and a way to stop it.

Public names: `models`, `services`, `running`, `selectors`, `events`, each with its own `__all__`.
"""

"""Who works here: agencies and the people who act for them.

Django loads an application's package before its models can exist, so the public names stand in `models`, `services`,
`selectors` and `events`, each with its own `__all__`.
"""

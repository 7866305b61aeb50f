"""The pure library: photographs to templates to candidate lists.

No Django, no printing, no globals, no network, no clock.
"""

"""The bridge to the engine: the pack in use, stored templates, the index's life, photographs read by many processes.

Nothing is re-exported here: a reading process imports this package and must not meet Django. The public modules are
`bridge`, `indexing`, `models`, `reading`, `selectors` and `services`.
"""

"""Search measured against the field: one gallery on disk, each side in a process of its own."""

"""Pages of work that outlives a request: how far it is, how it ended, and a way to stop it."""

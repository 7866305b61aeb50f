"""Pages of searches: asked for, answered without scores, and the scored list behind a step of its own."""

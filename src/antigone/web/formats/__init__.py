"""How dates are written where the language leaves it open."""

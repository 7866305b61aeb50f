"""The pages: views, templates, and the viewer of photographs; they hold no rules."""

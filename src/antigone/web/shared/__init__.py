"""What all pages share: who may open them, what frames them, how an error becomes a page."""

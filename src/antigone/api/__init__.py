"""The API for scripts, `/api/v1`: thin functions over services and selectors; it holds no rules."""

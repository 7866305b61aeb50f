"""Signing in, and each person's own account: password, second factors, sessions, language, keys for scripts."""

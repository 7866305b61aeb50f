"""The auditor's pages: what was done, whether the log proves it, and the log as a file."""

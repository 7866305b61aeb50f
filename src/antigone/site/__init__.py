"""The Django project: settings from one frozen class, nothing else reads the environment."""

"""The room as Django knows it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Label `audit`: tables are `audit_event`, `audit_node`, ..."""

    name = "antigone.casework.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

"""What an evaluation leaves behind: metrics.json for programs, report.html and PNG figures for people."""

from antigone.engine.evaluation.report.document import metrics_document
from antigone.engine.evaluation.report.writing import write_report

__all__ = ["metrics_document", "write_report"]

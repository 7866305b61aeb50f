"""The index: exact search over templates while others come and go; snapshots on disk, rebuildable from the database."""

from antigone.engine.index.code_scan import CodeScan
from antigone.engine.index.scan import FloatScan, Leaders, Scan
from antigone.engine.index.searchable import SearchableIndex, exact_values, highest_rows
from antigone.engine.index.snapshots import SnapshotHeader, open_snapshot, read_header, write_snapshot
from antigone.engine.index.template_index import Applied, TemplateIndex
from antigone.engine.index.values import (
    EVERYTHING,
    IndexHeader,
    IndexRows,
    RowQuery,
    Selection,
    SubjectHits,
    SubjectReferences,
)
from antigone.engine.index.verification import IndexReport, verify_index

__all__ = [
    "EVERYTHING",
    "Applied",
    "CodeScan",
    "FloatScan",
    "IndexHeader",
    "IndexReport",
    "IndexRows",
    "Leaders",
    "RowQuery",
    "Scan",
    "SearchableIndex",
    "Selection",
    "SnapshotHeader",
    "SubjectHits",
    "SubjectReferences",
    "TemplateIndex",
    "exact_values",
    "highest_rows",
    "open_snapshot",
    "read_header",
    "verify_index",
    "write_snapshot",
]

"""Very many reports at once: one a line, in batches that are whole or not at all, by the same rules (M8)."""

from fangxian.lines.reports.bulk.filing import file_lines
from fangxian.lines.reports.bulk.results import Result, Status

__all__ = ["Result", "Status", "file_lines"]

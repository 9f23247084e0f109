"""Every write of the line: file, review, oblige, excuse, remind; each atomic and audited."""

from fangxian.lines.reports.actions.filing import Filing, file, file_zero, is_zero, refile
from fangxian.lines.reports.actions.registers import end_obligation, excuse, oblige, withdraw_excuse
from fangxian.lines.reports.actions.reviewing import remind, review

__all__ = [
    "Filing",
    "end_obligation",
    "excuse",
    "file",
    "file_zero",
    "is_zero",
    "oblige",
    "refile",
    "remind",
    "review",
    "withdraw_excuse",
]

"""Every write of the line: file, review, oblige, excuse, remind; each atomic and audited."""

from fangxian.lines.reports.actions.filing import file, file_zero, refile
from fangxian.lines.reports.actions.locking import lock, unlock
from fangxian.lines.reports.actions.owing import apply_rules, apply_rules_everywhere, end_rule, set_rule
from fangxian.lines.reports.actions.registers import end_obligation, excuse, oblige, withdraw_excuse
from fangxian.lines.reports.actions.reviewing import remind, review, take_back
from fangxian.lines.reports.actions.stating import Filing

__all__ = [
    "Filing",
    "apply_rules",
    "apply_rules_everywhere",
    "end_obligation",
    "end_rule",
    "excuse",
    "file",
    "file_zero",
    "lock",
    "oblige",
    "refile",
    "remind",
    "review",
    "set_rule",
    "take_back",
    "unlock",
    "withdraw_excuse",
]

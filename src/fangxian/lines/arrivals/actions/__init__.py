"""Every write of the line: report, correct, void, decide, disclaim; each atomic and audited."""

from fangxian.lines.arrivals.actions.access import (
    PERMISSION,
    is_own,
    may_see,
    may_undo,
    own_report,
    visible_report,
)
from fangxian.lines.arrivals.actions.deciding import decide, disclaim, undo
from fangxian.lines.arrivals.actions.reporting import correct, report, void

__all__ = [
    "PERMISSION",
    "correct",
    "decide",
    "disclaim",
    "is_own",
    "may_see",
    "may_undo",
    "own_report",
    "report",
    "undo",
    "visible_report",
    "void",
]

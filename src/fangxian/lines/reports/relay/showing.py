"""A relay as programs read it: one row a unit, with what was not understood (M8)."""

from typing import Any

from fangxian.lines.reports.relay.drafts import Draft


def shown(draft: Draft) -> dict[str, Any]:
    """Return a draft's row: ``line`` is the number, from 1, of the line of the text that holds.

    ``body`` is the unit's name, as written where it is not known; ``values`` are what was said, by field, and
    ``as_yesterday`` what the report of the day before says where the relay refers to it.
    """
    body = draft.resolution.body
    return {
        "line": draft.line.line,
        "body": body.name if body else draft.line.unit,
        "code": body.code if body else None,
        "values": {**draft.said_numbers, **draft.answers},
        "understood": draft.understood,
        "as_yesterday": draft.as_yesterday,
        "not_understood": draft.leftover,
        "written": draft.line.unit,
        "candidates": [each.name for each in draft.resolution.candidates],
        "lines": draft.line.lines,
        "text": draft.line.text,
        "remark": draft.line.said.remark,
    }

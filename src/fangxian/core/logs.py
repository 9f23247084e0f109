"""Structured logs, one JSON object a line, that never carry request bodies, query strings or messages' arguments."""

import json
import logging
from datetime import UTC, datetime


class JsonLines(logging.Formatter):
    """Formats a record as JSON: time, level, logger, event and the place in the code of a failure."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; exception messages are left out, since they may quote what a user entered."""
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": str(record.msg),
        }
        request = getattr(record, "request", None)
        if request is not None:
            line |= {
                "method": request.method,
                "path": request.path,
                "status": getattr(record, "status_code", None),
            }
        if record.exc_info and record.exc_info[0]:
            line |= {"error": record.exc_info[0].__name__, "at_code": _last_frame(record)}
        return json.dumps(line, ensure_ascii=False)


def _last_frame(record: logging.LogRecord) -> str:
    trace = record.exc_info[2] if record.exc_info else None
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""

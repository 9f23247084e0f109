"""Who owes the national form: one owing rule, and its obligations in sets, as applying the rule would make them."""

import datetime
from collections.abc import Iterator
from itertools import islice
from typing import Any

from fangxian.core import bulk, clock
from fangxian.core.fields import FOREVER
from fangxian.core.ids import new_id
from fangxian.lines.reports.models import Obligation, OwingRule
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.entries.models import Channel, Entry
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.responses.models import Response

KIND = "obligation"
BATCH = 50_000
COLUMNS = (
    "entry_id", "number", "response_id", "recorded_from", "recorded_to", "recorded_by_id", "channel", "reason",
    "voided", "happened_at", "path", "line_id", "body_id", "body_path", "form", "valid_from", "valid_to", "rule",
)  # fmt: skip


def oblige(response: Response, rule: OwingRule, line: str) -> int:
    """Make the obligations of a rule that was set before its bodies stood in the line; return how many."""
    held = Position.objects.filter(line=line, valid_to=None, body__kind=Body.Kind.COMMUNITY).order_by("path")
    rows = held.values_list("body", "path", "body__place__path").iterator(BATCH)
    made = 0
    with entries.writing():
        while batch := list(islice(rows, BATCH)):
            _write(response, rule, line, batch)
            made += len(batch)
    return made


def _write(response: Response, rule: OwingRule, line: str, batch: list[tuple[Any, ...]]) -> None:
    now, keys = clock.now(), [new_id() for _row in batch]
    digests = ((key, KIND, response.id, entries.digest(response, str(key)), now) for key in keys)
    bulk.insert(Entry, entries.COLUMNS, digests)
    bulk.insert(Obligation, COLUMNS, _obligations(response, rule, line, batch, keys, now))


def _obligations(
    response: Response,
    rule: OwingRule,
    line: str,
    batch: list[tuple[Any, ...]],
    keys: list[Any],
    now: datetime.datetime,
) -> Iterator[tuple[Any, ...]]:
    for key, (body, body_path, path) in zip(keys, batch, strict=True):
        yield (
            key, 1, response.id, now, FOREVER, None, Channel.COMMAND.value, "", False, now, path, line, body,
            body_path, rule.form, rule.valid_from, rule.valid_to, rule.entry_id,
        )  # fmt: skip

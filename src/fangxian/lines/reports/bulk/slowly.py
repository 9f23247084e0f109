"""Lines that need a closer look (reasons, answers, drafts, whatever is wrong), by the ordinary functions."""

import uuid
from collections.abc import Iterator, Sequence

from fangxian.core import bulk
from fangxian.core.errors import Refusal
from fangxian.lines.reports.actions.stating import Filing, check_filing, known_of, version_of
from fangxian.lines.reports.bulk.told import Told
from fangxian.mechanisms.forms.catalogue import form_of
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def judge_slowly(
    actor: Actor, response: Response, lines: Sequence[Told]
) -> Iterator[tuple[Told, Refusal | None]]:
    """Make each line its version, and yield it with why that cannot be; a few queries for each form, line and day."""
    ids = {told.standing.body for told in lines}
    bodies = Body.objects.select_related("place").filter(bulk.among(Body, "id", ids))
    by_id = {str(body.pk): body for body in bodies}
    versions: dict[tuple[str, int], tuple[Form, list[tuple[Told, Filing]]]] = {}
    for told in lines:
        filing = _filing(told, by_id[told.standing.body])
        try:
            form = form_of(told.form, told.day)
            check_filing(filing, form, response)
        except Refusal as refusal:
            yield told, refusal
        else:
            versions.setdefault((form.code, form.number), (form, []))[1].append((told, filing))
    for form, own in versions.values():
        known = known_of(response, [filing for _told, filing in own], form)
        for told, filing in own:
            try:
                told.version = version_of(actor, response, filing, told.standing.body_path, known, form)
            except Refusal as refusal:
                yield told, refusal
            else:
                yield told, None


def _filing(told: Told, body: Body) -> Filing:
    line = told.whole
    return Filing(
        body, line.line, line.day, line.numbers, line.reasons, line.draft, line.comment, uuid.UUID(line.id),
        answers=line.answers,
    )  # fmt: skip

"""Confirming a relay: each line that somebody takes becomes its unit's report, or a draft of it (M8)."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Refusal, Text
from fangxian.lines.reports.actions import Filing, file, refile
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.relay.drafts import Draft, Reading
from fangxian.lines.reports.relay.rules.plain import without_numbers_of_people
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

State = DailyReport.State


@dataclass(frozen=True)
class Taken:
    """A draft that somebody confirms: for which post, and with which numbers."""

    draft: Draft
    post: Obligation
    numbers: Mapping[str, int]


@dataclass
class Outcome:
    """What became of the lines that were taken; ``refused`` says why by the number of the text's line."""

    filed: int = 0
    drafts: int = 0
    unchanged: int = 0
    refused: dict[int, Text] = field(default_factory=dict)


def taken_whole(reading: Reading) -> list[Taken]:
    """Return every draft whose post is known, with the numbers that were said."""
    return [Taken(draft, draft.obligation, draft.numbers) for draft in reading.drafts if draft.obligation]


def enter(
    actor: Actor, response: Response, reading: Reading, taken: Sequence[Taken], *, draft: bool = False
) -> Outcome:
    """File the lines that somebody took, each for its unit; those with blanks, or all if told so, as drafts.

    A unit's line that equals what it has filed is passed over, another one replaces it with the relay's line as the
    reason. One line's refusal does not keep the others back. Raises ``Forbidden`` without reports.file.
    """
    actor.must("reports.file")
    outcome = Outcome()
    present = _present(response, reading)
    for each in taken:
        try:
            _enter(
                actor,
                response,
                reading,
                each,
                present.get((each.post.line_id or "", each.post.body_id)),
                draft,
                outcome,
            )
        except Refusal as refusal:
            outcome.refused[each.draft.line.line] = _said(refusal)
    return outcome


def _enter(
    actor: Actor,
    response: Response,
    reading: Reading,
    taken: Taken,
    report: DailyReport | None,
    draft: bool,
    outcome: Outcome,
) -> None:
    body, form = taken.post.body, reading.form
    if body is None:
        raise TypeError("an obligation has a body")
    told = {**taken.numbers, **taken.draft.answers}
    as_draft = draft or any(each.required and each.code not in told for each in form.asked)
    if report and report.state != State.DRAFT and _equals(report, form, told):
        outcome.unchanged += 1
        return
    provenance = _("relay, line %(line)s: %(text)s") % {
        "line": taken.draft.line.line, "text": without_numbers_of_people(taken.draft.line.text),
    }  # fmt: skip
    filing = Filing(
        body=body, line=taken.post.line_id or "", day=reading.day, numbers=dict(taken.numbers),
        reasons=dict.fromkeys(taken.numbers, provenance), draft=as_draft, comment=provenance,
        answers=taken.draft.answers,
    )  # fmt: skip
    if report:
        refile(actor, report.entry_id, filing, provenance, form, seen=report.number)
    else:
        file(actor, response, [filing], form)
    outcome.drafts += as_draft
    outcome.filed += not as_draft


def _equals(report: DailyReport, form: Form, told: Mapping[str, Any]) -> bool:
    """Tell whether a report states what a line says already."""
    stated = {
        each.code: getattr(report, each.column) if each.is_number else report.answers.get(each.code)
        for each in form.asked
    }
    return all(stated[code] == value for code, value in told.items())


def _present(response: Response, reading: Reading) -> dict[tuple[str, uuid.UUID | None], DailyReport]:
    rows = DailyReport.objects.at().filter(response=response, form=reading.form.code, day=reading.day)
    return {(row.line_id or "", row.body_id): row for row in rows}


def _said(refusal: Refusal) -> Text:
    if isinstance(refusal, Invalid):
        return "; ".join(str(text) for text in refusal.errors.values())
    return refusal.message

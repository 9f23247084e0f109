"""What a body states becomes a version of its report: checked by its form, beside the ledgers and yesterday (M8)."""

import datetime
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Invalid, Text
from fangxian.core.ids import new_id
from fangxian.lines.reports.actions.common import positions_of
from fangxian.lines.reports.deadlines import cut_off, is_due, late_at, not_due, opens_at
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.former import Place, Stated, former_reports
from fangxian.lines.reports.ledger import Numbers, ledger, zeros
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.prefill import is_zero
from fangxian.mechanisms.forms import rules, values
from fangxian.mechanisms.forms.vocabulary import FieldKind, Form
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import EXCEL, Actor
from fangxian.trees.responses.models import Response


class Content(Protocol):
    """What a report states, whoever read it."""

    @property
    def line(self) -> str:
        """The code of the line."""
        ...

    @property
    def day(self) -> datetime.date:
        """The day of the report."""
        ...

    @property
    def numbers(self) -> Mapping[str, int]:
        """The numbers by field."""
        ...

    @property
    def reasons(self) -> Mapping[str, str]:
        """The explanations by field."""
        ...

    @property
    def draft(self) -> bool:
        """Whether it is not submitted yet."""
        ...

    @property
    def comment(self) -> str:
        """What is said beside it."""
        ...

    @property
    def answers(self) -> Mapping[str, Any]:
        """What is stated besides numbers, by field."""
        ...


def content_of(body: str, told: Content, form: str) -> str:
    """Return the canonical text of what a body states; ``form`` is "" for the built-in form's numbers alone."""
    plain = [body, told.line, told.day.isoformat(), dict(told.numbers), dict(told.reasons), told.draft,
             told.comment]  # fmt: skip
    if form:
        plain += [form, dict(told.answers)]
    return json.dumps(plain, ensure_ascii=False, sort_keys=True)


@dataclass(frozen=True)
class Filing:
    """A day's report as a body states it; ``reasons`` explains each number that differs from the ledgers' or falls.

    ``numbers`` are integers of each field's smallest unit, ``answers`` ISO dates, texts, codes and lists of codes.
    ``position`` is the body's present one in the line, where it has been looked up already; ``seconds`` is how long
    its page lay before somebody, None where nobody knows.
    """

    body: Body
    line: str
    day: datetime.date
    numbers: Mapping[str, int]
    reasons: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False
    comment: str = ""
    id: uuid.UUID = field(default_factory=new_id)
    position: Position | None = None
    answers: Mapping[str, Any] = field(default_factory=dict)
    seconds: int | None = None

    def content(self, form: Form = RETURNEES) -> str:
        """The canonical text by which a re-sent report is recognised."""
        form_code = "" if form.is_built_in and not self.answers else form.code
        return content_of(str(self.body.pk), self, form_code)

    @property
    def place(self) -> Place:
        """Body, line and day."""
        return self.body.id, self.line, self.day

    @property
    def stated(self) -> Stated:
        """Numbers and answers together."""
        return {**self.numbers, **self.answers}


@dataclass(frozen=True)
class Known:
    """What is known about the reports of one form before they are stated: by body, line and day."""

    ledgers: Mapping[Place, Numbers]
    former: Mapping[Place, Stated]


def known_of(response: Response, filings: Sequence[Filing], form: Form) -> Known:
    """Look up the ledgers' numbers and the reports before: a few queries for each line and day."""
    found: dict[Place, Numbers] = {}
    for line, day in {(filing.line, filing.day) for filing in filings}:
        own = [f.body.id for f in filings if (f.line, f.day) == (line, day)]
        known = ledger(response, day, line, own[0] if len(own) == 1 else None, form) if zeros(form) else {}
        found.update({(body, line, day): zeros(form) | known.get(body, {}) for body in own})
    compared = [filing.place for filing in filings if _compares(form, filing, found[filing.place])]
    return Known(found, former_reports(response, form, compared))


def _compares(form: Form, filing: Filing, ledgers: Numbers) -> bool:
    """Tell whether anything stated is held against the report before: what the ledgers confirm is not."""
    told = (text for field in form.fields for text in (field.constraint, field.calculation))
    totals = [field.code for field in form.numbers if field.kind is FieldKind.CUMULATIVE]
    return any("yesterday." in text for text in told) or any(
        code not in ledgers or filing.numbers.get(code) != ledgers[code] for code in totals
    )


def check_filing(filing: Filing, form: Form, response: Response) -> None:
    """Check what needs no other knowledge; a draft may leave things out. Raises ``Invalid`` by field."""
    told = filing.stated
    errors: dict[str, Text] = {}
    for wanted in form.asked:
        given = told.get(wanted.code)
        if given is None or given in ("", []):
            if wanted.required and not filing.draft:
                errors[wanted.code] = (
                    _("Enter a number; a zero is stated, a blank is not zero.")
                    if wanted.is_number
                    else _("Enter it: it is asked for.")
                )
        elif fault := values.fault(wanted, given):
            errors[wanted.code] = fault
    numbers = {wanted.code for wanted in form.asked if wanted.is_number}
    answers = {wanted.code for wanted in form.asked} - numbers
    for name, unknown in (
        ("numbers", set(filing.numbers) - numbers),
        ("answers", set(filing.answers) - answers),
    ):
        if unknown:
            errors[name] = _("Unknown fields: %(names)s") % {"names": ", ".join(sorted(unknown))}
    if not is_due(form, filing.day):
        errors["day"] = not_due(form)
    elif opens_at(response, filing.day, form) > clock.now():
        errors["day"] = _("This day's report is not due yet.")
    if errors:
        raise Invalid(errors)


def differing(filing: Filing, known: Known) -> dict[str, dict[str, Any]]:
    """Return where the numbers differ from the ledgers: each with theirs and the reason given."""
    ledgers = known.ledgers[filing.place]
    return {
        code: {"ledger": ledgers[code], "reason": filing.reasons.get(code, "").strip()[:200]}
        for code, number in filing.numbers.items()
        if code in ledgers and number != ledgers[code]
    }


def broken(actor: Actor, filing: Filing, form: Form, known: Known) -> dict[str, Text]:
    """Return which rules a report breaks, by field: those of its form, and differences left unexplained.

    A number that the ledgers confirm may fall; in a sheet, whose sender did not see the ledgers, a difference stands
    unexplained until the reviewer asks.
    """
    ledgers = known.ledgers[filing.place]
    confirmed = {code: "=" for code, number in filing.numbers.items() if ledgers.get(code) == number}
    found = rules.check(
        form, computed(filing, form, known), known.former.get(filing.place), confirmed | dict(filing.reasons)
    )
    if actor.channel == EXCEL:
        return found
    unexplained = {
        code: _("The ledgers say %(number)s: explain the difference.") % {"number": difference["ledger"]}
        for code, difference in differing(filing, known).items()
        if not difference["reason"]
    }
    return {**unexplained, **found}


def computed(filing: Filing, form: Form, known: Known) -> Stated:
    """Return what is stated with every computed field."""
    told = {wanted.code: filing.stated.get(wanted.code) for wanted in form.asked}
    return rules.compute(form, told, known.former.get(filing.place))


def version_of(
    actor: Actor, response: Response, filing: Filing, path: str, known: Known, form: Form
) -> DailyReport:
    """Return the row of what is stated; raises ``Invalid`` by field for broken rules, but for a draft."""
    if not filing.draft and (errors := broken(actor, filing, form, known)):
        raise Invalid(errors)
    differences, told = differing(filing, known), computed(filing, form, known)
    due_at = cut_off(response, filing.day, form)
    return DailyReport(
        entry_id=filing.id, response=response, form=form.code, form_version=form.number, day=filing.day,
        due_at=due_at, late_at=late_at(response, filing.day, form), happened_at=due_at, body=filing.body,
        line_id=filing.line, body_path=path, path=filing.body.place.path,
        filed_at=None if filing.draft else clock.now(),
        state=DailyReport.State.DRAFT if filing.draft else DailyReport.State.SUBMITTED,
        is_zero=not filing.draft and is_zero(filing.numbers, form),
        differs=bool(differences), differences=differences | _fallen(filing, form, differences),
        comment=filing.comment[:200], answers={code: answer for code, answer in filing.answers.items() if answer},
        seconds_spent=filing.seconds,
        **{wanted.column: told.get(wanted.code) for wanted in form.numbers},
    )  # fmt: skip


def _fallen(filing: Filing, form: Form, differences: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Keep the reasons that explain a number which no ledger knows."""
    unmeasured = {wanted.code for wanted in form.asked if not wanted.measure} - set(differences)
    told = {code: filing.reasons.get(code, "").strip()[:200] for code in unmeasured}
    return {code: {"ledger": None, "reason": reason} for code, reason in told.items() if reason}


def paths_of(filings: Sequence[Filing]) -> dict[tuple[uuid.UUID, str], str]:
    """Return the paths of the filing bodies by body and line."""
    known = [filing.position for filing in filings if filing.position]
    others = {filing.body.id for filing in filings if not filing.position}
    paths = {(position.body_id, position.line_id): position.path for position in known}
    return paths | positions_of(others) if others else paths


def path_of(paths: Mapping[tuple[uuid.UUID, str], str], filing: Filing) -> str:
    """Return the path of a filing's body in its line; raises ``Invalid``."""
    path = paths.get((filing.body.id, filing.line), "")
    if not path:
        raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": filing.body}})
    return path

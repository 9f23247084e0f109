"""One form with its history: every version, what each changed, and the one that awaits a decision (M8)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from fangxian.command.forms import looks
from fangxian.command.forms.looks import Look
from fangxian.command.forms.queries.listing import visible
from fangxian.core.dated import today
from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.forms import catalogue
from fangxian.mechanisms.forms import queries as forms
from fangxian.mechanisms.forms.comparing import Comparison, compare
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.people.actor import Actor

State = FormVersion.State


@dataclass(frozen=True)
class Step:
    """A version in the history of a form, with what it changed of the one before it."""

    form: Form
    version: FormVersion | None
    change: Comparison | None


@dataclass(frozen=True)
class Sheet:
    """One form as its page shows it: a version, all of them, and the one that awaits a decision."""

    form: Form
    version: FormVersion | None
    steps: list[Step] = field(default_factory=list)
    open: FormVersion | None = None
    retired_from: datetime.date | None = None

    @property
    def look(self) -> Look:
        """How the version shown stands."""
        if self.version is None:
            return looks.LOOKS["built_in"]
        return looks.LOOKS["retired" if self.ended else self.version.state]

    @property
    def how_often(self) -> str:
        """When it is due."""
        return looks.how_often(self.form)

    @property
    def reviewed_by(self) -> Text:
        """Who reviews its reports."""
        return looks.reviewed_by(self.form)

    @property
    def rows(self) -> list[looks.Row]:
        """The fields as people read them."""
        return looks.rows(self.form)

    @property
    def step(self) -> Step:
        """The version shown."""
        return next(step for step in self.steps if step.form.number == self.form.number)

    @property
    def open_form(self) -> Form | None:
        """The draft or proposal, as a form."""
        return (
            next((step.form for step in self.steps if step.version is self.open), None) if self.open else None
        )

    @property
    def is_draft(self) -> bool:
        """Whether what would follow is a draft, which may be half-finished."""
        return self.open is not None and self.open.state == State.DRAFT

    @property
    def is_approved(self) -> bool:
        """Whether some version holds or will hold."""
        return any(step.version is None or step.version.state == State.APPROVED for step in self.steps)

    @property
    def begins(self) -> datetime.date:
        """The day of the first version that is approved."""
        approved = [
            step.form for step in self.steps if not step.version or step.version.state == State.APPROVED
        ]
        return min(form.valid_from for form in approved)

    @property
    def ended(self) -> bool:
        """Whether nobody owes it any more."""
        return self.retired_from is not None and self.retired_from <= today()

    def approved_before(self, form: Form) -> Form | None:
        """Return the approved version before one."""
        before = [
            step.form
            for step in self.steps
            if step.version and step.version.state == State.APPROVED and step.form.number < form.number
        ]
        return max(before, key=lambda each: each.number, default=None)


def sheet(actor: Actor, code: str, number: str = "") -> Sheet:
    """Return a form at a version, or as it holds today, or before there is an approved one the latest.

    Raises ``Missing``.
    """
    if catalogue.is_built_in(code):
        built_in = catalogue.form_of(code)
        return Sheet(built_in, None, [Step(built_in, None, None)])
    rows = visible(actor, forms.versions(actor, code))
    if not rows:
        raise Missing(_("There is no such form."))
    read = {row.number: catalogue.read(row) for row in rows}
    approved = [row for row in rows if row.state == State.APPROVED]
    begun = [row for row in approved if row.valid_from <= today()]
    shown = next(iter(begun or approved[::-1] or rows))
    if number:
        shown = _numbered(rows, number)
    waiting = next((row for row in rows if row.state in (State.DRAFT, State.PROPOSED)), None)
    steps = [Step(read[row.number], row, _change(row, rows, read)) for row in rows]
    return Sheet(read[shown.number], shown, steps, waiting, rows[0].form.retired_from)


def _numbered(rows: Sequence[FormVersion], number: str) -> FormVersion:
    found = next((row for row in rows if str(row.number) == number), None)
    if found is None:
        raise Missing(_("There is no such form."))
    return found


def _change(row: FormVersion, rows: Sequence[FormVersion], read: dict[int, Form]) -> Comparison | None:
    """Return what a version changed of the approved one before it; None for the first."""
    before = [each.number for each in rows if each.state == State.APPROVED and each.number < row.number]
    return compare(read[max(before)], read[row.number]) if before else None

"""What the pages of forms read: every form with who owes it, its versions, and what a version would cost (M8)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.command.forms import looks
from fangxian.command.forms.looks import Look
from fangxian.core import words
from fangxian.core.dated import today, valid_after, valid_on
from fangxian.core.errors import Missing, Text
from fangxian.lines.reports.models import Obligation, OwingRule
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.forms import burden, catalogue
from fangxian.mechanisms.forms import queries as forms
from fangxian.mechanisms.forms.burden import Cost, Duplicate, Why
from fangxian.mechanisms.forms.comparing import Comparison, compare
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

State = FormVersion.State


@dataclass(frozen=True)
class Row:
    """A form of the list: the version in use or, before there is one, the latest; who issues it, how many owe it."""

    form: Form
    state: str
    issuer: Body | None
    owed_by: int
    retired_from: datetime.date | None = None
    open: FormVersion | None = None
    """The draft or proposal that would follow."""

    @property
    def look(self) -> Look:
        """How it stands."""
        return looks.LOOKS[self.state]

    @property
    def open_look(self) -> Look | None:
        """How what would follow stands, where that is something else."""
        return looks.LOOKS[self.open.state] if self.open and self.open.state != self.state else None

    @property
    def how_often(self) -> str:
        """When it is due."""
        return looks.how_often(self.form)


def listing(actor: Actor, response: Response | None) -> list[Row]:
    """Return every form, the built-in ones first; four queries however many there are."""
    owed = owed_by(actor, response)
    built_in = [form for form in catalogue.all_forms() if form.is_built_in]
    rows = [Row(form, "built_in", None, owed.get(form.code, 0)) for form in built_in]
    found: dict[str, list[FormVersion]] = {}
    for version in _visible(actor, FormVersion.objects.select_related("form__issued_by__place")):
        found.setdefault(version.form_id, []).append(version)
    return rows + [_row(versions, owed) for versions in found.values()]


def seen(actor: Actor) -> set[str]:
    """Return the codes of the forms that an actor may see: those built in, and those issued in his part or above."""
    approved = FormVersion.objects.filter(state=State.APPROVED).select_related("form__issued_by__place")
    built_in = {form.code for form in catalogue.all_forms() if form.is_built_in}
    return built_in | {version.form_id for version in _visible(actor, approved)}


def _visible(actor: Actor, rows: "QuerySet[FormVersion]") -> list[FormVersion]:
    """Return the versions that an actor may see, each form's latest first.

    Those are the forms issued in his part or above it; what is not approved only those see who make or approve forms.
    """
    if not actor.may("forms.propose", "forms.approve"):
        rows = rows.filter(state=State.APPROVED)
    found = list(rows.order_by("form", "-number"))
    seen = _issuers_seen(actor, {row.form.issued_by for row in found if row.form.issued_by})
    return [row for row in found if row.form.issued_by_id is None or row.form.issued_by_id in seen]


def _issuers_seen(actor: Actor, bodies: set[Body]) -> set[uuid.UUID]:
    scope = actor.scope("forms.view")
    seen = {
        body.pk
        for body in bodies
        if scope.holds_place(body.place.path) or any(own.startswith(body.place.path) for own in scope.places)
    }
    rows = Position.objects.filter(valid_on(today()), body__in=bodies)
    for body, line, path in rows.values_list("body", "line", "path"):
        above = any(line == own and prefix.startswith(path) for own, prefix in scope.bodies)
        seen |= {body} if above or scope.holds_body(line, path) else set()
    return seen


def _row(versions: Sequence[FormVersion], owed: dict[str, int]) -> Row:
    """Return a stored form by its versions, the latest first."""
    definition = versions[0].form
    approved = [version for version in versions if version.state == State.APPROVED]
    begun = [version for version in approved if version.valid_from <= today()]
    shown = next(iter(begun or approved[::-1] or versions))
    waiting = next((version for version in versions if version.state in (State.DRAFT, State.PROPOSED)), None)
    ended = bool(definition.retired_from and definition.retired_from <= today())
    state = "retired" if ended else "in_use" if begun else "coming" if approved else str(versions[0].state)
    return Row(
        catalogue.read(shown), state, definition.issued_by, owed.get(definition.code, 0),
        definition.retired_from, waiting,
    )  # fmt: skip


def owed_by(actor: Actor, response: Response | None) -> dict[str, int]:
    """Return how many bodies in the reader's part owe each form, or will."""
    rows = Obligation.objects.at().filter(
        actor.scope("forms.view").q(), valid_after(today()), response=response
    )
    counts = rows.order_by().values("form").annotate(count=Count("body", distinct=True))
    return {row["form"]: row["count"] for row in counts}


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
    rows = _visible(actor, forms.versions(actor, code))
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


@dataclass(frozen=True)
class Weight:
    """What a form costs a unit a report, what it adds to the version before it, for how many units, what is known."""

    cost: Cost
    added: Cost
    bodies: int
    duplicates: list[Duplicate]
    follows: bool = False
    """Whether there is a version before it."""

    @property
    def known(self) -> list[tuple[Duplicate, str]]:
        """What is known already, each reason once, with the fields that it concerns."""
        groups: dict[tuple[object, ...], list[Duplicate]] = {}
        for each in self.duplicates:
            title = "" if each.why is Why.SAME_MEASURE else str(each.title)
            groups.setdefault((each.why, each.form.code if each.form else "", title), []).append(each)
        return [(found[0], "、".join(str(each.field.title) for each in found)) for found in groups.values()]

    @property
    def together(self) -> str:
        """How long all of them take for it once."""
        return words.span(datetime.timedelta(seconds=self.cost.seconds * self.bodies))


def weight(actor: Actor, response: Response | None, form: Form, before: Form | None = None) -> Weight:
    """Return what a version would cost, before it is proposed and when it is decided."""
    others = catalogue.forms_on(max(today(), form.valid_from))
    known = burden.duplicates(form, others, all_measures())
    cost = burden.cost_of(form, len(known))
    bodies = owed_by(actor, response).get(form.code, 0)
    return Weight(cost, burden.added(before, form), bodies, known, before is not None)


def rules(actor: Actor, response: Response, code: str) -> list[tuple[OwingRule, list[Text]]]:
    """Return the rules by which a form is owed in the actor's part (reports.manage), each with its kinds' names."""
    actor.must("reports.manage")
    own = actor.scope("reports.manage").q() | Q(path="", body_path="")
    rows = OwingRule.objects.at().filter(own, response=response, form=code)
    found = rows.select_related("line", "body", "place").order_by("valid_from", "line")
    names: dict[str, Text] = dict(Body.Kind.choices)
    return [(rule, [names.get(kind, kind) for kind in rule.kinds]) for rule in found]


def issuers(actor: Actor) -> list[Body]:
    """Return the bodies in whose name an actor makes forms: committees first."""
    held = in_scope(actor.scope("forms.propose")).filter(closed_on=None)
    return sorted(held, key=lambda body: (body.kind != Body.Kind.COMMITTEE, body.code))


def name_of(body: uuid.UUID | None) -> Body | None:
    """Return the body that issues a form."""
    return Body.objects.filter(pk=body).first() if body else None


def may_make(actor: Actor, form: Form) -> bool:
    """Tell whether an actor may change a form: its issuer lies in his part."""
    return _in_part(actor, "forms.propose", form)


def may_approve(actor: Actor, form: Form) -> bool:
    """Tell whether an actor decides about a form."""
    return _in_part(actor, "forms.approve", form)


def _in_part(actor: Actor, permission: str, form: Form) -> bool:
    scope = actor.scope(permission)
    return bool(scope) and (form.issued_by is None or in_scope(scope).filter(pk=form.issued_by).exists())

"""Forms in a list: those that somebody may see, who issues them, how many owe them, how they stand (M8)."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet

from fangxian.command.forms import looks
from fangxian.command.forms.looks import Look
from fangxian.core.dated import today, valid_after, valid_on
from fangxian.lines.reports.models import Obligation
from fangxian.mechanisms.forms import catalogue
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body, Position
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
    for version in visible(actor, FormVersion.objects.select_related("form__issued_by__place")):
        found.setdefault(version.form_id, []).append(version)
    return rows + [_row(versions, owed) for versions in found.values()]


def seen(actor: Actor) -> set[str]:
    """Return the codes of the forms that an actor may see: those built in, and those issued in his part or above."""
    approved = FormVersion.objects.filter(state=State.APPROVED).select_related("form__issued_by__place")
    built_in = {form.code for form in catalogue.all_forms() if form.is_built_in}
    return built_in | {version.form_id for version in visible(actor, approved)}


def visible(actor: Actor, rows: "QuerySet[FormVersion]") -> list[FormVersion]:
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

"""What a version of a form would cost each unit, and what of it is known already (M8)."""

import datetime
from dataclasses import dataclass

from django.utils.translation import gettext as _

from fangxian.command.forms.queries.listing import owed_by
from fangxian.core import words
from fangxian.core.dated import today
from fangxian.lines.reports import spending
from fangxian.lines.reports.spending import Measured
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.forms import burden, catalogue
from fangxian.mechanisms.forms.burden import Cost, Duplicate, Why
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


@dataclass(frozen=True)
class Weight:
    """What a form costs a unit a report, what it adds to the version before it, for how many units, what is known."""

    cost: Cost
    added: Cost
    bodies: int
    duplicates: list[Duplicate]
    follows: bool = False
    """Whether there is a version before it."""
    measured: Measured | None = None
    """What people needed for it, where enough of them filed it."""

    @property
    def known(self) -> list[tuple[Duplicate, str]]:
        """What is known already, each reason once, with the fields that it concerns."""
        groups: dict[tuple[object, ...], list[Duplicate]] = {}
        for each in self.duplicates:
            title = "" if each.why is Why.SAME_MEASURE else str(each.title)
            groups.setdefault((each.why, each.form.code if each.form else "", title), []).append(each)
        return [
            (found[0], _(", ").join(str(each.field.title) for each in found)) for found in groups.values()
        ]

    @property
    def together(self) -> str:
        """How long all of them take for it once."""
        return words.span(datetime.timedelta(seconds=self.cost.seconds * self.bodies))


def weight(actor: Actor, response: Response | None, form: Form, before: Form | None = None) -> Weight:
    """Return what a version would cost, before it is proposed and when it is decided."""
    others = catalogue.forms_on(max(today(), form.valid_from))
    known = burden.duplicates(form, others, all_measures())
    needed = _measured(response, form)
    cost = burden.cost_of(form, len(known), needed.seconds if needed else None)
    bodies = owed_by(actor, response).get(form.code, 0)
    return Weight(cost, burden.added(before, form), bodies, known, before is not None, needed)


def _measured(response: Response | None, form: Form) -> Measured | None:
    """Return what people needed for a form that is in use and asks as much as this version."""
    in_use = form.code in catalogue.catalogue().forms
    return spending.measured(response, [form], today()).get(form.code) if response and in_use else None

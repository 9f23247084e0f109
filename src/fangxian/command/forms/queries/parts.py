"""Who makes a form, who decides about it, and by which rules it is owed, each in somebody's part (M8)."""

import uuid

from django.db.models import Q

from fangxian.core.errors import Text
from fangxian.lines.reports.models import OwingRule
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


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

"""Removing a drill with everything that it entered, and the keys under which its people were sealed (M1, PIPL)."""

from collections import Counter

from django.db import models, transaction
from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.audit import trail
from fangxian.core.crypto import DataClass
from fangxian.core.errors import Conflict
from fangxian.drill.actions import RUN, dismiss
from fangxian.drill.models import Drill
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


@transaction.atomic
def remove(actor: Actor, drill: Drill) -> dict[str, int]:
    """Destroy everything of a drill's response, its invented units and its keys (drills.run); return what, by kind.

    Its name, parameters and truth stay in the list, and what was done stays in the audit trail. Raises ``Conflict``
    for what is no drill, and where one of its units is used elsewhere.
    """
    actor.must(RUN, place=drill.path)
    response, line = drill.response, drill.line
    if drill.state == Drill.State.REMOVED or (response is not None and not response.is_drill):
        raise Conflict(_("This is no drill, or it was removed already."))
    counts: Counter[str] = Counter()
    dismiss(drill.account)
    drill.response, drill.line, drill.state, drill.ended_at = None, None, Drill.State.REMOVED, clock.now()
    drill.save()
    if response is not None:
        _wipe(Response.objects.filter(pk=response.pk), counts, ())
        owner = response.key_owner
        transaction.on_commit(lambda: _destroy(owner))
    if line is not None:
        _close(line, counts)
    trail.record(actor, trail.Kind.MANAGE, "drill.remove", subject=drill.id, count=sum(counts.values()))
    return dict(counts)


def _wipe(
    rows: "QuerySet[models.Model]", counts: Counter[str], above: tuple[type[models.Model], ...]
) -> None:
    """Delete rows and all that refers to them, from the outermost inwards: a few statements a table, none a row."""
    model = rows.model
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one)):
            continue
        other, field = relation.related_model, relation.field  # type: ignore[union-attr]
        if other is None or other in (*above, model) or relation.on_delete is models.DO_NOTHING:  # type: ignore[union-attr]
            continue
        own = other._base_manager.filter(**{f"{field.name}__in": rows.values("pk")})
        if relation.on_delete is models.SET_NULL:  # type: ignore[union-attr]
            own.update(**{field.name: None})
        else:
            _wipe(own, counts, (*above, model))
    if number := rows._raw_delete(rows.db):
        counts[str(model._meta.verbose_name_plural)] += number


def _close(line: Line, counts: Counter[str]) -> None:
    """Delete the drill's own line with its units."""
    units = list(Position.objects.filter(line=line).values_list("body", flat=True))
    try:
        Position.objects.filter(line=line).delete()
        counts["units"] += Body.objects.filter(pk__in=units, positions=None).delete()[0]
        line.delete()
    except ProtectedError as error:
        raise Conflict(_("A unit of this drill is used elsewhere: remove that first.")) from error


def _destroy(owner: str) -> None:
    for data_class in DataClass:
        crypto.destroy_key(owner, data_class)

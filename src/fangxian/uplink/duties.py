"""What nodes ask of people: a silent one of whoever oversees, one above that refuses of whoever manages (M24).

Silence is not zero: until the node is heard again its figures are the old ones.
"""

from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.mechanisms.duties.board import Duty
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response
from fangxian.uplink import queries, showing
from fangxian.uplink.actions.nodes import MANAGE
from fangxian.uplink.rules.states import State, standing

FAILED = 3
"""So many calls may fail before somebody has to look."""


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return a duty for each node below that is silent or behind, and for one above that takes nothing."""
    if not actor.may(queries.VIEW):
        return []
    return _below(actor, response) + _above(actor, response)


def _below(actor: Actor, response: Response) -> list[Duty]:
    now, duties = clock.now(), []
    for row in queries.live(actor, response):
        held = standing(queries.seen(row), now)
        behind = held.state is State.BEHIND and row.last_as_of  # a new one may still be at its first package
        if held.state is not State.SILENT and not behind:
            continue
        title = _("%(node)s is silent") if held.state is State.SILENT else _("%(node)s is behind")
        duties.append(
            Duty(
                _("Nodes"), title % {"node": row.title}, reverse("uplink:node", args=[row.pk]),
                _("Find out"), held.since, _("Its figures are no longer those of now; silence is not zero."),
            )
        )  # fmt: skip
    return duties


def _above(actor: Actor, response: Response) -> list[Duty]:
    if not actor.may(MANAGE):
        return []
    duties = []
    for row in showing.upstream_rows(actor, response):
        failing = row["failures"] >= FAILED and not row["ended_at"]
        if not failing and not row["set_aside"]:
            continue
        title = _("%(node)s takes nothing from us") if failing else _("%(node)s refused packages of ours")
        duties.append(
            Duty(
                _("Nodes"), title % {"node": row["title"]}, reverse("uplink:upstream", args=[row["id"]]),
                _("Look"), row["waiting_since"],
            )
        )  # fmt: skip
    return duties

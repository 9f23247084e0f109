"""Asking for a drill, setting it up and ending it: each permitted, atomic and audited (M1).

A drill has a response of its own, which says everywhere that it is one; nothing here writes to any other.
"""

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.dated import today
from fangxian.core.errors import Conflict
from fangxian.drill import casting
from fangxian.drill.models import Drill
from fangxian.drill.parameters import Parameters
from fangxian.drill.plan import Cast, instant
from fangxian.trees.bodies.models import Position
from fangxian.trees.people import actions as people
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.people.models import Account, Role
from fangxian.trees.responses import actions as responses
from fangxian.trees.responses.actions import drill_name
from fangxian.trees.responses.models import Response

State = Drill.State
RUN = "drills.run"
MARK = 2**32 - 1
NEEDED = ("arrivals.declare", "arrivals.register", "reports.file", "imports.run")


@transaction.atomic
def ask(actor: Actor, parameters: Parameters) -> Drill:
    """Ask for a drill (drills.run); the worker or ``fangxian drill`` plays it.

    Raises ``Invalid`` naming each wrong parameter, ``Missing`` for a place outside the actor's scope.
    """
    actor.must(RUN)
    checked = parameters.checked(today())
    place = casting.place_of(checked.place)
    actor.must(RUN, place=place.path)
    casting.check_names(checked)
    drill = Drill.objects.create(
        name=drill_name(checked.name or place.name), place=place, path=place.path, parameters=checked.to_json(),
        asked_by_id=actor.id, asked_at=clock.now(), steps=expected(checked),
    )  # fmt: skip
    trail.record(actor, trail.Kind.MANAGE, "drill.ask", subject=drill.id, **checked.to_json())
    return drill


def expected(parameters: Parameters) -> int:
    """Return about how many steps a drill takes: its reports, and half of its people one by one."""
    share = 1 - parameters.missing + parameters.corrected + parameters.duplicated
    return int(parameters.days * (parameters.units + parameters.arrivals) * share) + 1


def claim(drill: Drill) -> None:
    """Take a waiting drill to play it; raises ``Conflict`` when somebody else has, or it was played."""
    if not Drill.objects.filter(pk=drill.pk, state=State.WAITING).update(state=State.PLAYING):
        raise Conflict(_("This drill is being played already, or was played."))
    drill.state = State.PLAYING


@transaction.atomic
def prepare(drill: Drill) -> Cast:
    """Make the drill's response, its units and who owes, at its first hour; the clock in use must stand there."""
    asked = drill.asked
    line = None if asked.line else casting.make_units(drill, asked, asked.first_day)
    own = asked.line or (line.code if line else "")
    cast = casting.cast_of(asked, drill.place, own, drill.id.int & MARK)
    drill.response = responses.start_response(
        SYSTEM, name=drill.name, level=1, jurisdiction=drill.place, started_at=instant(asked.first_day),
        is_drill=True, key_places=["湖北", "武汉"],
    )  # fmt: skip
    drill.line = line
    drill.save()
    casting.oblige(drill.response, cast, asked)
    return cast


@transaction.atomic
def admit(drill: Drill, cast: Cast) -> str:
    """Make the account that sends everything, and return its token: it may do so in the drill's own part."""
    name = f"drill-{drill.id.hex[-8:]}"
    drill.account = people.create_account(SYSTEM, name=name, title=drill.name, is_service=True)
    drill.save(update_fields=["account"])
    people.grant_role(SYSTEM, drill.account, Role.COMMUNITY_WORKER, place=drill.place)
    line = cast.units[0].line
    roots = Position.objects.filter(line=line, parent=None, valid_to=None).select_related("body", "line")
    for root in roots:
        people.grant_role(SYSTEM, drill.account, Role.UNIT_LIAISON, body=root.body, line=root.line)
    return people.issue_token(SYSTEM, drill.account, drill.name, NEEDED)


def dismiss(account: Account | None) -> None:
    """Close the account that sent everything; its token ends with it."""
    if account and account.is_active:
        people.deactivate(SYSTEM, account)


def response_of(drill: Drill) -> Response:
    """Return the drill's response; raises ``Conflict`` for one that is no practice, or gone."""
    response = drill.response
    if response is None or not response.is_drill:
        raise Conflict(_("This is no drill: nothing is entered for practice into a real response."))
    return response

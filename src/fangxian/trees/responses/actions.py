"""Starting, changing and ending a response (M1): atomic, audited, with the history of its level and rules."""

import datetime
from typing import Any, Literal, TypedDict, Unpack

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.actor import Actor
from fangxian.core.audit.trail import Kind as Trail
from fangxian.core.audit.trail import record
from fangxian.core.crypto import create_keys
from fangxian.core.dated import save_in_history, today
from fangxian.core.errors import Conflict, Invalid
from fangxian.trees.bodies.models import Body
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import DRILL_MARK, Response

MANAGE = "response.manage"
LONGEST_HOURS = 24 * 14
LONGEST_GRACE = 12 * 60
LONGEST_CONTACT_DAYS = 30
HOURS: tuple[Literal["registration_hours"], Literal["declaration_hours"]] = (
    "registration_hours",
    "declaration_hours",
)


class Rules(TypedDict, total=False):
    """The rules of a response that may be changed while it runs."""

    registration_hours: int
    declaration_hours: int
    report_cut_off: datetime.time
    report_grace_minutes: int
    contact_days: int
    key_places: list[str]


@transaction.atomic
def start_response(
    actor: Actor,
    *,
    name: str,
    level: int,
    jurisdiction: Place,
    started_at: datetime.datetime | None = None,
    committee: Body | None = None,
    is_drill: bool = False,
    **rules: Unpack[Rules],
) -> Response:
    """Start a response in a jurisdiction and make its data keys; raises ``Invalid``.

    The name of a drill says so wherever it is printed.
    """
    actor.must(MANAGE, place=jurisdiction.path)
    if not name.strip():
        raise Invalid({"name": _("A name is needed.")})
    response = Response(
        name=drill_name(name) if is_drill else name.strip(),
        level=_level(level),
        jurisdiction=jurisdiction,
        committee=committee,
        started_at=started_at or clock.now(),
        is_drill=is_drill,
        **_checked(rules),
    )
    _note_hours(response, timezone.localdate(response.started_at))
    save_in_history(response)
    create_keys(response.key_owner)
    _record(actor, response, "response.start", level=level)
    return response


@transaction.atomic
def change_level(actor: Actor, response: Response, level: int) -> None:
    """Raise or lower the level of a running response; raises ``Invalid`` or ``Conflict``."""
    _must_run(actor, response)
    response.level = _level(level)
    save_in_history(response)
    _record(actor, response, "response.change_level", level=level)


@transaction.atomic
def change_rules(actor: Actor, response: Response, **rules: Unpack[Rules]) -> None:
    """Change rules of a running response: deadlines that were set before stay, a new cut-off begins tomorrow.

    Raises ``Invalid`` or ``Conflict``.
    """
    _must_run(actor, response)
    for name, value in _checked(rules).items():
        setattr(response, name, value)
    if {"report_cut_off", "report_grace_minutes"} & set(rules):
        _note_hours(response, today() + datetime.timedelta(days=1))
    save_in_history(response)
    _record(actor, response, "response.change_rules", rules=sorted(rules))


@transaction.atomic
def end_response(actor: Actor, response: Response, ended_at: datetime.datetime | None = None) -> None:
    """End a response; its data stay until their retention ends. Raises ``Invalid`` or ``Conflict``."""
    _must_run(actor, response)
    instant = ended_at or clock.now()
    if instant <= response.started_at:
        raise Invalid({"ended_at": _("It must end after it began.")})
    response.ended_at = instant
    save_in_history(response)
    _record(actor, response, "response.end", ended_at=instant.isoformat())


def drill_name(name: str) -> str:
    """Return a drill's name with the mark in front by which nobody takes it for truth."""
    told = name.strip().removeprefix(DRILL_MARK)
    return f"{DRILL_MARK}{told}"[: Response._meta.get_field("name").max_length]


def _note_hours(response: Response, begin: datetime.date) -> None:
    """Note from which day on the present cut-off and grace hold; a second change of a day replaces the first."""
    kept = [step for step in response.report_hours if step["from"] < begin.isoformat()]
    cut_off = response.report_cut_off.isoformat()
    step = {"from": begin.isoformat(), "cut_off": cut_off, "grace": response.report_grace_minutes}
    response.report_hours = [*kept, step]


def _must_run(actor: Actor, response: Response) -> None:
    actor.must(MANAGE, place=response.jurisdiction.path)
    if response.ended_at is not None:
        raise Conflict(_("The response has ended."))


def _level(level: int) -> int:
    if level not in Response.Level.values:
        raise Invalid({"level": _("The levels are I to IV.")})
    return level


def _checked(rules: Rules) -> Rules:
    """Return rules with tidy key places, or raise ``Invalid`` naming what is out of bounds."""
    errors: dict[str, str] = {}
    hours = {name: rules[name] for name in HOURS if name in rules}
    if wrong := [name for name, value in hours.items() if not 1 <= value <= LONGEST_HOURS]:
        errors |= dict.fromkeys(wrong, _("Between 1 and %s hours.") % LONGEST_HOURS)
    if not 0 <= rules.get("report_grace_minutes", 0) <= LONGEST_GRACE:
        errors["report_grace_minutes"] = _("Between 0 and %s minutes.") % LONGEST_GRACE
    if not 1 <= rules.get("contact_days", 1) <= LONGEST_CONTACT_DAYS:
        errors["contact_days"] = _("Between 1 and %s days.") % LONGEST_CONTACT_DAYS
    checked = rules.copy()
    if "key_places" in rules:
        # names as origins are written (湖北, 武汉): people write where they come from in words, not in codes
        checked["key_places"] = sorted({name.strip() for name in rules["key_places"] if name.strip()})
    if errors:
        raise Invalid(errors)
    return checked


def _record(actor: Actor, response: Response, action: str, **detail: Any) -> None:
    record(actor, Trail.MANAGE, action, response=response.id, subject=response.id, **detail)

"""A step for several people at once, in words as a page or a program tells them: all of them, or none (M10)."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.db import transaction

from fangxian.core.errors import Invalid
from fangxian.lines.dispatch import actions, away, replacing
from fangxian.lines.dispatch.ledgers import TEAMS
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.personnel.ledgers import GROUND, PERSONS, POSTS
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def do(
    actor: Actor, response: Response, deed: str, keys: Sequence[uuid.UUID], told: Mapping[str, Any]
) -> None:
    """Do a deed for some people, all or none; raises what the action refuses."""
    on, reason = told.get("on"), told.get("reason", "")
    meaning = Meaning(actor, response)
    place: Any = None
    post = None
    if told.get("place"):
        place, post = _where(meaning, told)
    team = _entry(meaning, "team", TEAMS, told)
    person = _entry(meaning, "person", PERSONS.code, told)
    doing: dict[str, Callable[[uuid.UUID], object]] = {
        "approve": lambda key: actions.decide(actor, key, approved=True),
        "decline": lambda key: actions.decide(actor, key, approved=False, reason=reason),
        "assign": lambda key: actions.assign(actor, [key], place, post, team),
        "arrive": lambda key: actions.arrive(actor, key, on),
        "leave": lambda key: away.grant_leave(
            actor, key, told["since"], told["until"], reason, told.get("kind", "")
        ),
        "back": lambda key: away.come_back(actor, key, on),
        "release": lambda key: actions.release(actor, key, reason, on),
        "move": lambda key: replacing.move(actor, key, place, post, reason, team),
        "substitute": lambda key: replacing.substitute(actor, key, person, reason),
        "role": lambda key: actions.set_role(actor, key, told["role"]),
    }
    with transaction.atomic():
        for key in keys:
            doing[deed](key)


def _where(meaning: Meaning, told: Mapping[str, Any]) -> tuple[Any, uuid.UUID | None]:
    try:
        place = meaning.place(told["place"], GROUND)
    except Unreadable as problem:
        raise Invalid({"place": str(problem)}) from problem
    return place, _entry(meaning, "post", POSTS.code, told)


def _entry(meaning: Meaning, field: str, ledger: str, told: Mapping[str, Any]) -> Any:
    try:
        return meaning.entry(ledger, told[field]) if told.get(field) else None
    except Unreadable as problem:
        raise Invalid({field: str(problem)}) from problem

"""A question in words, as an address or a program puts it; and a question put into words again.

The words are ``place``, ``body``, ``own`` (a body without what stands below it), ``line``, ``from``, ``to``,
``as_of`` and ``by``; places and bodies are named by code, instants are ISO dates or dates and times.
"""

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.figures.answers import Node
from fangxian.mechanisms.figures.evidence import page_of
from fangxian.mechanisms.figures.questions import By, Question, ask, instant
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

PERMISSION = "figures.view"
WORDS = ("place", "here", "body", "own", "line", "from", "to", "as_of", "by")


def question_for(
    actor: Actor, response: Response, words: Mapping[str, str], permission: str = PERMISSION
) -> Question:
    """Make a question from a request's words; others than ``WORDS`` are passed over.

    What lies outside the actor's scope for the permission does not exist (``Missing``); words that make no
    sense raise ``Invalid`` by their name.
    """
    actor.must(permission)
    by, line = words.get("by", ""), words.get("line", "")
    if by not in list(By):
        raise Invalid({"by": _("Break down by place, body, line or day.")})
    question = ask(
        response,
        start=instant(words["from"], "from", begin=True) if words.get("from") else None,
        end=instant(words["to"], "to") if words.get("to") else None,
        as_of=instant(words["as_of"], "as_of") if words.get("as_of") else None,
        place=place_for(actor, words["place"], permission) if words.get("place") else None,
        body=body_for(actor, words["body"], line, permission) if words.get("body") else None,
        line=line,
        by=by,
        scope=actor.scope(permission),
    )
    if question.end < question.start:
        raise Invalid({"to": _("The end lies before the beginning.")})
    own = body_for(actor, words["own"], line, permission) if words.get("own") else None
    question = question.at(body=own.id) if own else question
    return question.at(here=True) if words.get("here") else question


def words_of(question: Question, node: Node | None = None) -> dict[str, str]:
    """Return the words of a question, narrowed to a node of its breakdown; ``by`` is left out."""
    position = question.position
    words = {
        "place": question.place.code if question.place else "",
        "body": position.body.code if position else "",
        "line": question.line,
        "from": _iso(question.start) if question.start != question.response.started_at else "",
        "to": _iso(question.end),
        "as_of": _iso(question.as_of) if question.as_of else "",
    }
    if node:
        words |= _narrowed(question, node)
    return {name: word for name, word in words.items() if word}


def entries_url(measure: str, question: Question, node: Node | None = None) -> str:
    """Return the address of the entries behind a measure's value."""
    return f"{reverse(page_of(measure))}?{urlencode({'measure': measure, **words_of(question, node)})}"


def _narrowed(question: Question, node: Node) -> dict[str, str]:
    if question.by is By.PLACE:
        return {"place": node.code} | ({"here": "1"} if node.own else {})
    if question.by is By.LINE:
        return {"line": node.key}
    if question.by is By.DAY:
        at = question.slices()[node.key]
        return {"from": _iso(at.start), "to": _iso(at.end)}
    line = question.line or (question.position.line_id if question.position else "")
    return {"own" if node.own else "body": node.code, "line": line}


def place_for(actor: Actor, code: str, permission: str = PERMISSION) -> Place:
    """Return the place of a code, if it lies in the actor's scope or above it. Raises ``Missing``."""
    place = Place.objects.filter(codes__code=code).distinct().first()
    if place is None or not _meets(actor, place.path, permission):
        raise Missing(_("There is no such place, or it lies outside your area."))
    return place


def _meets(actor: Actor, path: str, permission: str) -> bool:
    """A place above one's own may be asked for: the answer counts only what lies in one's scope."""
    scope = actor.scope(permission)
    above = any(own.startswith(path) for own in scope.places)
    return above or scope.holds_place(path) or bool(scope.bodies)


def body_for(actor: Actor, code: str, line: str = "", permission: str = PERMISSION) -> Body:
    """Return the body of a code, if it lies or (in a line) stands in the scope. Raises ``Missing``."""
    body = Body.objects.select_related("place").filter(code=code).first()
    scope = actor.scope(permission)
    held = {"line": line} if line else {}
    positions = Position.objects.filter(body=body, valid_to=None, **held) if body else []
    inside = any(scope.holds_body(position.line_id, position.path) for position in positions)
    if body is None or not (inside or scope.holds_place(body.place.path)):
        raise Missing(_("There is no such unit, or it lies outside your area."))
    return body


def _iso(moment: datetime) -> str:
    return timezone.localtime(moment).replace(tzinfo=None).isoformat(timespec="auto")

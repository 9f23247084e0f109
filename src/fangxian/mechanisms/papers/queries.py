"""Scoped reads of bulletins: drafts for those who draft or issue, issued ones for their readers (M24)."""

import datetime
import uuid
from collections.abc import Sequence

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from fangxian.core.dated import today, valid_on
from fangxian.core.errors import Missing
from fangxian.mechanisms.papers.models import Bulletin, Instruction
from fangxian.trees.bodies.models import Body, Line, Position
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

PAGE = 50


def visible(actor: Actor, response: Response | None = None) -> QuerySet[Bulletin]:
    """Return the bulletins that an actor may read.

    Issued ones in his area, drafts where he may draft or issue, and those on which one of his bodies was
    instructed: who must answer may read what it is about.
    """
    issued = Q(state=Bulletin.State.ISSUED)
    drafting = actor.scope("bulletins.draft").q() | actor.scope("bulletins.issue").q()
    instructed = issued & Q(pk__in=instructions(actor).values("bulletin"))
    rows = Bulletin.objects.filter(actor.scope("bulletins.view").q() & issued | drafting | instructed)
    if response is not None:
        rows = rows.filter(response=response)
    return rows.select_related("issuer", "response__jurisdiction", "line")


def page(
    rows: QuerySet[Bulletin], after: tuple[datetime.datetime, uuid.UUID] | None = None
) -> list[Bulletin]:
    """Return one page and a row more, the latest first, continuing after a key (created, id)."""
    if after:
        rows = rows.filter(Q(created_at__lt=after[0]) | Q(created_at=after[0], pk__lt=after[1]))
    return list(rows.order_by("-created_at", "-pk")[: PAGE + 1])


def key_of(rows: QuerySet[Bulletin], after: str) -> tuple[datetime.datetime, uuid.UUID] | None:
    """Return the key of the bulletin after which a page begins, given by its id; None for the first page."""
    if not _is_id(after):
        return None
    return rows.filter(pk=after).values_list("created_at", "pk").first()


def one(actor: Actor, bulletin_id: uuid.UUID) -> Bulletin:
    """Return a bulletin; raises ``Missing`` outside the actor's area."""
    bulletin = visible(actor).filter(pk=bulletin_id).first()
    if bulletin is None:
        raise Missing(_("There is no such bulletin, or it lies outside your area."))
    return bulletin


def instructions(actor: Actor) -> QuerySet[Instruction]:
    """Return the instructions that an actor's bodies must answer, or that he may see as a reader of bulletins."""
    own = actor.scope("duties.handle").body_q() | actor.scope("bulletins.view").q()
    return Instruction.objects.at().filter(own).select_related("body", "line")


def instructions_on(actor: Actor, bulletin: Bulletin) -> QuerySet[Instruction]:
    """Return the instructions on a bulletin that an actor may see, the first due first."""
    return instructions(actor).filter(bulletin=bulletin).order_by("due_at", "entry")


def may(actor: Actor, permission: str, bulletin: Bulletin) -> bool:
    """Tell whether an actor holds a permission on a bulletin."""
    scope = actor.scope(permission)
    return scope.holds(place=bulletin.path, line=bulletin.line_id, body=bulletin.body_path)


def may_answer(actor: Actor, instruction: Instruction) -> bool:
    """Tell whether an actor answers for the body that was instructed."""
    return actor.scope("duties.handle").holds_body(instruction.line_id or "", instruction.body_path)


def issuers(actor: Actor) -> Sequence[Position]:
    """Return the bodies, each in a line, for which an actor may draft: committees and their party line first."""
    scope = actor.scope("bulletins.draft")
    rows = Position.objects.filter(scope.body_q("line", "path"), valid_on(today()))
    found = rows.select_related("body__place", "line").order_by("path", "line")
    first = (Body.Kind.COMMITTEE, Line.Nature.PARTY)
    return sorted(found, key=lambda row: (row.body.kind != first[0], row.line.nature != first[1]))


def owners(actor: Actor) -> Sequence[Position]:
    """Return the bodies, each in a line, to which an actor may address an instruction."""
    held = in_scope(actor.scope("bodies.view"))
    rows = Position.objects.filter(valid_on(today()), body__in=held).select_related("body", "line")
    return list(rows.order_by("line", "path"))


def _is_id(text: str) -> bool:
    try:
        uuid.UUID(text)
    except ValueError:
        return False
    return True

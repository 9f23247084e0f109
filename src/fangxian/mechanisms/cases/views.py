"""The case inbox: what lines handed to one's places, taken over and closed with what was done."""

import datetime
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.cases import actions, queries
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.cases.pages import page_of
from fangxian.mechanisms.cases.queries import PAGE
from fangxian.mechanisms.contacts.queries import Asked, asked
from fangxian.mechanisms.contacts.subjects import Subjects, topic_of, topics
from fangxian.mechanisms.entries.cursors import cursor, read_cursor
from fangxian.mechanisms.entries.models import Entry
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.asking import question_for
from fangxian.mechanisms.figures.evidence import opened
from fangxian.mechanisms.figures.measures import Rate
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.saving import savable
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.responses.current import as_of_of, response_of

HANDLERS = (queries.HANDLER, queries.DECIDER)
TONES = {Referral.State.OPEN: "due", Referral.State.ACCEPTED: "past", Referral.State.CLOSED: "ok"}


@dataclass(frozen=True)
class Row:
    """A referral with its place and the page of what it is about."""

    referral: Referral
    place: Place | None
    url: str
    status: str
    kind: str
    asked: Asked | None


@requires("cases.view", *HANDLERS)
@savable("state", "kind")
def inbox(request: Request) -> HttpResponse:
    """List the referrals of one's places by state, with counts by state and kind."""
    response, as_of = response_of(request), as_of_of(request)
    rows = queries.inbox(request.actor, response, as_of)
    counts = queries.counts(rows)
    state = request.GET.get("state", Referral.State.OPEN)
    kind = request.GET.get("kind", "")
    rows = rows.filter(state=state, **({"kind": kind} if kind in Referral.Kind.values else {}))
    found = queries.page(rows, read_cursor(request.GET.get("after", "")))
    context = {
        "rows": rows_of(found[:PAGE], as_of),
        "states": _states(counts, state, request.GET.get("as_of", "")),
        "kinds": _kinds(counts, state, kind, request.GET.get("as_of", "")),
        "may_handle": request.actor.may(*HANDLERS) and as_of is None,
        "next_url": _next(request, found),
        "first_url": f"?state={state}" if request.GET.get("after") else "",
        "as_of": as_of,
    }
    return render(request, "cases/inbox.html", context)


@requires("cases.view")
def entries(request: Request) -> HttpResponse:
    """List the referrals behind a figure of cases, within what the reader may see."""
    response = response_of(request)
    measure = registry.measure(request.GET.get("measure", ""))
    if isinstance(measure, Rate) or not measure.code.startswith("cases."):
        raise Missing(_("No figure of cases is called %(code)s.") % {"code": measure.code})
    words = {name: str(value) for name, value in request.GET.items() if name != "by"}
    question = question_for(request.actor, response, words)
    seen: QuerySet[Referral] = opened(request.actor, question, measure)
    found = queries.page(seen, read_cursor(request.GET.get("after", "")))
    context = {
        "measure": measure,
        "rows": rows_of(found[:PAGE], question.as_of),
        "next_url": _next(request, found),
        "first_url": "",
        "as_of": question.as_of,
    }
    return render(request, "cases/entries.html", context)


@requires(*HANDLERS)
@require_POST
def take_over(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Take a referral over."""
    actions.take_over(request.actor, entry_id)
    messages.success(request, _("Taken over."))
    return redirect("cases:inbox")


@requires(*HANDLERS)
@require_POST
def close(request: Request, entry_id: uuid.UUID) -> HttpResponse:
    """Close a referral with what was done."""
    try:
        actions.close(request.actor, entry_id, request.POST.get("answer", ""))
    except Invalid as refusal:
        messages.error(request, next(iter(refusal.errors.values())))
    else:
        messages.success(request, _("Closed."))
    return redirect("cases:inbox")


def rows_of(found: Sequence[Referral], as_of: datetime.datetime | None = None) -> list[Row]:
    """Return referrals with their places, pages, and whether their persons were asked: queries by kind, not row."""
    codes = PlaceCode.objects.filter(path__in={row.path for row in found}).select_related("place")
    places = {code.path: code.place for code in codes}
    kinds = dict(Entry.objects.filter(id__in=[row.origin for row in found]).values_list("id", "kind"))
    known, now = _asked(found, kinds, as_of), as_of or clock.now()
    return [
        Row(
            row, places.get(row.path), page_of(kind, row.origin), _tone(row, now), kind, known.get(row.origin)
        )
        for row in found
        for kind in [kinds.get(row.origin, "")]
    ]


def _asked(
    found: Sequence[Referral], kinds: dict[uuid.UUID, str], as_of: datetime.datetime | None
) -> dict[uuid.UUID, Asked]:
    persons: Subjects = {}
    for kind in sorted(set(kinds.values()) & topics().keys()):
        persons |= topic_of(kind).subjects([origin for origin, own in kinds.items() if own == kind], as_of)
    return asked(found[0].response, persons, as_of) if persons else {}


def _tone(row: Referral, now: datetime.datetime) -> str:
    if row.state != Referral.State.CLOSED and row.due_at < now:
        return "late"
    return TONES[Referral.State(row.state)]


def _states(counts: dict[tuple[str, str], int], chosen: str, as_of: str) -> list[dict[str, Any]]:
    return [
        {"status": TONES[state], "label": state.label, "active": state == chosen,
         "count": sum(count for (own, _kind), count in counts.items() if own == state),
         "url": _address(state=state.value, as_of=as_of)}
        for state in Referral.State
    ]  # fmt: skip


def _kinds(counts: dict[tuple[str, str], int], state: str, chosen: str, as_of: str) -> list[dict[str, Any]]:
    return [
        {"status": "neutral", "label": kind.label, "active": kind == chosen, "count": counts[state, kind.value],
         "url": _address(state=state, kind="" if kind == chosen else kind.value, as_of=as_of)}
        for kind in Referral.Kind
        if counts.get((state, kind.value))
    ]  # fmt: skip


def _address(**words: str) -> str:
    return "?" + urlencode({name: value for name, value in words.items() if value})


def _next(request: Request, found: Sequence[Referral]) -> str:
    if len(found) <= PAGE:
        return ""
    last = found[PAGE - 1]
    kept = {name: str(value) for name, value in request.GET.items() if name != "after"}
    return _address(**kept, after=cursor(last.due_at, last.entry_id))

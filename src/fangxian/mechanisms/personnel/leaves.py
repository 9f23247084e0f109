"""Leave: the ledger, who grants and who cancels it, and which rooms follow (M10)."""

import datetime
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.errors import Text as Words
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import Choice, OnBehalf, Reference, Since, Text, Until, Where
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.statements import Statement
from fangxian.mechanisms.personnel.ledgers import ENTER, GROUND, VIEW
from fangxian.mechanisms.personnel.models import Leave, Posting
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

GRANT = "personnel.grant_leave"
Step = Leave.Step
Follower = Callable[[Actor, Sequence[Leave]], None]
"""Is told of leave that was entered, corrected, granted, cancelled or taken back, in the same transaction."""
_followers: list[Follower] = []


def register(follower: Follower) -> None:
    """Add a room in which something follows from leave."""
    _followers.append(follower)


def check_leave(values: Values) -> Mapping[str, Words]:
    """Return what is wrong with leave: nobody can tell where it belongs, or he stands in for himself."""
    if not values.get("place") and not values.get("body"):
        return {"place": _("Name the place where he serves, or his unit.")}
    if values.get("substitute") and values.get("substitute") == values.get("person"):
        return {"substitute": _("Name somebody else.")}
    return {}


def settle_leave(actor: Actor, row: Any, former: Any) -> None:
    """Set what follows from who enters: granted by whoever may grant where the person serves, else asked for.

    Where no place is stated it is that of the person's posting: its command grants, not his home unit.
    """
    if not row.place_stated:
        posted = Posting.objects.at().filter(response=row.response, person=row.person)
        row.path = posted.order_by("-happened_at").values_list("path", flat=True).first() or row.path
    if former and former.step == Step.CANCELLED:
        raise Conflict(_now("This leave was cancelled: enter it anew."))
    row.step = Step.GRANTED if actor.scope(GRANT).holds(place=row.path) else Step.ASKED
    if row.step == Step.GRANTED and not row.approver:
        row.approver = _name(actor)


def written(actor: Actor, _response: Response, rows: Sequence[Leave]) -> None:
    """Tell the rooms that follow."""
    for follower in _followers:
        follower(actor, rows)


def doing(actor: Actor, row: Any) -> Sequence[tuple[Words, str]]:
    """Return what the actor may do with leave, for its page."""
    if not actor.scope(GRANT).holds(place=row.path) or row.step == Step.CANCELLED:
        return ()
    url = reverse("personnel:leave", args=[row.entry_id])
    if row.step == Step.ASKED:
        return ((_now("Grant leave"), f"{url}?deed=grant"), (_now("Do not grant"), f"{url}?deed=cancel"))
    return ((_now("Cancel leave"), f"{url}?deed=cancel"),)


LEAVES = Ledger(
    code="leaves",
    title=_("Leave"),
    one=pgettext_lazy("ledger", "leave"),
    question=_("Who cannot be put on duty, and when?"),
    lead=_("Whole days. Units ask; the place where somebody serves grants or cancels. Rosters leave out who is away."),
    empty=_("Enter who is ill or away, from which day to which."),
    model=Leave,
    view=VIEW,
    enter=ENTER,
    side=Side.EITHER,
    label=("person", "since"),
    key=("person", "since"),
    check=check_leave,
    settle=settle_leave,
    written=written,
    doing=doing,
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员"), to="persons", required=True,
                  listed=True, narrows=True),
        Choice(code="kind", title=_("reason"), synonyms=("请假原因", "原因", "请假类别"), options=Leave.Kind,
               listed=True, narrows=True, default=Leave.Kind.OTHER,
               wordings={Leave.Kind.SICK: ("病假", "生病", "病"), Leave.Kind.FAMILY: ("事假", "家事"),
                         Leave.Kind.ANNUAL: ("休年假", "年假"), Leave.Kind.REST: ("轮休", "调休")}),
        Since(code="since", title=_("first day"), synonyms=("开始日期", "起始日期", "请假开始"), required=True,
              listed=True),
        Until(code="until", title=_("last day"), synonyms=("结束日期", "截止日期", "请假结束"), listed=True,
              help=_("Left empty: until he is back.")),
        Choice(code="step", title=_("state"), options=Leave.Step, settled=True, listed=True, narrows=True),
        Text(code="approver", title=_("granted by"), synonyms=("批准人", "审批人"), listed=True, length=60,
             help=_("Left empty: whoever grants it here.")),
        Reference(code="substitute", title=_("stands in meanwhile"), synonyms=("替班人", "替换人员"), to="persons",
                  listed=True),
        Where(title=_("place where he serves"), synonyms=("所在社区", "社区", "街道", "下沉社区"), kinds=GROUND,
              narrows=True),
        OnBehalf(title=_("home unit"), synonyms=("单位", "派出单位"), narrows=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip


def give(actor: Actor, response: Response, **told: Any) -> Leave:
    """Enter leave for a room that has checked by a rule of its own who may, told by field; raises as every entry."""
    values = {field.code: told.get(field.code) for field in LEAVES.entered}
    values |= {
        "kind": told.get("kind") or Leave.Kind.OTHER.value,
        "approver": "",
        "remark": told.get("remark", ""),
    }
    made: list[Leave] = ledgers.enter(actor, response, LEAVES, [Statement(LEAVES, values)], checked=True)
    return made[0]


def grant(actor: Actor, entry: uuid.UUID) -> Leave:
    """Grant leave that was asked for (personnel.grant_leave)."""
    current = at_hand(actor, entry)
    if current.step != Step.ASKED:
        raise Conflict(_now("This leave is decided already: look at it again."))
    columns = {"step": Step.GRANTED, "approver": current.approver or _name(actor)}
    with entries.writing():
        made: Leave = ledgers.advance(actor, LEAVES, current, "grant", _now("granted"), **columns)
    return made


def cancel(actor: Actor, entry: uuid.UUID, reason: str) -> Leave:
    """Refuse leave, or call back whoever has it: it stays in the ledger as cancelled, with the reason."""
    current = at_hand(actor, entry)
    if current.step == Step.CANCELLED:
        raise Conflict(_now("This leave was cancelled before."))
    if not reason.strip():
        raise Invalid({"reason": _now("Say why.")})
    with entries.writing():
        made: Leave = ledgers.advance(
            actor, LEAVES, current, "cancel", reason, step=Step.CANCELLED, name_key=None
        )
    return made


def end(actor: Actor, current: Leave, on: datetime.date | None, reason: str) -> Leave:
    """End granted leave before its last day; ended before it began, it is cancelled. The room has checked."""
    ends = min(midnight(on) if on else clock.now(), current.ended_at or clock.now())
    columns: dict[str, Any] = {"ended_at": ends}
    if ends <= current.happened_at:
        columns = {"step": Step.CANCELLED, "name_key": None}
    with entries.writing():
        made: Leave = ledgers.advance(actor, LEAVES, current, "end", reason, **columns)
    return made


def at_hand(actor: Actor, entry: uuid.UUID) -> Leave:
    """Return leave of the actor's part; raises ``Forbidden`` or ``Missing``."""
    actor.must(GRANT)
    found = Leave.objects.at().filter(actor.scope(GRANT).place_q(), entry=entry)
    row = found.select_related("response").first()
    if row is None:
        raise Missing(_now("There is no such thing, or it lies outside your area."))
    return row


def _name(actor: Actor) -> str:
    return str(actor.account)[:60] if actor.account else ""

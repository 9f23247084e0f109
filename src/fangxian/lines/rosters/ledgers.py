"""The ledgers of demands, shifts and wishes (M10)."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Text as Words
from fangxian.lines.rosters.models import Days, Demand, Shift, Wish
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import (
    Choice,
    Field,
    Number,
    Reference,
    Since,
    Text,
    Unreadable,
    Until,
    Where,
)
from fangxian.mechanisms.personnel.ledgers import GROUND
from fangxian.mechanisms.personnel.models import Skill

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.names import Names

VIEW, PLAN, ASK = "rosters.view", "rosters.plan", "rosters.ask"
HOUR = re.compile(r"([01]?\d|2[0-4])[:：]([0-5]\d)")


@dataclass(frozen=True, kw_only=True)
class Hour(Text):
    """An hour of the day as it is written: 08:00; 24:00 is the end of the day."""

    length: int = 5

    def read(self, told: Any, meaning: "Meaning") -> str:
        text = (
            f"{told:%H:%M}"
            if isinstance(told, datetime.time | datetime.datetime)
            else str(told or "").strip()
        )
        if not text:
            return ""
        found = HOUR.fullmatch(text)
        if found is None or (found[1] == "24" and found[2] != "00"):
            raise Unreadable(_now("Write the hour as 08:00."))
        return f"{int(found[1]):02d}:{found[2]}"


@dataclass(frozen=True, kw_only=True)
class At(Field):
    """An instant to the minute, kept in ``column``: 2020-02-11 08:00."""

    held: str

    @property
    def names(self) -> tuple[str, ...]:
        return (self.held,)

    def control(self, meaning: "Meaning") -> forms.Field:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        return forms.DateTimeField(label=self.title, required=self.required, widget=widget)

    def read(self, told: Any, meaning: "Meaning") -> datetime.datetime | None:
        told = getattr(told, "at", told)
        if isinstance(told, datetime.datetime):
            return told if timezone.is_aware(told) else timezone.make_aware(told)
        try:
            return timezone.make_aware(datetime.datetime.fromisoformat(str(told).strip())) if told else None
        except ValueError as problem:
            raise Unreadable(_now("Write day and hour as 2020-02-10 08:00.")) from problem

    def columns(self, value: Any) -> dict[str, Any]:
        return {self.held: value} if value else {}

    def of(self, row: Any, opened: Mapping[str, str]) -> Any:
        return getattr(row, self.held)

    def canonical(self, value: Any) -> Any:
        return value.isoformat() if value else None

    def shown(self, value: Any, names: "Names") -> str:
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}" if value else ""

    def told(self, value: Any, names: "Names") -> Any:
        return self.shown(value, names)

    def initial(self, value: Any, names: "Names") -> Any:
        return timezone.localtime(value) if value else None


def check_demand(values: Values) -> dict[str, Words]:
    """Return what is wrong with a demand: hours that are alike, more leads than people, a skill without number."""
    errors: dict[str, Words] = {}
    if values.get("begins") == values.get("ends"):
        errors["ends"] = _("It ends when it begins.")
    if values.get("begins") == "24:00":
        errors["begins"] = _("Write 00:00 of the next day.")
    for code in ("leads", "skilled"):
        if (values.get(code) or 0) > (values.get("staff") or 0):
            errors[code] = _("More than the shift has people.")
    if bool(values.get("skill")) != bool(values.get("skilled")):
        errors["skilled"] = _("A skill and how many need it belong together.")
    return errors


def check_shift(values: Values) -> dict[str, Words]:
    """Return what is wrong with a shift: its hours."""
    begins, ends = values.get("begins"), values.get("ends")
    if begins and ends and not datetime.timedelta(0) < ends - begins <= datetime.timedelta(days=1):
        return {"ends": _("A shift lasts longer than nothing and no longer than a day.")}
    return {}


DEMANDS = Ledger(
    code="demands",
    title=_("What posts need"),
    one=pgettext_lazy("ledger", "demand"),
    question=_("How many people does each post need, and when?"),
    lead=_("For each post its shifts: hours, people, leads and skills. A roster is solved from this."),
    empty=_("Enter a post's shifts one by one, or send a sheet with post, hours and numbers of people."),
    model=Demand,
    view=VIEW,
    enter=PLAN,
    side=Side.PLACE,
    label=("post", "begins"),
    key=("post", "begins", "ends", "days"),
    check=check_demand,
    fields=(
        Reference(code="post", title=_("post"), synonyms=("岗位", "卡点", "卡口"), to="posts", required=True,
                  listed=True),
        Where(title=_("place"), synonyms=("所在社区", "社区", "街道"), kinds=GROUND, required=True, listed=True,
              narrows=True),
        Hour(code="begins", title=_("begins"), synonyms=("开始时间", "上岗时间"), required=True, listed=True),
        Hour(code="ends", title=_("ends"), synonyms=("结束时间", "下岗时间"), required=True, listed=True),
        Number(code="staff", title=_("people"), synonyms=("人数", "每班人数"), required=True, least=1, most=200,
               listed=True),
        Number(code="leads", title=_("leads among them"), synonyms=("带班人数",), most=20, listed=True),
        Choice(code="skill", title=_("skill among them"), synonyms=("所需技能", "技能"), options=Skill, folded=True),
        Number(code="skilled", title=_("how many with the skill"), synonyms=("技能人数",), most=20, folded=True),
        Choice(code="days", title=_("days"), synonyms=("日期类型",), options=Days, default=Days.ALL, listed=True,
               wordings={Days.ALL: ("每天", "每日"), Days.WORKDAYS: ("工作日",), Days.WEEKENDS: ("周末",)}),
        Since(code="since", title=_("since"), synonyms=("起始日期",), folded=True),
        Until(code="until", title=_("until"), synonyms=("结束日期",), folded=True),
    ),
)  # fmt: skip

SHIFTS = Ledger(
    code="shifts",
    title=_("Shifts"),
    one=pgettext_lazy("ledger", "shift"),
    question=_("Who stands where, and when?"),
    lead=_("Published shifts; a shift without a person is open. Rosters write them, sheets may too."),
    empty=_("Solve a roster and publish it, or send a sheet with person, post, begin and end."),
    model=Shift,
    view=VIEW,
    enter=PLAN,
    side=Side.PLACE,
    label=("post", "begins"),
    check=check_shift,
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员"), to="persons", listed=True, narrows=True),
        Reference(code="post", title=_("post"), synonyms=("岗位", "卡点", "卡口"), to="posts", required=True,
                  listed=True, narrows=True),
        Where(title=_("place"), synonyms=("所在社区", "社区", "街道"), kinds=GROUND, required=True, narrows=True),
        At(code="begins", held="happened_at", title=_("begins"), synonyms=("开始时间", "上岗时间"), required=True,
           listed=True),
        At(code="ends", held="ended_at", title=_("ends"), synonyms=("结束时间", "下岗时间"), required=True,
           listed=True),
        Text(code="breach", title=_("rules broken knowingly"), synonyms=("例外说明",), folded=True, length=120),
    ),
)  # fmt: skip

WISHES = Ledger(
    code="wishes",
    title=_("Wishes about shifts"),
    one=pgettext_lazy("ledger", "wish"),
    question=_("Who would rather be on duty when?"),
    lead=_("A roster meets wishes where demands, rules and equal shares allow it."),
    empty=_("Enter what people ask for, day by day."),
    model=Wish,
    view=VIEW,
    enter=ASK,
    label=("person",),
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员"), to="persons", required=True,
                  listed=True),
        Since(code="since", title=_("since"), synonyms=("开始日期", "起始日期"), required=True, listed=True),
        Until(code="until", title=_("until"), synonyms=("结束日期", "截止日期"), required=True, listed=True),
        Choice(code="wants", title=_("wish"), synonyms=("意愿",), options=Wish.Wants, default=Wish.Wants.OFF,
               listed=True, wordings={Wish.Wants.OFF: ("休息", "不排"), Wish.Wants.ON: ("上岗", "可排")}),
        Where(title=_("place"), synonyms=("所在社区", "社区", "街道"), kinds=GROUND, required=True, listed=True,
              narrows=True),
    ),
)  # fmt: skip
LEDGERS = (DEMANDS, SHIFTS, WISHES)

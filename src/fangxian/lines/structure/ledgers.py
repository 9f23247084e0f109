"""The ledgers of groups, their members, on-call turns and charges (M1, M3, M4)."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Text as Words
from fangxian.core.folding import fold
from fangxian.lines.structure import rules
from fangxian.lines.structure.gaps import from_above
from fangxian.lines.structure.models import Charge, Decision, Function, Group, GroupKind, Member, Turn
from fangxian.lines.structure.settling import approves, settle
from fangxian.mechanisms.ledgers.actions import is_own
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import (
    Choice,
    Day,
    Head,
    OnBehalf,
    Personal,
    Phone,
    Reference,
    Since,
    Text,
    Unreadable,
    Until,
    Where,
)
from fangxian.mechanisms.ledgers.fields.plain import Heads
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind

if TYPE_CHECKING:
    from fangxian.mechanisms.ledgers.meaning import Meaning
    from fangxian.mechanisms.ledgers.names import Names

VIEW, ENTER, DISCLOSE = "structure.view", "structure.enter", "personnel.disclose"
LEVELS = (Kind.PROVINCE, Kind.CITY, Kind.COUNTY, Kind.STREET, Kind.COMMUNITY)
ANYWHERE = (*LEVELS, Kind.GRID, Kind.COMPOUND, Kind.BUILDING)
WORDINGS = {
    GroupKind.COMMAND: ("指挥部",), GroupKind.LEADING: ("领导小组",),
    GroupKind.WORKING: ("工作组", "专项工作组"), GroupKind.TASK_FORCE: ("专班", "工作专班", "四人一专班"),
    GroupKind.BRANCH: ("临时党支部", "临时支部"), GroupKind.COMMITTEE: ("临时党委", "临时党总支", "临时党组织"),
    GroupKind.VANGUARD: ("党员先锋岗", "先锋岗"), GroupKind.DEMONSTRATION: ("党员示范岗", "示范岗"),
    GroupKind.SCREENING: ("疫情排查队", "排查队", "疫情排查"), GroupKind.CONTROL: ("管控监测队", "管控监测"),
    GroupKind.PUBLICITY: ("宣传纠察队", "宣传纠察", "宣传维稳队"),
    GroupKind.COMMANDO: ("党员突击队", "突击队", "党员突击"), GroupKind.VOLUNTEER: ("志愿服务队", "志愿服务", "志愿队"),
    GroupKind.MEDICAL: ("医疗队",), GroupKind.OTHER: ("其他队伍", "其他"),
}  # fmt: skip
UNKNOWN = ("unknown", "不详", "未知", "不明", "未统计")


@dataclass(frozen=True, kw_only=True)
class HowMany(Head):
    """How many an entry stands for: one, unless many were reported in one number or it says that nobody told it.

    What is unknown makes a sum with it "more than", and alone is none ("—").
    """

    def read(self, told: Any, meaning: "Meaning") -> Heads | None:  # type: ignore[override]
        if isinstance(told, str) and fold(told) in {fold(word) for word in (*UNKNOWN, _now("unknown"))}:
            return None
        return super().read(told, meaning) or Heads(1)

    def columns(self, value: Any) -> dict[str, Any]:
        return super().columns(value) | ({} if value else {f"{self.code}_more": True})

    def shown(self, value: Any, names: "Names") -> str:
        return super().shown(value, names) or _now("unknown")

    def initial(self, value: Any, names: "Names") -> str:
        return super().initial(value, names) or _now("unknown")

    def told(self, value: Any, names: "Names") -> str:
        return super().told(value, names) or UNKNOWN[0]


@dataclass(frozen=True, kw_only=True)
class Hour(Text):
    """An hour of the day as HH:MM."""

    length: int = 8

    def read(self, told: Any, meaning: "Meaning") -> str:
        text = super().read(told, meaning)
        try:
            return rules.hour(text) if text else ""
        except ValueError as error:
            raise Unreadable(_now("Not an hour: write it as 08:30.")) from error


def _headed(values: Values) -> dict[str, Any]:
    return {"headed": bool(values.get("head"))}


def where_group(group: Any) -> dict[str, Any]:
    """Return the columns by which a row stands where its group stands in both trees."""
    rows = Group.objects.at().filter(entry=group)
    return dict(rows.values("path", "line_id", "body_id", "body_path").first() or {})


def _on_call(values: Values) -> dict[str, Any]:
    begin, end = rules.span(
        values["since"], values["begins"], values["ends"], timezone.get_default_timezone()
    )
    return where_group(values["group"]) | {"happened_at": begin, "ended_at": end}


def _doing(actor: Actor, row: Any) -> list[tuple[Words, str]]:
    """Say what may be done with a group beside correcting it."""
    found: list[tuple[Words, str]] = []
    if row.decision == Decision.PROPOSED and approves(actor, row):
        found.append((_("Decide"), reverse("structure:decide", args=[row.entry_id])))
    if row.ended_at is None and is_own(actor, GROUPS, row):
        found.append((_("Close it"), reverse("structure:close", args=[row.entry_id])))
    return found


GROUPS = Ledger(
    code="groups",
    title=_("Groups and teams"),
    one=pgettext_lazy("ledger", "group or team"),
    question=_("Which groups and teams are there?"),
    lead=_("Command, working groups, task forces, temporary branches, posts of party members, and teams."),
    empty=_("Enter them one by one, or send one workbook for the whole county under “Import workbooks”."),
    model=Group,
    view=VIEW,
    enter=ENTER,
    disclose=DISCLOSE,
    named=lambda actor, _response: from_above(actor),
    label=("name", "place"),
    key=("name", "kind", "place"),
    settle=settle,
    doing=_doing,
    derive=_headed,
    fields=(
        Text(code="name", title=pgettext_lazy("group", "name"), required=True, listed=True,
             synonyms=("名称", "组织名称", "队伍名称", "组名", "工作组", "岗位名称")),
        Choice(code="kind", title=pgettext_lazy("group", "kind"), synonyms=("类别", "类型", "组织类型", "队伍类型"),
               options=GroupKind, wordings=WORDINGS, required=True, listed=True, narrows=True),
        Where(title=_("place"),
              synonyms=("所在社区", "社区", "村（社区）", "村", "镇办", "街道", "区划", "县（市、区）", "县市区"),
              kinds=ANYWHERE,
              listed=True, narrows=True),
        Personal(code="head", title=_("head or secretary"),
                 synonyms=("负责人", "书记", "队长", "组长", "牵头人", "岗长"),
                 listed=True, open=True, length=60),
        Phone(code="phone", title=_("phone"), synonyms=("联系电话", "手机号", "电话")),
        Head(code="members", title=_("members"), synonyms=("成员人数", "人数", "党员人数", "队员人数"), listed=True),
        Text(code="duty", title=_("duty"), synonyms=("职责", "工作职责", "任务"), length=500),
        Reference(code="parent", title=_("belongs to"), synonyms=("上级组织", "隶属"), to="groups", narrows=True),
        OnBehalf(title=_("set up by"), synonyms=("牵头单位", "成立单位", "组建单位"), folded=True, narrows=True),
        Text(code="area", title=_("area"), synonyms=("责任区域", "服务区域", "范围"), folded=True, length=120),
        Text(code="approval", title=_("number of the approval"), synonyms=("批复文号", "批准文号", "文号"), folded=True,
             length=60),
        Text(code="approved_by", title=_("approved by"), synonyms=("批准单位", "审批单位"), folded=True),
        Day(code="approved_on", title=_("approved on"), synonyms=("批准日期", "批复日期"), folded=True),
        Since(code="since", title=pgettext_lazy("group", "set up"), synonyms=("成立日期", "成立时间", "设立日期"),
              folded=True),
        Until(code="until", title=pgettext_lazy("group", "closed"), synonyms=("撤销日期", "撤销时间"), folded=True),
        HowMany(code="count", title=_("stands for how many"), synonyms=("个数", "支数", "组织数"), folded=True,
                help=_("1, unless many were reported in one number: then their count, or “unknown”.")),
        Text(code="source", title=_("source of the numbers"), synonyms=("数据来源", "来源"), folded=True, length=120),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
        Choice(code="decision", title=_("approval"), options=Decision, settled=True, listed=True, narrows=True),
    ),
)  # fmt: skip

MEMBERS = Ledger(
    code="members",
    title=_("Members of groups"),
    one=pgettext_lazy("ledger", "member of a group"),
    question=_("Who belongs to which group?"),
    lead=_("Who stands in a group, in which role and with which duty, from day to day."),
    empty=_("Enter who belongs to your groups, or send a sheet with group, name, role and duty."),
    model=Member,
    view=VIEW,
    enter=ENTER,
    label=("person", "role"),
    key=("group", "person", "role"),
    derive=lambda values: where_group(values["group"]),
    fields=(
        Reference(code="group", title=pgettext_lazy("ledger", "group"), synonyms=("组织", "工作组", "队伍", "组织名称"),
                  to="groups", required=True, listed=True, narrows=True),
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员", "成员"), to="persons", required=True,
                  listed=True),
        Choice(code="role", title=_("role"), synonyms=("角色", "担任", "组内职务"), options=Member.Role,
               default=Member.Role.MEMBER, listed=True, narrows=True,
               wordings={Member.Role.HEAD: ("组长", "队长", "总指挥", "指挥长"),
                         Member.Role.SECRETARY: ("书记", "支部书记"),
                         Member.Role.DEPUTY: ("副组长", "副队长", "副总指挥", "副指挥长", "副书记"),
                         Member.Role.LIAISON: ("联络员",), Member.Role.MEMBER: ("成员", "组员", "队员", "委员")}),
        Text(code="duty", title=_("duty"), synonyms=("职责", "分工", "任务"), listed=True, length=200),
        Text(code="phone", title=_("phone on duty"), synonyms=("值班电话", "办公电话", "电话"), listed=True, length=40),
        Since(code="since", title=_("since"), synonyms=("开始日期", "起始日期"), folded=True),
        Until(code="until", title=_("until"), synonyms=("结束日期", "截止日期"), folded=True),
    ),
)  # fmt: skip

TURNS = Ledger(
    code="turns",
    title=_("On-call turns"),
    one=pgettext_lazy("ledger", "on-call turn"),
    question=_("Who is on call?"),
    lead=_("Who can be reached for a group, from which hour to which; an end before the beginning is the next day's."),
    empty=_("Enter the turns of your group, or send its on-call table as a sheet."),
    model=Turn,
    view=VIEW,
    enter=ENTER,
    label=("person", "group"),
    key=("group", "person", "since", "begins"),
    derive=_on_call,
    fields=(
        Reference(code="group", title=pgettext_lazy("ledger", "group"), synonyms=("组织", "工作组", "队伍", "值班组"),
                  to="groups", required=True, listed=True, narrows=True),
        Reference(code="person", title=_("person"), synonyms=("姓名", "值班人", "值班人员", "人员"), to="persons",
                  required=True, listed=True),
        Since(code="since", title=_("day"), synonyms=("值班日期", "日期"), required=True, listed=True),
        Hour(code="begins", title=_("from"), synonyms=("开始时间", "起", "从"), required=True, listed=True),
        Hour(code="ends", title=_("to"), synonyms=("结束时间", "止", "到"), required=True, listed=True),
        Text(code="phone", title=_("phone on duty"), synonyms=("值班电话", "电话"), listed=True, length=40),
    ),
)  # fmt: skip

CHARGES = Ledger(
    code="charges",
    title=_("Who answers for a place"),
    one=pgettext_lazy("ledger", "charge"),
    question=_("Who answers for which place?"),
    lead=_("The responsible secretary, the first responsible and the village first secretary of each place."),
    empty=_("Send one sheet for all places: place, function, name, office, phone."),
    model=Charge,
    view=VIEW,
    enter=ENTER,
    side=Side.PLACE,
    disclose=DISCLOSE,
    told=from_above,
    label=("head", "place"),
    key=("function", "place", "head"),
    fields=(
        Where(title=_("place"),
              synonyms=("区划", "驻村", "村（社区）", "社区", "村", "镇办", "街道", "责任区域", "县（市、区）",
                        "县市区"),
              kinds=(*LEVELS, Kind.GRID), above=True, required=True, listed=True, narrows=True),
        Choice(code="function", title=pgettext_lazy("charge", "function"), synonyms=("责任类别", "责任身份", "类别"),
               options=Function, required=True, listed=True, narrows=True,
               wordings={Function.SECRETARY: ("书记", "党委书记", "党支部书记", "责任书记"),
                         Function.FIRST: ("第一责任人", "主要负责人"),
                         Function.FIRST_SECRETARY: ("第一书记", "驻村第一书记")}),
        Personal(code="head", title=pgettext_lazy("person", "name"),
                 synonyms=("姓名", "责任人", "责任人姓名"), required=True,
                 listed=True, open=True, sought="name_token", length=60),
        Text(code="job", title=_("office or job"), synonyms=("职务",), listed=True),
        Phone(code="phone", title=_("phone"),
              synonyms=("联系电话", "手机号", "电话"), listed=True, sought="phone_token"),
        OnBehalf(title=_("unit"), synonyms=("单位", "派出单位", "工作单位"), listed=True, narrows=True),
        Since(code="since", title=_("since"), synonyms=("起始日期", "任职日期", "到岗日期"), folded=True),
        Until(code="until", title=_("until"), synonyms=("截止日期", "离任日期"), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip
LEDGERS = (GROUPS, MEMBERS, TURNS, CHARGES)

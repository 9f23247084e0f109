"""The ledgers of sending people down (M10)."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Text as Words
from fangxian.lines.dispatch import containing
from fangxian.lines.dispatch.forms import DEEDS, TITLES
from fangxian.lines.dispatch.models import (
    Assignment,
    Batch,
    BatchKind,
    BatchMember,
    Containment,
    CountKind,
    HeadCount,
    Pledge,
    Quota,
)
from fangxian.lines.dispatch.permissions import ASK, NOMINATE, REPORT, VIEW, permission_of
from fangxian.mechanisms.ledgers.declaring import Ledger, Side
from fangxian.mechanisms.ledgers.fields import (
    Choice,
    Day,
    Head,
    Number,
    OnBehalf,
    Reference,
    Since,
    Text,
    Until,
    Where,
)
from fangxian.mechanisms.personnel.ledgers import GROUND
from fangxian.mechanisms.personnel.models import Posting
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind

TEAMS = "groups"
"""The ledger of groups and teams, which another room declares."""
BROAD = (Kind.PROVINCE, Kind.CITY, *GROUND)

PERSON_NAMES = ("姓名", "人员", "人员姓名")
PLACE_NAMES = ("下沉社区", "下沉地点", "社区", "街道", "所在社区", "分派社区")
POST_NAMES = ("卡点", "卡口", "岗位", "下沉卡点")
COUNTED = {
    CountKind.FRONT_LINE: ("领导干部", "一线领导干部", "一线干部"),
    CountKind.MEDICAL: ("医务人员", "医护人员", "医护党员职工", "一线医务人员"),
    CountKind.LEAVE_CANCELLED: ("取消休假", "取消休假人员", "取消休假医护人员"),
    CountKind.ON_DUTY: ("取消休假在岗干部", "机关干部取消休假", "坚守岗位干部"),
    CountKind.MEMBERS: ("党员干部", "参战党员干部", "党员"),
    CountKind.VOLUNTEERS: ("志愿者",), CountKind.RESIDENTS: ("群众", "居民"),
    CountKind.LETTERS: ("请战书", "递交请战书医务人员", "主动请战医务人员"),
    CountKind.APPLICATIONS: ("入党申请书", "一线入党申请", "火线入党申请"),
}  # fmt: skip


def _beside(_actor: Actor) -> Sequence[tuple[Words, str]]:
    return ((_("By step"), reverse("dispatch:board")), (_("By unit"), reverse("dispatch:units")))


def _doing(actor: Actor, row: Any) -> Sequence[tuple[Words, str]]:
    """Return the steps that the actor may take with one person, for his page."""
    at = {"place": row.path, "line": row.line_id or "", "body": row.body_path}
    return [
        (TITLES[deed], f"{reverse('dispatch:deed', args=[deed])}?chosen={row.entry_id}")
        for deed in DEEDS.get(row.step, ())
        if actor.scope(permission_of(deed)).holds(**at)
    ]


QUOTAS = Ledger(
    code="quotas",
    title=_("Quotas of units"),
    one=pgettext_lazy("ledger", "quota"),
    question=_("Which unit owes how many people?"),
    lead=_("What each unit was asked for; nominations are held against it."),
    empty=_("Ask the units for people one by one, or send a sheet with units and numbers."),
    model=Quota,
    view=VIEW,
    enter=ASK,
    label=("body", "number_asked"),
    key=("body", "place", "document"),
    beside=_beside,
    fields=(
        OnBehalf(title=_("unit"), synonyms=("单位", "派出单位", "部门"), required=True, listed=True, narrows=True),
        Number(code="number_asked", title=_("people asked for"), synonyms=("抽调人数", "名额", "人数"), required=True,
               least=1, listed=True),
        Where(title=_("for which place"), synonyms=("下沉街道", "下沉地点", "街道"), kinds=BROAD, listed=True,
              narrows=True),
        Day(code="due_on", title=_("names due on"), synonyms=("上报截止", "截止日期"), listed=True),
        Text(code="document", title=_("document number"), synonyms=("文号", "发文字号"), folded=True),
        Since(code="since", title=_("from"), synonyms=("起始日期",), folded=True),
        Until(code="until", title=_("until"), synonyms=("结束日期",), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

ASSIGNMENTS = Ledger(
    code="assignments",
    title=_("People sent down"),
    one=pgettext_lazy("ledger", "nomination"),
    question=_("Who was sent down, and where does each stand?"),
    lead=_("From nomination to release; who is in place is detached from his unit and under the place's command."),
    empty=_("Units nominate their people here, one by one or by a sheet; the work committee approves and assigns."),
    model=Assignment,
    view=VIEW,
    enter=NOMINATE,
    side=Side.BODY,
    label=("person",),
    key=("person",),
    doing=_doing,
    beside=_beside,
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员"), to="persons", required=True,
                  listed=True),
        OnBehalf(title=_("home unit"), synonyms=("单位", "派出单位", "部门"), required=True, listed=True, narrows=True),
        Choice(code="role", title=_("role"), synonyms=("担任", "角色"), options=Posting.Role,
               default=Posting.Role.MEMBER, listed=True, narrows=True,
               wordings={Posting.Role.HEAD: ("队长", "带队", "领队", "牵头领导"),
                         Posting.Role.DEPUTY: ("副队长", "副领队", "带队副职"),
                         Posting.Role.MEMBER: ("队员", "成员", "组员")}),
        Choice(code="step", title=_("state"), options=Assignment.State, settled=True, listed=True, narrows=True),
        Where(title=_("assigned to"), kinds=GROUND, settled=True, listed=True, narrows=True),
        Reference(code="post", title=_("post"), to="posts", settled=True, listed=True),
        Reference(code="team", title=_("team"), to=TEAMS, settled=True, folded=True),
        Reference(code="substitutes", title=_("stands in for"), synonyms=("替换人员",), to="assignments", folded=True),
        Since(code="since", title=_("from"), synonyms=("起始日期", "下沉日期"), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

PLEDGES = Ledger(
    code="pledges",
    title=_("Rules of conduct acknowledged"),
    one=pgettext_lazy("ledger", "acknowledgement"),
    question=_("Who has acknowledged the rules of conduct?"),
    lead=_("Each person acknowledges the wording that holds; a new wording is acknowledged anew."),
    empty=_("Acknowledgements appear here as soon as somebody gives one."),
    model=Pledge,
    view=VIEW,
    enter=NOMINATE,
    label=("person",),
    key=("person", "wording", "part"),
    beside=_beside,
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员"), to="persons", required=True,
                  listed=True),
        Text(code="wording", title=_("wording"), synonyms=("版本",), required=True, listed=True, length=16),
        Choice(code="part", title=_("which part"), synonyms=("部分", "内容"), options=Pledge.Part,
               default=Pledge.Part.BOTH, listed=True, narrows=True,
               wordings={Pledge.Part.DO: ("八做",), Pledge.Part.DO_NOT: ("八不做",), Pledge.Part.BOTH: ("全部",)}),
        OnBehalf(title=_("unit"), synonyms=("单位",), listed=True, narrows=True),
        Since(code="since", title=_("acknowledged on"), synonyms=("日期", "确认日期"), listed=True),
    ),
)  # fmt: skip

BATCHES = Ledger(
    code="batches",
    title=_("Teams sent outside"),
    one=pgettext_lazy("ledger", "team sent outside"),
    question=_("Which teams are away, and where?"),
    lead=_("Medical and other teams: who sent them, where to, how many, when they left and came back."),
    empty=_("Enter a team with the number of its people; their names may follow."),
    model=Batch,
    view=VIEW,
    enter=REPORT,
    label=("name", "ordinal"),
    key=("name", "body", "ordinal"),
    named=containing.from_above,
    told=containing.within_own,
    settle=containing.settle,
    doing=containing.doing,
    fields=(
        Text(code="name", title=pgettext_lazy("batch", "name"), synonyms=("队伍名称", "名称", "医疗队"), required=True,
             listed=True),
        OnBehalf(title=_("sent by"), synonyms=("派出单位", "单位"), required=True, listed=True, narrows=True),
        Choice(code="kind", title=pgettext_lazy("batch", "kind"), synonyms=("类型", "类别"), options=BatchKind,
               default=BatchKind.MEDICAL, listed=True, narrows=True, wordings={BatchKind.MEDICAL: ("医疗队", "医疗")}),
        Number(code="ordinal", title=_("batch number"), synonyms=("批次",), least=1, most=999, listed=True),
        Text(code="destination", title=_("destination"), synonyms=("目的地", "驰援地"), required=True, listed=True),
        Head(code="people", title=_("people"), synonyms=("人数",), listed=True),
        Since(code="since", title=_("left on"), synonyms=("出发日期", "出征日期"), listed=True),
        Until(code="until", title=_("came back on"), synonyms=("返回日期",), listed=True),
        Reference(code="within", title=_("counted within"), synonyms=("包含于", "计入"), to="batches",
                  help=_("The batch of those above you that counts these people already: they are never added to it."
                         " Whoever sent that batch confirms.")),
        Choice(code="containment", title=_("counted within: confirmed?"), options=Containment, settled=True,
               narrows=True),
        Text(code="source", title=_("source"), synonyms=("来源", "依据"), folded=True, length=200),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

BATCH_MEMBERS = Ledger(
    code="batch-members",
    title=_("Members of teams sent outside"),
    one=pgettext_lazy("ledger", "team member"),
    question=_("Who is in which team?"),
    lead=_("The people of each team by name, as far as they are named."),
    empty=_("Name the members of a team one by one, or send its list."),
    model=BatchMember,
    view=VIEW,
    enter=REPORT,
    label=("person", "batch"),
    key=("person", "batch"),
    fields=(
        Reference(code="batch", title=_("team"), synonyms=("队伍", "医疗队"), to="batches", required=True, listed=True,
                  narrows=True),
        Reference(code="person", title=_("person"), synonyms=("姓名",), to="persons", required=True, listed=True),
        Choice(code="role", title=_("role"), synonyms=("担任",), options=Posting.Role, default=Posting.Role.MEMBER,
               listed=True),
        OnBehalf(title=_("unit"), synonyms=("单位", "医院"), required=True, listed=True, narrows=True),
    ),
)  # fmt: skip

HEAD_COUNTS = Ledger(
    code="head-counts",
    title=_("Reported head-counts"),
    one=pgettext_lazy("ledger", "reported head-count"),
    question=_("How many take part, as reported?"),
    lead=_("Numbers that were reported as numbers, with their source; “more than” stays “more than”."),
    empty=_("Enter a number with its source where people are not listed by name."),
    model=HeadCount,
    view=VIEW,
    enter=REPORT,
    label=("kind", "people"),
    key=("kind", "place", "body"),
    fields=(
        Choice(code="kind", title=_("of whom"), synonyms=("类别", "项目"), options=CountKind, required=True,
               listed=True, narrows=True, wordings=COUNTED),
        Head(code="people", title=_("people"), synonyms=("人数",), required=True, listed=True),
        Where(title=_("place"), synonyms=("地区", "所在地"), kinds=BROAD, listed=True, narrows=True),
        OnBehalf(title=_("body"), synonyms=("单位",), listed=True, narrows=True),
        Since(code="since", title=_("as of"), synonyms=("截至日期", "统计日期"), listed=True),
        Text(code="source", title=_("source"), synonyms=("来源", "依据"), required=True, listed=True, length=200),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip
LEDGERS = (QUOTAS, ASSIGNMENTS, PLEDGES, BATCHES, BATCH_MEMBERS, HEAD_COUNTS)

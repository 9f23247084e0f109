"""The ledgers of posts: who stood there, and what shifts leave open (M10, M11)."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Text as Words
from fangxian.lines.service import settling
from fangxian.lines.service.models import Attendance, Handover
from fangxian.lines.service.settling import RECEIVE, VIEW
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import Choice, Long, Number, On, Reference, Text, Where
from fangxian.mechanisms.personnel.ledgers import GROUND


def _stood(values: Values) -> Mapping[str, Words]:
    """Whoever is replaced is replaced by somebody else, who is named."""
    other, replaced = values["replaced_by"], values["attended"] == Attendance.State.REPLACED
    if replaced and not other:
        return {"replaced_by": _("Name who stood there instead.")}
    if other and (not replaced or other == values["person"]):
        return {"replaced_by": _("Only where somebody else stood there instead.")}
    return {}


ATTENDANCES = Ledger(
    code="attendances",
    title=_("Attendance at posts"),
    one=pgettext_lazy("ledger", "attendance"),
    question=_("Who stood at which post?"),
    lead=_("By the code at the post, by the team lead for all, or from a sheet."),
    empty=_("Hang up the post's code, or open a post and say who is there."),
    model=Attendance,
    view=VIEW,
    enter=RECEIVE,
    side=Side.PLACE,
    label=("person", "post", "day"),
    key=("person", "post", "day", "shift"),
    check=_stood,
    settle=settling.attend,
    fields=(
        Reference(code="person", title=_("person"), synonyms=("姓名", "人员"), to="persons", required=True,
                  listed=True),
        Reference(code="post", title=_("post"), synonyms=("岗位", "卡点", "卡口"), to="posts", required=True,
                  listed=True, narrows=True),
        Where(title=_("place"), synonyms=("社区", "地点"), kinds=GROUND, required=True, narrows=True),
        On(code="day", title=_("day"), synonyms=("日期", "值班日期"), required=True, listed=True),
        Text(code="shift", title=pgettext_lazy("roster", "shift"), synonyms=("班次",), length=20, listed=True),
        Choice(code="attended", title=_("state"), synonyms=("状态", "到岗情况"), options=Attendance.State,
               default=Attendance.State.PRESENT, listed=True, narrows=True,
               wordings={Attendance.State.PRESENT: ("到岗", "在岗"), Attendance.State.LATE: ("迟到",),
                         Attendance.State.ABSENT: ("缺岗", "未到", "脱岗"),
                         Attendance.State.REPLACED: ("替班", "顶替")}),
        Reference(code="replaced_by", title=_("who stood there instead"), synonyms=("替班人员", "替班人", "顶替人"),
                  to="persons", listed=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

HANDOVERS = Ledger(
    code="handovers",
    title=_("Handover between shifts"),
    one=pgettext_lazy("ledger", "handover"),
    question=_("What did the last shift leave open?"),
    lead=_("What a shift leaves open: the next takes it over and passes it on, until it is done."),
    empty=_("Write down what is still open at the end of a shift."),
    model=Handover,
    view=VIEW,
    enter=RECEIVE,
    side=Side.PLACE,
    label=("post", "day"),
    settle=settling.hand_over,
    doing=settling.handover_deeds,
    fields=(
        Reference(code="post", title=_("post"), synonyms=("岗位", "卡点"), to="posts", required=True, listed=True,
                  narrows=True),
        Where(title=_("place"), synonyms=("社区", "地点"), kinds=GROUND, required=True, narrows=True),
        On(code="day", title=_("day"), synonyms=("日期",), required=True, listed=True),
        Text(code="shift", title=pgettext_lazy("roster", "shift"), synonyms=("班次",), length=20, listed=True),
        Long(code="items", title=_("open items"), synonyms=("交接事项", "未完事项", "事项"), required=True,
             listed=True),
        Choice(code="step", title=_("state"), options=Handover.State, settled=True, listed=True, narrows=True),
        Number(code="passed", title=_("shifts that passed it on"), settled=True, listed=True),
        Text(code="answer", title=_("how it was done"), settled=True, length=200),
    ),
)  # fmt: skip

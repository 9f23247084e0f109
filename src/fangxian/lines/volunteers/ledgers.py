"""The ledger of those who signed up as volunteers (M4)."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.crypto import DataClass
from fangxian.core.errors import Text as Words
from fangxian.lines.volunteers.models import FreeTime, State, Volunteer
from fangxian.mechanisms.ledgers.actions import is_own
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import Choice, Choices, Flag, Personal, Phone, Text, Where
from fangxian.mechanisms.personnel.ledgers import WORDINGS
from fangxian.mechanisms.personnel.models import Skill
from fangxian.mechanisms.visitors.tokens import number_of
from fangxian.trees.people.actor import Actor

VIEW, VET, DISCLOSE = "volunteers.view", "volunteers.vet", "personnel.disclose"
RECEIPT = "volunteer number"


def _check(values: Values) -> dict[str, Words]:
    found: dict[str, Words] = {}
    if not values.get("adult"):
        found["adult"] = _("Only adults can be put on duty.")
    if not values.get("phone"):
        found["phone"] = _("We need a number to reach you.")
    return found


def _settle(_actor: Actor, row: Volunteer, former: Volunteer | None) -> None:
    """A new sign-up has the number of its receipt and awaits an answer."""
    if former is None:
        row.receipt = number_of(row.response, RECEIPT, row.entry_id)
        row.answer = State.PENDING


def _doing(actor: Actor, row: Any) -> list[tuple[Words, str]]:
    """Say what may be done with a sign-up beside correcting it."""
    if not is_own(actor, VOLUNTEERS, row):
        return []
    steps: dict[str, list[tuple[Words, str]]] = {
        State.PENDING: [(_("Decide"), "volunteers:vet")],
        State.ACCEPTED: [
            (_("Assign"), "volunteers:assign"),
            (_("Thank"), "volunteers:thank"),
            (_("Certificate"), "volunteers:print"),
        ],
    }
    return [(title, reverse(view, args=[row.entry_id])) for title, view in steps.get(row.answer, [])]


VOLUNTEERS = Ledger(
    code="volunteers",
    title=_("Volunteers"),
    one=pgettext_lazy("ledger", "volunteer"),
    question=_("Who wants to help?"),
    lead=_("Who signed up by a link or at the counter; accepted, he stands among the persons who serve."),
    empty=_("Make a link or poster by which people sign up, or enter whoever comes to the counter."),
    model=Volunteer,
    view=VIEW,
    enter=VET,
    side=Side.PLACE,
    disclose=DISCLOSE,
    label=("name", "place"),
    key=("name", "phone", "place"),
    check=_check,
    settle=_settle,
    doing=_doing,
    fields=(
        Personal(code="name", title=pgettext_lazy("person", "name"), synonyms=("姓名",), required=True, listed=True,
                 sought="name_token", length=60),
        Phone(code="phone", title=_("phone"),
              synonyms=("联系电话", "手机号", "电话"), listed=True, sought="phone_token"),
        Where(title=_("community where you live"),
              synonyms=("居住社区", "社区"), required=True, listed=True, narrows=True),
        Choices(code="skills", title=_("skills"), synonyms=("特长", "技能"), options=Skill, wordings=WORDINGS,
                listed=True, narrows=True),
        Text(code="languages", title=_("languages"), synonyms=("语言", "外语")),
        Choices(code="times", title=_("when you have time"),
                synonyms=("空闲时间", "服务时间"), options=FreeTime, narrows=True,
                wordings={FreeTime.ALWAYS: ("随时", "都可以"), FreeTime.WEEKENDS: ("周末", "双休日"),
                          FreeTime.NIGHTS: ("夜间", "晚上"), FreeTime.DAYS: ("工作日白天", "白天")}),
        Flag(code="healthy", title=_("healthy for the last 14 days"),
             help=_("No fever or cough, and no contact with patients."),
             synonyms=("健康声明", "身体健康")),
        Personal(code="health_note", title=_("what we should know about your health"), synonyms=("健康说明",),
                 data_class=DataClass.HEALTH, head=0, length=200),
        Text(code="wishes", title=_("what you would like to do"), synonyms=("服务意愿", "意愿岗位"), length=200),
        Flag(code="adult", title=_("18 years or older"), synonyms=("已满18周岁", "成年")),
        Choice(code="answer", title=pgettext_lazy("volunteer", "answer"), options=State, settled=True, listed=True,
               narrows=True),
        Text(code="receipt", title=_("number of the receipt"), settled=True),
        Text(code="thanks", title=_("thanks"), settled=True, folded=True),
    ),
)  # fmt: skip
LEDGERS = (VOLUNTEERS,)

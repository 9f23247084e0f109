"""The ledgers of pairing: who stands by which community, who looks after whom, what communities answer (M9)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.lines.pairing.models import FiveGuardians, FiveOnes, Guarding, Pairing, PairingAnswer, YesNo
from fangxian.lines.pairing.rules import FIVE_GUARDIANS, FIVE_ONES, gaps
from fangxian.lines.pairing.settling import ANSWER, ENTER, GUARD, VIEW, settle, settle_answer
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import (
    Choice,
    Choices,
    Day,
    Number,
    On,
    OnBehalf,
    Reference,
    Since,
    Text,
    Until,
    Where,
)
from fangxian.trees.places.models import WIDTHS, Kind

PAIRED = (Kind.STREET, Kind.COMMUNITY, Kind.COMPOUND)
COMMUNITY = WIDTHS[Kind.COMMUNITY]


def _five_ones(values: Values) -> Mapping[str, Any]:
    path = values["place"] or ""
    community = path[:COMMUNITY] if len(path) >= COMMUNITY else ""
    return _gaps(values, FIVE_ONES) | {"community": community}


def _five_guardians(values: Values) -> Mapping[str, Any]:
    return _gaps(values, FIVE_GUARDIANS)


def _gaps(values: Values, slots: Sequence[str]) -> dict[str, Any]:
    found = gaps(values, slots)
    return {"missing": len(found), "gaps": f"|{'|'.join(found)}|" if found else ""}


PAIRINGS = Ledger(
    code="pairings",
    title=_("Pairings of units with communities"),
    one=pgettext_lazy("ledger", "pairing"),
    question=_("Which unit stands by which community?"),
    lead=_("Each pair with its five ones: division-level lead, task force, plan, ledger, section-level owner."),
    empty=_("Take over a proposal, pair units one by one, or send a sheet with units and communities."),
    model=Pairing,
    view=VIEW,
    enter=ENTER,
    label=("body", "place"),
    key=("body", "place"),
    derive=_five_ones,
    settle=settle,
    fields=(
        OnBehalf(title=_("unit"), synonyms=("单位", "包联单位", "包保单位", "部门"), required=True, listed=True,
                 narrows=True),
        Where(title=_("place"), synonyms=("社区", "包联社区", "包保社区", "小区", "街道"), kinds=PAIRED, required=True,
              listed=True, narrows=True),
        Reference(code="lead", title=_("division-level lead"), synonyms=("处级包联领导", "处级领导", "包联领导"),
                  to="persons", listed=True),
        Text(code="task_force", title=_("task force"), synonyms=("工作专班", "专班"), length=120, listed=True),
        Number(code="task_force_people", title=_("people of the task force"), synonyms=("专班人数",), least=1,
               most=9999),
        Text(code="plan", title=_("plan: document number"), synonyms=("工作方案", "方案文号")),
        Day(code="plan_on", title=_("plan: date"), synonyms=("方案日期",)),
        Day(code="kept_since", title=_("ledger kept since"), synonyms=("工作台账", "台账", "建账日期")),
        Reference(code="owner", title=_("section-level owner"), synonyms=("科级负责人", "科级责任人"), to="persons",
                  listed=True),
        Choices(code="gaps", title=_("slots not filled"), options=FiveOnes, settled=True, listed=True, narrows=True),
        Since(code="since", title=_("since"), synonyms=("开始日期", "起始日期"), folded=True),
        Until(code="until", title=_("until"), synonyms=("结束日期", "截止日期"), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

GUARDIANS = Ledger(
    code="guardians",
    title=_("Guardians of observed persons"),
    one=pgettext_lazy("ledger", "observed person with guardians"),
    question=_("Who looks after whom?"),
    lead=_("Around each person under observation: community official, grid worker, medic, police officer, volunteer."),
    empty=_("Enter a person under observation by a label, such as a door number, and name the five."),
    model=Guarding,
    view=VIEW,
    enter=GUARD,
    side=Side.PLACE,
    key=("name", "place"),
    derive=_five_guardians,
    fields=(
        Text(code="name", title=_("label of the observed person"), synonyms=("观察对象", "对象"), required=True,
             listed=True, length=40, help=_("A door number or initials; no name, no ID number.")),
        Text(code="reference", title=_("reference number"), synonyms=("编号",), length=40, listed=True),
        Where(title=_("place"), synonyms=("社区", "所在社区", "小区"),
              kinds=(Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING), required=True, listed=True,
              narrows=True),
        *(
            Reference(code=code, title=title, synonyms=synonyms, to="persons", listed=True)
            for code, title, synonyms in (
                ("official", _("community official"), ("社区干部", "村干部")),
                ("grid_worker", _("grid worker"), ("网格员",)),
                ("medic", pgettext_lazy("guardian", "medic"), ("医务人员", "医护人员", "村医")),
                ("police", _("police officer"), ("民警", "辅警")),
                ("volunteer", pgettext_lazy("guardian", "volunteer"), ("志愿者",)),
            )
        ),
        Choices(code="gaps", title=_("slots not filled"), options=FiveGuardians, settled=True, listed=True,
                narrows=True),
        Since(code="since", title=_("since"), synonyms=("开始日期", "观察开始"), folded=True),
        Until(code="until", title=_("until"), synonyms=("结束日期", "观察结束"), folded=True),
        Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200),
    ),
)  # fmt: skip

ANSWERS = Ledger(
    code="pairing-answers",
    title=_("Communities' answers about their units"),
    one=pgettext_lazy("ledger", "answer"),
    question=_("Do they follow our dispatch, and work with us?"),
    lead=_("Each paired community answers every day about each unit that stands by it."),
    empty=_("Answers appear here as soon as a community gives one."),
    model=PairingAnswer,
    view=VIEW,
    enter=ANSWER,
    side=Side.PLACE,
    label=("pairing", "day"),
    key=("pairing", "day"),
    settle=settle_answer,
    fields=(
        Reference(code="pairing", title=pgettext_lazy("ledger", "pairing"), synonyms=("包联", "结对"), to="pairings",
                  required=True, listed=True),
        Where(title=_("place"), synonyms=("社区",), kinds=PAIRED, required=True, listed=True, narrows=True),
        OnBehalf(title=_("unit"), settled=True, listed=True, narrows=True),
        On(code="day", title=_("day"), synonyms=("日期",), required=True, listed=True),
        Choice(code="follows", title=_("follows our dispatch"), synonyms=("服从调度",), options=YesNo, required=True,
               listed=True, narrows=True),
        Choice(code="together", title=_("works together with us"), synonyms=("协同工作", "协同作战"), options=YesNo,
               required=True, listed=True, narrows=True),
        Text(code="remark", title=_("remark"), synonyms=("备注", "说明"), length=200, listed=True),
    ),
)  # fmt: skip
LEDGERS = (PAIRINGS, GUARDIANS, ANSWERS)

"""The ledgers of zones, building heads and household links (M2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.lines.grid.models import BuildingHead, Link, Zone
from fangxian.mechanisms.ledgers.declaring import Ledger, Side, Values
from fangxian.mechanisms.ledgers.fields import Head, Number, Personal, Phone, Since, Text, Until, Where
from fangxian.trees.places.models import WIDTHS, Kind

VIEW, ENTER, DISCLOSE = "structure.view", "structure.enter", "personnel.disclose"
GROUND = (Kind.COMMUNITY, Kind.GRID, Kind.COMPOUND, Kind.BUILDING)
PLACE_NAMES = ("所在社区", "社区", "村（社区）", "村", "所属社区")
SINCE = Since(code="since", title=_("since"), synonyms=("起始日期", "设立日期"), folded=True)
UNTIL = Until(code="until", title=_("until"), synonyms=("截止日期", "撤销日期"), folded=True)
REMARK = Text(code="remark", title=_("remark"), synonyms=("备注",), folded=True, length=200)
PHONE = Phone(
    code="phone", title=_("phone"), synonyms=("联系电话", "手机号", "电话"), listed=True, sought="phone_token"
)
HOUSEHOLDS = Number(code="households", title=_("Households"),
                    synonyms=("户数", "住户数", "包联户数", "联系户数"), listed=True,
                    most=100_000)  # fmt: skip


def _headed(values: Values) -> dict[str, Any]:
    return {"headed": bool(values.get("head"))}


def _at_least_his_own(values: Values) -> dict[str, Any]:
    """A link to a household of the territory is one household, also where no number is stated."""
    stated = values.get("households")
    one = len(values.get("place") or "") == WIDTHS[Kind.HOUSEHOLD]
    return {"households": stated if stated is not None else int(one)}


def _counted(values: Values) -> dict[str, Any]:
    if values.get("households") is None and len(values.get("place") or "") < WIDTHS[Kind.HOUSEHOLD]:
        return {"households": _("Say how many households, or which one.")}
    return {}


ZONES = Ledger(
    code="zones",
    title=_("Zones of responsibility"),
    one=pgettext_lazy("ledger", "zone"),
    question=_("Which zones are there?"),
    lead=_("Zones for which party members answer, with their members and households."),
    empty=_("Enter the zones of your community, or send one workbook for the whole county."),
    model=Zone,
    view=VIEW,
    enter=ENTER,
    side=Side.PLACE,
    disclose=DISCLOSE,
    label=("name", "place"),
    key=("name", "place"),
    derive=_headed,
    fields=(
        Text(code="name", title=pgettext_lazy("zone", "name"), synonyms=("责任区名称", "责任区", "名称"), required=True,
             listed=True),
        Where(title=_("place"), synonyms=PLACE_NAMES, kinds=GROUND, required=True, listed=True, narrows=True),
        Personal(code="head", title=_("who answers for it"),
                 synonyms=("责任人", "责任党员", "负责人"), listed=True, open=True,
                 sought="name_token", length=60),
        PHONE,
        Head(code="members", title=_("party members"), synonyms=("党员人数", "党员数", "人数"), listed=True),
        HOUSEHOLDS,
        Text(code="area", title=_("area"), synonyms=("范围", "责任范围"), folded=True, length=120),
        SINCE, UNTIL, REMARK,
    ),
)  # fmt: skip

BUILDING_HEADS = Ledger(
    code="buildingheads",
    title=_("Building heads"),
    one=pgettext_lazy("ledger", "building head"),
    question=_("Who is head of which building?"),
    lead=_("The head of each building, compound or lane."),
    empty=_("Enter the heads of your buildings, or send one workbook for the whole county."),
    model=BuildingHead,
    view=VIEW,
    enter=ENTER,
    side=Side.PLACE,
    disclose=DISCLOSE,
    label=("head", "name"),
    key=("head", "name", "place"),
    fields=(
        Personal(code="head", title=pgettext_lazy("person", "name"),
                 synonyms=("姓名", "楼长", "楼栋长", "楼长姓名", "负责人"),
                 required=True, listed=True, open=True, sought="name_token", length=60),
        Text(code="name", title=_("building or compound"),
             synonyms=("楼栋", "楼号", "小区", "小区名称", "名称"), required=True,
             listed=True),
        Where(title=_("place"), synonyms=PLACE_NAMES, kinds=GROUND, required=True, listed=True, narrows=True),
        PHONE, HOUSEHOLDS, SINCE, UNTIL, REMARK,
    ),
)  # fmt: skip

LINKS = Ledger(
    code="links",
    title=_("Household links (1+10)"),
    one=pgettext_lazy("ledger", "household link"),
    question=_("Who looks after which households?"),
    lead=_("Members who each look after some households, by number or one by one."),
    empty=_("Enter who looks after how many households, or send a sheet."),
    model=Link,
    view=VIEW,
    enter=ENTER,
    side=Side.PLACE,
    disclose=DISCLOSE,
    label=("head", "name"),
    key=("head", "name", "place"),
    check=_counted,
    derive=_at_least_his_own,
    fields=(
        Personal(code="head", title=pgettext_lazy("person", "name"),
                 synonyms=("党员姓名", "姓名", "联户党员", "包联党员", "负责人"),
                 required=True, listed=True, open=True, sought="name_token", length=60),
        Where(title=_("place"), synonyms=(*PLACE_NAMES, "楼栋"), kinds=(*GROUND, Kind.HOUSEHOLD), required=True,
              listed=True, narrows=True),
        Text(code="name", title=_("which households"), synonyms=("联系范围", "包联范围", "门牌", "楼栋单元", "名称"),
             help=_("A stairway, a lane, house numbers: no names of residents."), listed=True),
        HOUSEHOLDS, PHONE,
        Personal(code="residents", title=_("households by address"), synonyms=("联系户", "包联户", "户主"), folded=True,
                 head=0, length=1000),
        SINCE, UNTIL, REMARK,
    ),
)  # fmt: skip
LEDGERS = (ZONES, BUILDING_HEADS, LINKS)

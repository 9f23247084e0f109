"""The form of the national day: twenty indicators of a community, three of them bound by a rule (M8)."""

from fangxian.drill.people import START
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, Form

FLOW, CURRENT, CUMULATIVE = FieldKind.FLOW, FieldKind.CURRENT, FieldKind.CUMULATIVE


def _field(code: str, title: str, kind: FieldKind, unit: str = "人", constraint: str = "") -> Field:
    message = "不应超过所属总数。" if constraint else ""
    return Field(code, title, kind, unit=unit, constraint=constraint, constraint_message=message)


FORM = Form(
    "nation-daily",
    "社区每日排查报表",
    (
        _field("households_visited", "当日入户户数", FLOW, "户"),
        _field("screened", "当日排查人数", FLOW),
        _field("arrived", "当日新到人员", FLOW),
        _field("from_key_area", "其中来自重点地区", FLOW, constraint=". <= ${arrived}"),
        _field("observation_begun", "当日新增居家观察", FLOW),
        _field("observation_ended", "当日解除居家观察", FLOW),
        _field("fever", "当日新发现发热", FLOW),
        _field("sent_to_clinic", "其中转诊发热门诊", FLOW, constraint=". <= ${fever}"),
        _field("disinfected", "当日消毒处数", FLOW, "处"),
        _field("masks", "当日发放口罩", FLOW, "只"),
        _field("present", "在住人数", CURRENT),
        _field("observed", "居家观察在管", CURRENT),
        _field("symptomatic", "其中有症状", CURRENT, constraint=". <= ${observed}"),
        _field("centrally_observed", "集中观察在管", CURRENT),
        _field("checkpoints", "值守卡点", CURRENT, "个"),
        _field("on_duty", "在岗人员", CURRENT),
        _field("supplied", "需保供户数", CURRENT, "户"),
        _field("total_screened", "累计排查人数", CUMULATIVE),
        _field("total_arrived", "累计新到人员", CUMULATIVE),
        _field("total_observed", "累计居家观察", CUMULATIVE),
    ),
    valid_from=START.date(),
    reviews=0,
)


def numbers(index: int, day: int) -> dict[str, int]:
    """Return the numbers of a community on the ``day``-th day; its totals rise day by day."""
    size, arrived = 40 + index % 60, (index + day) % 7
    begun, fever = arrived // 2, (index + 3 * day) % 11 // 10
    flows = (size, size * 3, arrived, arrived // 3, begun, day % 3, fever, fever, index % 5, size * 2)
    stocks = (size * 30, begun + 5, (index + day) % 4, index % 2, 1 + index % 3, 4 + index % 9, index % 6)
    totals = (size * 3 * (day + 1), 6 * (day + 1) + index % 9, 3 * (day + 1) + index % 5)
    return dict(zip((field.code for field in FORM.fields), (*flows, *stocks, *totals), strict=True))

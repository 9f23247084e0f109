"""What a form's fields are called: their titles, the headings of sheets, and how groups speak of them (M8)."""

from collections.abc import Iterable

from django.utils.translation import override

from fangxian.lines.reports.relay.rules.vocabulary import Asked, Vocabulary, vocabulary
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, FieldType, Form

FROM_KEY_PLACES = "arrivals.declared_from_key_area"
LANGUAGES = ("zh-hans", "en")
SPOKEN: dict[tuple[str, FieldKind], str] = {
    ("arrivals.declared", FieldKind.FLOW): """
        今日返程 当日返程 今天返程 新返程 新返回 新返 新来 新到 今日到达 今日返回 新增返回 新增返乡
        新增返岗 又回来 又返回 又到 新回来 今天回来 今日回来 今日返岗 今日返乡 当日返岗 当日返乡
        """,
    ("arrivals.declared_from_key_area", FieldKind.FLOW): """
        其中重点地区 重点地区来 来自重点地区 重点地区返程 重点疫区 疫区返回 重点区域 重点地区返回
        """,
    ("arrivals.declared", FieldKind.CUMULATIVE): """
        累计 总共回来 共回来 累计返程 累计返回 累计返乡 返程累计 累计到达 总计 返程总数 累计返岗 累计人数 累积
        累积返程 返岗总数 返乡总数 返程总人数 返岗总人数 返乡总人数 总数 累计申报 申报人数 已申报 累计上报
        """,
    ("arrivals.dual_reported", FieldKind.CUMULATIVE): """
        已双报 双报 其中双报 累计双报 完成双报 已完成双报 双向报告 双报告
        社区已登记 已社区登记
        """,
    ("arrivals.unit_only", FieldKind.CURRENT): """
        未到社区 社区未登记 未报社区 未登记的 没登记的
        """,
    ("arrivals.under_observation", FieldKind.CURRENT): """
        在管 观察期 在家 在隔离 隔离 隔离中 居家隔离 居家观察 隔离观察 医学观察 观察中 在观察 观察 在管控 管控
        居家 居家医学观察 在家隔离 正在隔离 在管人数
        """,
    ("arrivals.observation_ended", FieldKind.FLOW): """
        解除 解隔 解除隔离 解除观察 解除医学观察 期满 满14天 隔离期满 解除管控 观察期满 解除居家隔离
        """,
    ("arrivals.with_symptoms", FieldKind.CURRENT): """
        发热 有症状 症状 发烧 发热人员 发热等症状 异常症状 不适 有发热 有不适 发热咳嗽 体温异常
        """,
}  # fmt: skip
"""How relays call what the ledgers know, by the measure of a field and how its number behaves in time."""
SPOKEN["arrivals.unit_only", FieldKind.CURRENT] += " ".join(
    f"{none}{where}{what}"
    for none in ("未", "没", "尚未", "还没", "还未", "没有", "还没有")
    for where in ("", "社区", "到社区", "去社区", "在社区", "向社区")
    for what in ("登记", "报到", "报备")
)
LETTERS = {
    ("arrivals.declared", FieldKind.FLOW): ("新",),
    ("arrivals.declared", FieldKind.CUMULATIVE): ("累",),
    ("arrivals.dual_reported", FieldKind.CUMULATIVE): ("双",),
    ("arrivals.under_observation", FieldKind.CURRENT): ("管",),
    ("arrivals.with_symptoms", FieldKind.CURRENT): ("热",),
}
"""Single letters that stand for a field right before its number (新1累3)."""
CLEARED = {("arrivals.unit_only", FieldKind.CURRENT): ("登记", "报到", "报备")}
"""What all have done when a field's number is none."""


def words_of(form: Form, key_places: Iterable[str] = ()) -> Vocabulary:
    """Return the vocabulary of a form; ``key_places`` name the key regions of the response (其中湖北1人)."""
    places = list(key_places)
    share = (field.code for field in form.asked if field.measure == FROM_KEY_PLACES)
    asked = [
        Asked(
            field.code,
            _phrases(field, places),
            is_number=is_counted(field),
            is_flow=is_counted(field) and field.kind is FieldKind.FLOW,
            decimals=field.decimals,
            letters=LETTERS.get((field.measure, field.kind), ()),
            cleared=CLEARED.get((field.measure, field.kind), ()),
            measure=field.measure,
            is_total=field.kind is FieldKind.CUMULATIVE,
            is_percentage=field.is_share,
        )
        for field in form.asked
    ]
    return vocabulary(asked, places, next(share, ""))


def is_counted(field: Field) -> bool:
    """Tell whether a field's answer is a number in speech; yes and no are words, though kept as a number."""
    return field.is_number and field.type is not FieldType.YES_NO


def _phrases(field: Field, key_places: list[str]) -> tuple[str, ...]:
    spoken = SPOKEN.get((field.measure, field.kind), "").split()
    if field.measure == FROM_KEY_PLACES:
        spoken = [*spoken, *(f"{before}{place}{after}" for place in key_places for before, after in AROUND)]
    return (*_titles(field), *field.synonyms, *spoken)


AROUND = (
    ("来自", ""), ("其中", ""), ("其中来自", ""), ("其中", "返回"), ("其中", "返程"), ("从", "返回"), ("", "返程"),
    ("", "返回"), ("", "回来"), ("", "来的"), ("", "来"),
)  # fmt: skip
"""What stands around the name of a key region in speech."""


def _titles(field: Field) -> list[str]:
    found = []
    for language in LANGUAGES:
        with override(language):
            found.append(str(field.title))
    return found

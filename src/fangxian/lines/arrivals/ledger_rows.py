"""The returnees of a unit or community as a superior's form lists them: masked until a purpose is stated (M5, M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.core.fields import under
from fangxian.lines.arrivals.models import ArrivalReport, Side, Standing
from fangxian.lines.arrivals.queries import places_of, visible
from fangxian.lines.arrivals.sealing import clear, masked, open_person
from fangxian.lines.arrivals.sheet import EMPLOYER, PERSON
from fangxian.mechanisms.filling.ledgers import Wanted
from fangxian.mechanisms.imports.fields import Field
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor

CALLED: dict[str, tuple[str, ...]] = {
    "sex": ("男/女", "男女", "性别（男/女）"),
    "id_number": ("公民身份号码", "公民身份证号码", "居民身份证号码", "身份证件号码"),
    "phone": ("手机", "本人手机", "手机电话", "本人联系电话", "本人手机号"),
    "origin": (
        "返回地", "返程地", "来自地区", "来自地", "返程前所在地", "返回前所在地", "出发城市", "始发地", "返程起点",
        "从哪里返回", "何处返回", "从哪回来", "从哪儿回来", "从哪里回来", "从何地回来", "哪里回来",
    ),
    "arrived_at": (
        "到家时间", "返抵时间", "返抵日期", "到达本地时间", "到达本地日期", "抵返时间", "回来时间", "回来日期",
        "哪天回来", "哪天回来的", "何时回来", "何时返回",
    ),
    "transport": (
        "出行方式", "返回方式", "返程交通工具", "返回交通工具", "交通工具类型", "怎么回来", "怎么回来的", "如何返回",
    ),
    "trip": ("车次或航班号", "航班号", "车次号", "车次车牌号", "航班车次", "班次号", "车次航班车牌", "车次车牌"),
    "symptoms": (
        "发热", "发热咳嗽", "发热咳嗽等症状", "发热等症状", "发热或咳嗽", "发热症状", "不适", "不适症状", "异常症状",
        "身体怎么样", "现在身体怎么样", "身体情况", "目前身体状况", "目前健康状况",
    ),
    "cohabitants": (
        "共同居住人员", "共同居住人数", "同住人数", "共同生活人员", "同住的人", "家里同住的人", "家中同住人员",
    ),
    "kind": ("人员类型", "人员性质"),
    "employer": ("在哪上班", "在哪里上班", "上班单位", "工作单位或学校"),
    "address": (
        "现居住详细地址", "现居住地", "家庭详细地址", "居住详址", "小区楼栋", "楼栋门牌", "小区楼栋门牌",
        "楼栋单元门牌",
    ),
}  # fmt: skip
SEX = {"male": "男", "female": "女"}
HIDDEN = "＊＊"


class ReturneeLedger:
    """Whom a unit declared, or a community registered, by the day of arrival."""

    code: str = "arrivals"
    title: Text = _("returnees")
    permissions: tuple[str, ...] = ("arrivals.view_unit", "arrivals.view_community")

    def fields(self) -> Sequence[Field]:
        """Return the fields of a register of returnees, with what superiors' forms call them besides."""
        known = [*PERSON, EMPLOYER]
        return [replace(each, synonyms=(*_fitting(each), *CALLED.get(each.code, ()))) for each in known]

    def rows(self, actor: Actor, wanted: Wanted) -> list[Mapping[str, str]]:
        """Return one row a person; four queries, whatever their number."""
        found = list(_standings(actor, wanted).order_by("arrived_at", "entry"))
        once = list({standing.subject: standing for standing in reversed(found)}.values())[::-1]
        entries = [standing.entry_id for standing in once]
        reports = ArrivalReport.objects.at(wanted.as_of).select_related("response").filter(entry__in=entries)
        by_entry = {report.entry_id: report for report in reports}
        places = {path: str(place) for path, place in places_of(once).items()}
        bodies = Body.objects.in_bulk({standing.body_id for standing in once if standing.body_id})
        return [
            _row(
                by_entry[each.entry_id],
                places.get(each.path, ""),
                str(bodies.get(each.body_id, "")),
                wanted.in_full,
            )
            for each in once
            if each.entry_id in by_entry
        ]


def _fitting(field: Field) -> list[str]:
    """A sheet that we read may state only where somebody came through; a form that asks for that means no origin."""
    return [name for name in field.synonyms if not name.startswith("途经")]


def _standings(actor: Actor, wanted: Wanted) -> QuerySet[Standing]:
    """A unit lists those whom it declared, a place those whom its communities registered."""
    rows = visible(actor, wanted.response, wanted.as_of).exclude(state=Standing.State.DUPLICATE)
    rows = rows.filter(reported_at__gte=wanted.start, reported_at__lte=wanted.end)
    if wanted.body:
        held = {"line": wanted.line} if wanted.line else {}
        return rows.filter(side=Side.UNIT, body=wanted.body, **held)
    if wanted.place is None:
        return rows.none()
    paths = wanted.place.codes.values_list("path", flat=True)
    return rows.filter(side=Side.COMMUNITY).filter(_under_any({wanted.place.path, *paths}))


def _under_any(paths: set[str]) -> "object":
    first, *rest = (under("path", path) for path in sorted(paths))
    for each in rest:
        first |= each
    return first


def _row(report: ArrivalReport, place: str, body: str, in_full: bool) -> dict[str, str]:
    person = open_person(report, report.response)
    told = clear(person) if in_full else masked(person)
    arrived = timezone.localtime(report.happened_at)
    return {
        "name": told["name"],
        "sex": SEX.get(person.identity.sex, ""),
        "id_number": told["id_number"],
        "phone": told["phone"],
        "origin": report.origin,
        "arrived_at": f"{arrived:%Y-%m-%d %H:%M}" if report.time_stated else f"{report.arrived_on:%Y-%m-%d}",
        "transport": report.get_transport_display() if report.transport else "",
        "trip": report.trip,
        "address": told["address"],
        "place": place,
        "kind": report.get_person_kind_display(),
        "symptoms": (told["symptoms"] or "无") if in_full else HIDDEN,
        "cohabitants": told.get("cohabitants", HIDDEN if person.health.cohabitants else "")
        or str(report.cohabitants),
        "remark": told.get("remark", HIDDEN if person.contact.remark else ""),
        "employer": report.employer or body,
    }

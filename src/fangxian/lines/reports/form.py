"""The built-in form: eight numbers a day about returnees, each with the measure that fills it in (M8)."""

from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.mechanisms.forms.vocabulary import Field, FieldKind, Form


def _field(
    code: str, title: Text, kind: FieldKind, measure: str, column: str, synonyms: tuple[str, ...]
) -> Field:
    return Field(code, title, kind, f"arrivals.{measure}", column, synonyms=synonyms)


RETURNEES = Form(
    "daily-returnees",
    _("Daily report on returnees"),
    (
        _field(
            "new_arrivals", _("new arrivals"), FieldKind.FLOW, "declared", "n01",
            ("新增返程人员", "新增返程", "新增人数", "新增"),
        ),
        _field(
            "new_from_key_area", _("of them from key regions"), FieldKind.FLOW, "declared_from_key_area", "n02",
            ("其中来自重点地区", "其中重点地区", "来自重点地区", "重点地区"),
        ),
        _field(
            "total_arrivals", _("arrivals in all"), FieldKind.CUMULATIVE, "declared", "n03",
            ("累计返程人员", "累计返程", "累计人数", "累计"),
        ),
        _field(
            "total_dual_reported", _("dual-reported in all"), FieldKind.CUMULATIVE, "dual_reported", "n04",
            ("累计已双报", "已双报", "双报人数", "累计双报"),
        ),
        _field(
            "not_at_community", _("not yet registered at the community"), FieldKind.CURRENT, "unit_only", "n05",
            ("尚未到社区登记", "未到社区登记", "社区未登记", "未登记"),
        ),
        _field(
            "under_observation", _("within 14 days of arrival"), FieldKind.CURRENT, "under_observation", "n06",
            ("14天观察期内", "观察期内", "居家观察中", "在观察期", "观察期内人数"),
        ),
        _field(
            "observation_ended", _("14 days completed"), FieldKind.FLOW, "observation_ended", "n07",
            ("满14天", "观察期满", "解除观察", "期满"),
        ),
        _field(
            "with_symptoms", _("with symptoms"), FieldKind.CURRENT, "with_symptoms", "n08",
            ("有发热等症状", "发热人员", "有症状", "发热等症状"),
        ),
    ),
    is_built_in=True,
)  # fmt: skip

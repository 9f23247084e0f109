"""The built-in form: eight numbers a day about returnees, each with the measure that fills it in (M8)."""

from dataclasses import dataclass
from enum import StrEnum

from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text


class FieldKind(StrEnum):
    """How a reported number behaves in time."""

    FLOW = "flow"
    CUMULATIVE = "cumulative"
    CURRENT = "current"


KIND_TEXT = {
    FieldKind.FLOW: _("new since the last report"),
    FieldKind.CUMULATIVE: _("since the response began"),
    FieldKind.CURRENT: _("at the cut-off"),
}


@dataclass(frozen=True)
class Field:
    """A number asked for; ``column`` is the typed column that holds it, ``measure`` what the ledgers say."""

    code: str
    title: Text
    kind: FieldKind
    measure: str
    column: str
    unit: Text = _("persons")


@dataclass(frozen=True)
class Form:
    """A form that bodies owe once a day."""

    code: str
    title: Text
    fields: tuple[Field, ...]

    def field(self, code: str) -> Field:
        """Return a field by its code; raises ``KeyError``."""
        return next(field for field in self.fields if field.code == code)

    @property
    def flows(self) -> list[Field]:
        """The fields that are zero when there is nothing to report."""
        return [field for field in self.fields if field.kind is FieldKind.FLOW]


RETURNEES = Form(
    "daily-returnees",
    _("Daily report on returnees"),
    (
        Field("new_arrivals", _("new arrivals"), FieldKind.FLOW, "arrivals.declared", "n01"),
        Field(
            "new_from_key_area",
            _("of them from key regions"),
            FieldKind.FLOW,
            "arrivals.declared_from_key_area",
            "n02",
        ),
        Field("total_arrivals", _("arrivals in all"), FieldKind.CUMULATIVE, "arrivals.declared", "n03"),
        Field(
            "total_dual_reported",
            _("dual-reported in all"),
            FieldKind.CUMULATIVE,
            "arrivals.dual_reported",
            "n04",
        ),
        Field(
            "not_at_community",
            _("not yet registered at the community"),
            FieldKind.CURRENT,
            "arrivals.unit_only",
            "n05",
        ),
        Field(
            "under_observation",
            _("within 14 days of arrival"),
            FieldKind.CURRENT,
            "arrivals.under_observation",
            "n06",
        ),
        Field(
            "observation_ended", _("14 days completed"), FieldKind.FLOW, "arrivals.observation_ended", "n07"
        ),
        Field("with_symptoms", _("with symptoms"), FieldKind.CURRENT, "arrivals.with_symptoms", "n08"),
    ),
)
FORMS = {RETURNEES.code: RETURNEES}

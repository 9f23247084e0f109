"""The measures of pairings, guardians and the communities' answers (M9)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.lines.pairing.models import Guarding, Pairing, PairingAnswer, YesNo
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import within
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.personnel.figures import IN_FORCE

PAIRINGS, GUARDIANS, ANSWERS = (TableSource(model) for model in (Pairing, Guarding, PairingAnswer))
NO = Q(follows=YesNo.NO) | Q(together=YesNo.NO)
COMPLETE = IN_FORCE & Q(missing=0)
PAIRS = _("pairings")

MEASURES = (
    Measure("pairing.units", _("units paired"), _("Distinct units that stand by a place at the end of the window."),
            PAIRINGS, Kind.DISTINCT_STOCK, IN_FORCE, unit=_("units"), distinct="body"),
    Measure("pairing.communities", _("communities paired"),
            _("Distinct communities by which, or by a compound of which, a unit stands at the end of the window."),
            PAIRINGS, Kind.DISTINCT_STOCK, IN_FORCE & ~Q(community=""), unit=_("communities"), distinct="community"),
    Measure("pairing.pairs", _("pairings"), _("Pairings of a unit with a place that hold at the end of the window."),
            PAIRINGS, Kind.STOCK, IN_FORCE, unit=PAIRS),
    Measure("pairing.five_ones_complete", _("pairings with all five ones"),
            _("Pairings whose lead, task force, plan, ledger and owner are all stated at the end of the window."),
            PAIRINGS, Kind.STOCK, COMPLETE, unit=PAIRS),
    Measure("pairing.five_ones_gaps", _("gaps in the five ones"),
            _("Slots of the five ones that are not filled, over all pairings at the end of the window."),
            PAIRINGS, Kind.STOCK, IN_FORCE, unit=_("slots"), column="missing"),
    Measure("pairing.guarded", _("observed persons with guardians"),
            _("Persons under observation around whom guardians are stated at the end of the window."),
            GUARDIANS, Kind.STOCK, IN_FORCE),
    Measure("pairing.guarded_complete", _("observed persons with all five guardians"),
            _("Persons under observation whose five guardians are all stated at the end of the window."),
            GUARDIANS, Kind.STOCK, COMPLETE),
    Measure("pairing.answers", _("answers of communities"),
            _("Answers that communities gave within the window about units that stand by them."),
            ANSWERS, Kind.FLOW, within("happened_at"), unit=_("answers")),
    Measure("pairing.answers_no", _("answers that say no"),
            _("Answers within the window saying that a unit does not follow the dispatch, or does not work together."),
            ANSWERS, Kind.FLOW, within("happened_at") & NO, unit=_("answers")),
)  # fmt: skip

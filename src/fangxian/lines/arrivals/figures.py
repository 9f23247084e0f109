"""The measures of the line, over the standings of both sides' reports (M5).

By place a fact counts where the person lives, by body at the declaring unit or the stated employer. A person
counts once a line and node (``subject``), however often and by whomever he was reported.
"""

from datetime import timedelta

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.lines.arrivals.models import Side, Standing
from fangxian.mechanisms.figures.measures import Kind, Measure, Rate
from fangxian.mechanisms.figures.moments import Before, Moment, not_until, until, within
from fangxian.mechanisms.figures.tables import TableSource

State = Standing.State
IDENTITY = ("entry_id", "recorded_from", "subject", "state", "fulfilled_at")
SOURCE = TableSource(Standing, identity=IDENTITY)
OBSERVATION = timedelta(days=14)

UNIT = Q(side=Side.UNIT)
COMMUNITY = Q(side=Side.COMMUNITY)
UNDECIDED = Q(state__in=[State.POSSIBLE, State.DUPLICATE], possible_with__isnull=False)
"""Possibly one whom the other side reported, also where such a report stands repeated."""
UNANSWERED = until("reported_at") & not_until("fulfilled_at") & ~UNDECIDED
EXPECTED = Q(counterpart_due_at__isnull=False)


def _persons(code: str, title: Text, sentence: Text, kind: Kind, where: Q, small_cell: int = 0) -> Measure:
    return Measure(
        f"arrivals.{code}", title, sentence, SOURCE, kind, where, distinct="subject", small_cell=small_cell
    )


DECLARED = _persons(
    "declared",
    _("declared by units"),
    _("Persons whom a unit declared within the window; a person counts once a line."),
    Kind.DISTINCT_FLOW,
    UNIT & within("reported_at"),
)
REGISTERED = _persons(
    "registered",
    _("registered by communities"),
    _("Persons whom a community registered within the window."),
    Kind.DISTINCT_FLOW,
    COMMUNITY & within("reported_at"),
)
DUAL_REPORTED = _persons(
    "dual_reported",
    _("dual-reported"),
    _("Declared persons whom the community has registered too; conflicting fields do not matter here."),
    Kind.DISTINCT_FLOW,
    UNIT & within("fulfilled_at"),
)

MEASURES: list[Measure | Rate] = [
    DECLARED,
    REGISTERED,
    DUAL_REPORTED,
    Rate(
        "arrivals.dual_report_rate",
        _("dual-report rate"),
        _("Dual-reported persons over declared persons."),
        DUAL_REPORTED,
        DECLARED,
    ),
    _persons(
        "persons",
        _("arrivals known"),
        _("Distinct persons reported by either side within the window."),
        Kind.DISTINCT_FLOW,
        within("reported_at"),
    ),
    _persons(
        "declared_from_key_area",
        _("declared, from key regions"),
        _("Declared persons who came from one of the response's key regions."),
        Kind.DISTINCT_FLOW,
        UNIT & within("reported_at") & Q(from_key_area=True),
        small_cell=3,
    ),
    _persons(
        "unit_only",
        _("unit only"),
        _("Declared persons whom no community has registered by the end of the window."),
        Kind.DISTINCT_STOCK,
        UNIT & UNANSWERED,
    ),
    _persons(
        "community_only",
        _("community only"),
        _("Registered persons whose stated employer has not declared them by the end of the window."),
        Kind.DISTINCT_STOCK,
        COMMUNITY & EXPECTED & UNANSWERED,
    ),
    _persons(
        "conflicting",
        _("conflicting"),
        _("Dual-reported persons about whom the two sides state different things."),
        Kind.DISTINCT_STOCK,
        UNIT & until("fulfilled_at") & Q(state=State.CONFLICTING),
    ),
    _persons(
        "possible",
        _("possibly the same"),
        _("Declared persons who may be a registered one, until the committee has decided."),
        Kind.DISTINCT_STOCK,
        UNIT & until("reported_at") & UNDECIDED,
    ),
    _persons(
        "late",
        _("reported late"),
        _("Persons whom a side reported after its deadline, counted in hours from the arrival."),
        Kind.DISTINCT_FLOW,
        within("reported_at") & Q(reported_at__gt=F("due_at")) & ~Q(state=State.DUPLICATE),
    ),
    _persons(
        "missing",
        _("missing on the other side"),
        _("Persons whom one side reported and the other, though its deadline has passed, has not."),
        Kind.DISTINCT_STOCK,
        UNANSWERED & Q(counterpart_due_at__lt=Moment.NOW),
    ),
    _persons(
        "concealed",
        _("concealed"),
        _("Persons found by the community after the unit's deadline, without any declaration by then."),
        Kind.DISTINCT_FLOW,
        COMMUNITY & within("reported_at") & Q(found_after_due=True),
    ),
    _persons(
        "duplicate",
        _("reported twice"),
        _("Reports that repeat an earlier one of the same side and line."),
        Kind.DISTINCT_STOCK,
        until("reported_at") & Q(state=State.DUPLICATE),
    ),
    Measure(
        "arrivals.bodies_with_arrivals",
        _("bodies with arrivals"),
        _("Bodies that declared at least one person within the window."),
        SOURCE,
        Kind.DISTINCT_FLOW,
        UNIT & within("reported_at"),
        unit=_("units"),
        distinct="body",
    ),
    _persons(
        "under_observation",
        _("within 14 days of arrival"),
        _("Declared persons who arrived within the 14 days before the end of the window."),
        Kind.DISTINCT_STOCK,
        UNIT & until("reported_at") & until("arrived_at") & Q(arrived_at__gt=Before(Moment.TO, OBSERVATION)),
    ),
    _persons(
        "observation_ended",
        _("14 days completed"),
        _("Declared persons whose 14 days since arrival were completed within the window."),
        Kind.DISTINCT_FLOW,
        UNIT
        & until("reported_at")
        & Q(arrived_at__gt=Before(Moment.FROM, OBSERVATION))
        & Q(arrived_at__lte=Before(Moment.TO, OBSERVATION)),
    ),
    _persons(
        "with_symptoms",
        _("with symptoms"),
        _("Declared persons with fever or other symptoms stated, within 14 days of arrival."),
        Kind.DISTINCT_STOCK,
        UNIT & until("reported_at") & Q(has_symptoms=True) & Q(arrived_at__gt=Before(Moment.TO, OBSERVATION)),
        small_cell=3,
    ),
]

"""The measures of sending people down, over assignments, batches and reported head-counts (M10)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.lines.dispatch.models import (
    Assignment,
    Batch,
    BatchKind,
    Containment,
    CountKind,
    HeadCount,
    Quota,
)
from fangxian.lines.dispatch.rules import State
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import not_until, until
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.personnel.figures import IN_FORCE

ASSIGNMENTS, BATCHES, HEAD_COUNTS, QUOTAS = (
    TableSource(model) for model in (Assignment, Batch, HeadCount, Quota)
)
SENT = until("assigned_at") & not_until("ended_at")
"""Sent down and not yet released: assigned, in place or on leave."""
AWAY = until("leave_from") & not_until("leave_to") & not_until("ended_at")
PERSONS = _("persons")
DECLINED = Q(step=State.DECLINED)
STEPS = {
    State.NOMINATED: until("happened_at") & not_until("decided_at"),
    State.DECLINED: until("decided_at") & DECLINED,
    State.APPROVED: until("decided_at") & ~DECLINED & not_until("assigned_at") & not_until("ended_at"),
    State.ASSIGNED: SENT & not_until("arrived_at"),
    State.IN_PLACE: until("arrived_at") & not_until("ended_at") & ~AWAY,
    State.ON_LEAVE: AWAY,
    State.RELEASED: until("ended_at"),
}
"""Where a person stands at the end of the window, by the instants of the steps."""
OWN = Q(within=None) | Q(containment=Containment.REFUSED)
WITHIN = Q(within__isnull=False) & Q(containment__in=[Containment.STATED, Containment.CONFIRMED])
"""A team that another batch counts already is not counted again, unless whoever sent that one says it is not so."""


def _teams(code: str, title: Text, sentence: Text, where: Q) -> Measure:
    return Measure(code, title, sentence, BATCHES, Kind.FLOW, until("happened_at") & where, unit=_("batches"))


def _strength(code: str, title: Text, sentence: Text, where: Q) -> Measure:
    return Measure(code, title, sentence, BATCHES, Kind.FLOW, until("happened_at") & where,
                   column="people", more="people_more", optional=True)  # fmt: skip


def _sent(
    code: str, title: Text, sentence: Text, where: Q, distinct: str = "person", unit: Text = PERSONS
) -> Measure:
    kind = Kind.DISTINCT_STOCK
    return Measure(f"dispatch.{code}", title, sentence, ASSIGNMENTS, kind, where, unit, distinct=distinct)


def _step(step: State) -> Measure:
    label = Assignment.State(step).label
    sentence = _("Assignments that stand at this step at the end of the window.")
    return _sent(step.value, label, sentence, STEPS[step], "entry")


DISPATCH = (
    _sent("people", _("people sent down"), _("Distinct persons sent down and not yet released."), SENT),
    _sent("units", _("units that sent people"), _("Distinct units whose people are sent down."), SENT, "body",
          _("units")),
    _sent("streets", _("streets that people were sent to"), _("Distinct streets under whose command people are."),
          SENT, "street", _("streets")),
    _sent("communities", _("communities that people were sent to"),
          _("Distinct communities under whose command people are."), SENT & ~Q(community=""), "community",
          _("communities")),
    _sent("checkpoints", _("checkpoints that people were sent to"), _("Distinct posts to which people are assigned."),
          SENT & Q(post__isnull=False), "post", _("checkpoints")),
    _sent("replaced", _("people who were replaced"), _("Distinct people for whom another of their unit was assigned."),
          until("assigned_at") & Q(substitutes__isnull=False), "substitutes"),
    _sent("ever", _("people ever sent down"), _("Distinct persons who were assigned at any time."),
          until("assigned_at")),
    *(_step(step) for step in State),
    Measure("dispatch.asked", _("people asked for"), _("Sum of the quotas of units."), QUOTAS, Kind.STOCK, IN_FORCE,
            column="number_asked"),
    Measure("dispatch.nominated_of_quota", _("people nominated"), _("Persons whom units named and nobody declined."),
            ASSIGNMENTS, Kind.DISTINCT_STOCK, until("happened_at") & ~DECLINED, distinct="person"),
)  # fmt: skip
MEDICAL_TEAM = Q(kind=BatchKind.MEDICAL)
MEDICAL = (
    _teams("medical.batches", _("medical teams sent outside"), _("Medical teams sent outside, each batch once."),
           OWN & MEDICAL_TEAM),
    _strength("medical.people", _("medical staff sent outside"), _("People of the medical teams sent outside."),
              OWN & MEDICAL_TEAM),
    _teams("medical.batches_within", _("medical teams counted within another"),
           _("Teams whose people another batch counts: never added to it."), WITHIN & MEDICAL_TEAM),
    _strength("medical.people_within", _("medical staff counted within another team"),
              _("People of teams whose people another batch counts: never added to it."), WITHIN & MEDICAL_TEAM),
)  # fmt: skip
OUTSIDE = (
    _teams("outside.teams", _("teams sent outside"), _("Teams of every kind sent outside, each batch once."), OWN),
    *(_teams(f"outside.{kind.value}", kind.label, _("Teams of this kind sent outside, each batch once."),
             OWN & Q(kind=kind)) for kind in BatchKind if kind != BatchKind.MEDICAL),
)  # fmt: skip
REPORTED = tuple(
    Measure(f"headcounts.{kind.value}", kind.label, _("As the bodies and places reported it, with its source."),
            HEAD_COUNTS, Kind.STOCK, IN_FORCE & Q(kind=kind), column="people", more="people_more",
            reported=True, unit=_("applications") if kind == CountKind.APPLICATIONS else PERSONS)
    for kind in CountKind
)  # fmt: skip
MEASURES = {"dispatch": DISPATCH, "medical": MEDICAL, "outside": OUTSIDE, "headcounts": REPORTED}

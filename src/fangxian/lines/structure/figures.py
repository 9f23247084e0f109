"""The measures of groups, teams, posts of party members and first secretaries (M1, M3, M4)."""

from collections.abc import Sequence

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.lines.structure.models import (
    COMMANDING,
    FIVE_TEAMS,
    PARTY,
    TEAMS,
    Charge,
    Decision,
    Function,
    Group,
    GroupKind,
    Member,
)
from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import not_until, until
from fangxian.mechanisms.figures.tables import TableSource

IN_FORCE = until("happened_at") & not_until("ended_at")
APPROVED = IN_FORCE & Q(decision=Decision.APPROVED)
GROUPS, MEMBERS, CHARGES = (TableSource(model) for model in (Group, Member, Charge))


def _counted(code: str, title: Text, kinds: Sequence[str], unit: Text) -> Measure:
    sentence = _("Approved and not closed at the end of the window; those reported in one number by that.")
    return Measure(code, title, sentence, GROUPS, Kind.STOCK, APPROVED & Q(kind__in=kinds), unit=unit,
                   column="count", more="count_more", optional=True)  # fmt: skip


def _strength(code: str, title: Text, kinds: Sequence[str]) -> Measure:
    return Measure(code, title, _("What the groups state of their strength, whoever is listed by name."),
                   GROUPS, Kind.STOCK, APPROVED & Q(kind__in=kinds), column="members", more="members_more",
                   optional=True)  # fmt: skip


TEAM_TITLES = {
    GroupKind.SCREENING: (_("screening teams"), _("members of screening teams")),
    GroupKind.CONTROL: (_("control and monitoring teams"), _("members of control and monitoring teams")),
    GroupKind.PUBLICITY: (_("publicity and order teams"), _("members of publicity and order teams")),
    GroupKind.COMMANDO: (_("commando teams"), _("members of commando teams")),
    GroupKind.VOLUNTEER: (_("volunteer teams"), _("members of volunteer teams")),
    GroupKind.MEDICAL: (_("medical teams"), _("members of medical teams")),
    GroupKind.OTHER: (_("other teams"), _("members of other teams")),
}

MEASURES: dict[str, tuple[Measure, ...]] = {
    "structure": (
        _counted("structure.groups", _("groups of the command structure"), COMMANDING, _("groups")),
        _counted("structure.working_groups", _("working groups"), [GroupKind.WORKING], _("groups")),
        _counted("structure.task_forces", _("task forces"), [GroupKind.TASK_FORCE], _("groups")),
        Measure("structure.members", _("members of groups"),
                _("Distinct persons who are listed by name in a group at the end of the window."),
                MEMBERS, Kind.DISTINCT_STOCK, IN_FORCE, distinct="person"),
    ),
    "teams": (
        _counted("teams.count", _("teams"), TEAMS, _("teams")),
        _counted("teams.five", _("the five teams"), FIVE_TEAMS, _("teams")),
        Measure("teams.places", _("places with teams of the five kinds"),
                _("Distinct places at which a team of the five kinds stands at the end of the window."),
                GROUPS, Kind.DISTINCT_STOCK, APPROVED & Q(kind__in=FIVE_TEAMS), unit=_("places"), distinct="path"),
        _strength("teams.members", _("members of teams"), TEAMS),
        *(_counted(f"teams.{kind.value}.count", title, [kind], _("teams"))
          for kind, (title, _members) in TEAM_TITLES.items()),
        *(_strength(f"teams.{kind.value}.members", title, [kind]) for kind, (_teams, title) in TEAM_TITLES.items()),
    ),
    "branches": (
        _counted("branches.temporary", _("temporary organisations of the party"), PARTY, _("organisations")),
        _strength("branches.members", _("members of temporary organisations of the party"), PARTY),
    ),
    "posts": (
        _counted("posts.vanguard", _("vanguard posts"), [GroupKind.VANGUARD], _("posts")),
        _counted("posts.demonstration", _("demonstration posts"), [GroupKind.DEMONSTRATION], _("posts")),
    ),
    "firstsecretaries": (
        Measure("firstsecretaries.count", _("village first secretaries"),
                _("Village first secretaries in charge at the end of the window."),
                CHARGES, Kind.STOCK, IN_FORCE & Q(function=Function.FIRST_SECRETARY)),
    ),
}  # fmt: skip

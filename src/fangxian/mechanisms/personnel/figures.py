"""The measures of persons, posts and postings (M4, M10)."""

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from fangxian.mechanisms.figures.measures import Kind, Measure
from fangxian.mechanisms.figures.moments import not_until, until
from fangxian.mechanisms.figures.tables import TableSource
from fangxian.mechanisms.personnel.models import CHECKPOINTS, Fitness, Leave, Person, Post, Posting

IN_FORCE = until("happened_at") & not_until("ended_at")
PERSONS, POSTS, POSTINGS, LEAVES = (TableSource(model) for model in (Person, Post, Posting, Leave))

MEASURES = (
    Measure("personnel.persons", _("persons who serve"), _("Persons of the register at the end of the window."),
            PERSONS, Kind.STOCK, IN_FORCE),
    Measure("personnel.fit", _("persons fit for duty"), _("Persons of the register who may be put on duty."),
            PERSONS, Kind.STOCK, IN_FORCE & Q(fitness__in=[Fitness.FIT, Fitness.DAYS])),
    Measure("personnel.posts", _("posts"), _("Posts that are set up and not closed."),
            POSTS, Kind.STOCK, IN_FORCE, unit=_("posts")),
    Measure("personnel.checkpoints", _("checkpoints"), _("Posts at which people and vehicles are checked."),
            POSTS, Kind.STOCK, IN_FORCE & Q(kind__in=CHECKPOINTS), unit=_("checkpoints")),
    Measure("personnel.posted", _("persons posted"), _("Distinct persons posted to a place at the end of the window."),
            POSTINGS, Kind.DISTINCT_STOCK, IN_FORCE, distinct="person"),
    Measure("personnel.on_leave", _("persons on leave"),
            _("Distinct persons on granted leave at the end of the window."),
            LEAVES, Kind.DISTINCT_STOCK, IN_FORCE & Q(step=Leave.Step.GRANTED), distinct="person"),
    Measure("personnel.leave_cancelled", _("persons whose leave was cancelled"),
            _("Distinct persons with leave that was refused or called back, by its first day."),
            LEAVES, Kind.DISTINCT_STOCK, until("happened_at") & Q(step=Leave.Step.CANCELLED), distinct="person"),
)  # fmt: skip

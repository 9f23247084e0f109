"""Persons who serve, posts, postings and leave: what every line that sends people shares (M3, M4, M9-M11)."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.mechanisms.ledgers.models import LedgerRow, PersonalRow


class PersonKind(models.TextChoices):
    """In what capacity somebody serves."""

    CADRE = "cadre", _("cadre of a unit")
    COMMUNITY = "community", _("community or village staff")
    MEDICAL = "medical", _("medical staff")
    POLICE = "police", _("police")
    MEMBER = "member", _("serving party member")
    VOLUNTEER = "volunteer", _("volunteer")
    RESIDENT = "resident", _("resident")


class Membership(models.TextChoices):
    """How somebody stands to the party."""

    MEMBER = "member", _("party member")
    PROBATIONARY = "probationary", _("probationary member")
    APPLICANT = "applicant", pgettext_lazy("party", "applicant")
    NONE = "none", pgettext_lazy("party", "not a member")


class Rank(models.TextChoices):
    """The level of somebody's office."""

    DIVISION = "division", _("division level")
    SECTION = "section", _("section level")
    STAFF = "staff", pgettext_lazy("rank", "staff")


class Skill(models.TextChoices):
    """What somebody can do, or a post asks for."""

    LEAD = "lead", _("leading a shift")
    MEDICAL = "medical", _("medicine and nursing")
    DRIVING = "driving", _("driving")
    DISINFECTION = "disinfection", _("disinfection")
    COUNSELLING = "counselling", _("counselling")
    COMPUTING = "computing", _("computers and data")
    PUBLICITY = "publicity", _("writing and publicity")
    LANGUAGES = "languages", _("foreign or sign languages")
    REPAIR = "repair", _("electricity and repairs")


class Fitness(models.TextChoices):
    """Whether somebody may be put on duty."""

    FIT = "fit", _("fit for duty")
    DAYS = "days", _("day shifts only")
    UNFIT = "unfit", _("not fit for duty")
    ISOLATED = "isolated", _("under observation")


class PostKind(models.TextChoices):
    """What is done at a post; the first four are checkpoints where people and vehicles pass."""

    ROAD = "road", _("road checkpoint")
    STATION = "station", _("station, airport or port")
    GATE = "gate", _("gate of a compound")
    VILLAGE = "village", _("village entrance")
    SCREENING = "screening", _("door-to-door screening")
    PATROL = "patrol", _("patrol")
    DISINFECTION = "disinfection", _("disinfection")
    PUBLICITY = "publicity", _("publicity and persuasion")
    LOGISTICS = "logistics", _("supplies and errands")
    OFFICE = "office", _("reporting and office work")
    OTHER = "other", pgettext_lazy("post", "other")


CHECKPOINTS = (PostKind.ROAD, PostKind.STATION, PostKind.GATE, PostKind.VILLAGE)


class Person(PersonalRow):
    """Somebody who serves: his unit by ``body``, where he lives by ``path``; name, numbers and health are sealed."""

    kind = models.CharField(max_length=9, choices=PersonKind)
    job = models.CharField(max_length=80, blank=True)
    rank = models.CharField(max_length=8, choices=Rank, blank=True)
    membership = models.CharField(max_length=12, choices=Membership, blank=True)
    skills = models.CharField(max_length=160, blank=True)
    fitness = models.CharField(max_length=8, choices=Fitness, default=Fitness.FIT)
    remark = models.CharField(max_length=200, blank=True)


class Post(LedgerRow):
    """Where people are needed: ``staff`` at a time, with ``skills``; ``body`` is the unit that answers for it.

    ``coordinates`` are degrees of longitude and latitude, "" where they are not known.
    """

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=12, choices=PostKind)
    address = models.CharField(max_length=120, blank=True)
    coordinates = models.CharField(max_length=40, blank=True, default="")
    staff = models.PositiveIntegerField(null=True)
    skills = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    remark = models.CharField(max_length=200, blank=True)


class Posting(LedgerRow):
    """A person stands at a post or serves a place, under its command: the fact that lines tell each other."""

    class Source(models.TextChoices):
        SENT = "sent", _("sent down by the unit")
        REPORTED = "reported", _("reported in where he lives or is stationed")
        OWN = "own", _("the place's own staff")
        VOLUNTEER = "volunteer", _("volunteer")

    class Role(models.TextChoices):
        HEAD = "head", _("head")
        DEPUTY = "deputy", _("deputy head")
        MEMBER = "member", pgettext_lazy("team", "member")

    person = models.UUIDField(db_index=True)
    post = models.UUIDField(null=True, db_index=True)
    source = models.CharField(max_length=9, choices=Source)
    role = models.CharField(max_length=6, choices=Role, default=Role.MEMBER)
    remark = models.CharField(max_length=200, blank=True)


class Leave(LedgerRow):
    """Whole days on which somebody is away: asked for, granted by ``approver``, or cancelled.

    Only granted leave keeps him off duty. ``substitute`` is the person who stands in for him meanwhile.
    """

    class Kind(models.TextChoices):
        SICK = "sick", _("sick leave")
        FAMILY = "family", _("family matters")
        ANNUAL = "annual", _("annual leave")
        REST = "rest", _("ordered rest")
        OTHER = "other", pgettext_lazy("leave", "other")

    class Step(models.TextChoices):
        ASKED = "asked", pgettext_lazy("leave", "asked for")
        GRANTED = "granted", pgettext_lazy("leave", "granted")
        CANCELLED = "cancelled", pgettext_lazy("leave", "cancelled")

    person = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.OTHER)
    step = models.CharField(max_length=9, choices=Step, default=Step.ASKED)
    approver = models.CharField(max_length=60, blank=True)
    substitute = models.UUIDField(null=True, db_index=True)
    remark = models.CharField(max_length=200, blank=True)

    @property
    def state(self) -> str:
        """Where it stands, as lists of facts show it."""
        return self.step


class Sameness(LedgerRow):
    """Whether two entries of the register are one person: of one, ``other`` is taken back and ``person`` stays.

    ``moved`` names what was about the other and is about the one who stays since: ledger, entry, column. ``filled`` is
    the number of the version of him that took over what he lacked, None where he lacked nothing.
    """

    class Verdict(models.TextChoices):
        ONE = "one", _("one person")
        TWO = "two", _("two people")

    person = models.UUIDField(db_index=True)
    other = models.UUIDField(db_index=True)
    verdict = models.CharField(max_length=3, choices=Verdict)
    moved = models.JSONField(default=list)
    filled = models.PositiveSmallIntegerField(null=True)
    remark = models.CharField(max_length=200, blank=True)

    @property
    def state(self) -> str:
        """What was decided, as lists of facts show it."""
        return self.verdict

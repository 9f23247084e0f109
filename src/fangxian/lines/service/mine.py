"""What somebody who serves does by himself: his record, claiming, logging, checking in at a post, remarks (M11)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.fields import under
from fangxian.lines.service.ledgers import CHECKINS, REMARKS, SERVICE
from fangxian.lines.service.models import Checkin, RecordRemark, Service, Task
from fangxian.lines.service.rules import Step, hundredths, may_follow
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.ledgers import actions as ledgers
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.fields.days import midnight
from fangxian.mechanisms.ledgers.fields.trees import Standing
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import Related, related
from fangxian.mechanisms.ledgers.statements import Statement, check
from fangxian.mechanisms.personnel.ledgers import PERSONS
from fangxian.mechanisms.personnel.models import Person, Posting
from fangxian.mechanisms.personnel.own import person_of
from fangxian.trees.people.actor import SYSTEM, Actor
from fangxian.trees.places.models import WIDTHS, Kind
from fangxian.trees.responses.models import Response

MOST_TASKS = 100


def must_be(actor: Actor, response: Response) -> Person:
    """Return the actor's own person; raises ``Missing``."""
    person = person_of(actor, response)
    if person is None:
        raise Missing(
            _("Your account's phone number stands with nobody in the register of persons who serve.")
        )
    return person


def record(person: Person, response: Response) -> list[Related]:
    """Return everything that refers to somebody, in every ledger: it is his own record."""
    return related(SYSTEM, response, PERSONS, person.entry_id)


def places(person: Person, response: Response) -> set[str]:
    """Return the paths of the communities where somebody lives, reported in or is posted."""
    posted = _own(Posting, person, response).values_list("path", flat=True)
    checked_in = _own(Checkin, person, response).filter(step=Step.ACCEPTED).values_list("path", flat=True)
    own = {*posted, *checked_in, *([person.path] if person.place_stated else [])}
    return {path[: WIDTHS[Kind.COMMUNITY]] for path in own}


def tasks(person: Person, response: Response) -> list[Task]:
    """Return the tasks from today on that still need people, at his places: three queries."""
    inside = Q(pk__in=[])
    for path in places(person, response):
        inside |= under("path", path)
    claims = (
        Service.objects.at().filter(task=OuterRef("entry")).order_by().values("task").annotate(n=Count("pk"))
    )
    today = midnight(timezone.localdate(clock.now()))
    rows = Task.objects.at().filter(inside, response=response, happened_at__gte=today)
    free = rows.annotate(claimed=Coalesce(Subquery(claims.values("n")), 0)).filter(
        claimed__lt=F("people_needed")
    )
    return list(free.order_by("happened_at", "begins", "entry")[:MOST_TASKS])


def claim(actor: Actor, response: Response, task: uuid.UUID) -> Service:
    """Claim a task; raises ``Missing``, ``Conflict`` where enough people have, or he himself."""
    person = must_be(actor, response)
    row = next((one for one in tasks(person, response) if one.entry_id == task), None)
    if row is None:
        raise Missing(_("This task is not open to you, or enough people have claimed it."))
    day = timezone.localdate(row.happened_at)
    made: Service = _enter(actor, response, SERVICE, _served(person, row.path, task, day))
    return made


def log(actor: Actor, response: Response, entry: uuid.UUID, minutes: int) -> Service:
    """Log how long one's own claimed or returned service took."""
    person = must_be(actor, response)
    row = _own(Service, person, response).filter(entry=entry).select_related("response").first()
    if row is None:
        raise Missing(_("There is no such thing, or it lies outside your area."))
    if not may_follow(row.step, Step.LOGGED):
        raise Conflict(_("This was answered meanwhile."))
    if timezone.localdate(row.happened_at) > timezone.localdate(clock.now()):
        raise Invalid({"minutes": _("This day lies ahead.")})
    told = SERVICE.by_code["minutes"].read(minutes, None)  # type: ignore[arg-type]
    if not told:
        raise Invalid({"minutes": _("Say how many minutes it took.")})
    with entries.writing():
        made: Service = ledgers.advance(
            actor, SERVICE, row, "log", _("logged"), step=Step.LOGGED.value, minutes=told, answer="",
            hundredths=hundredths(told),
        )  # fmt: skip
    return made


def report_in(actor: Actor, response: Response, place: str) -> Checkin:
    """Report in where one lives: the community accepts or declines. Raises ``Invalid``, ``Conflict`` once reported."""
    person = must_be(actor, response)
    try:
        path = CHECKINS.by_code["place"].read(place, Meaning(actor, response))
    except Unreadable as problem:
        raise Invalid({"place": str(problem)}) from problem
    values = {
        "kind": Checkin.Kind.MEMBER.value, "body": _body(person), "person": person.entry_id, "people": None,
        "place": path, "since": timezone.localdate(clock.now()), "until": None, "remark": "",
    }  # fmt: skip
    made: Checkin = _enter(actor, response, CHECKINS, values)
    return made


def serve(
    actor: Actor, response: Response, work: str, place: str, day: datetime.date, minutes: int
) -> Service:
    """Log what one did without a task; it counts once the community has confirmed it. Raises ``Invalid``."""
    person = must_be(actor, response)
    try:
        path = SERVICE.by_code["place"].read(place, Meaning(actor, response))
    except Unreadable as problem:
        raise Invalid({"place": str(problem)}) from problem
    values = _served(person, path, None, day) | {"work": work.strip()[:120], "minutes": minutes}
    made: Service = _enter(actor, response, SERVICE, values)
    return made


def home(person: Person, response: Response) -> str:
    """Return the path of the community to which somebody most likely reports in or for which he serves, or ""."""
    own = _own(Checkin, person, response).filter(step=Step.ACCEPTED).values_list("path", flat=True).first()
    posted = _own(Posting, person, response).values_list("path", flat=True).first()
    return str(own or posted or (person.path if person.place_stated else ""))[: WIDTHS[Kind.COMMUNITY]]


def has_reported_in(person: Person, response: Response) -> bool:
    """Tell whether somebody has reported in where he lives, answered or not."""
    return _own(Checkin, person, response).exclude(step=Step.DECLINED).exists()


def say(actor: Actor, response: Response, text: str) -> RecordRemark:
    """Say what is wrong with one's own record; his unit or place answers."""
    person = must_be(actor, response)
    values = {
        "person": person.entry_id, "place": person.path if person.place_stated else None, "body": _body(person),
        "text": text.strip()[:500], "since": None,
    }  # fmt: skip
    made: RecordRemark = _enter(actor, response, REMARKS, values)
    return made


def remarks(person: Person, response: Response) -> Sequence[RecordRemark]:
    """Return what he said of his record, the latest first."""
    return list(
        RecordRemark.objects.at()
        .filter(response=response, person=person.entry_id)
        .order_by("-happened_at")[:20]
    )


def services(person: Person, response: Response) -> Sequence[Service]:
    """Return what he claimed and has still to log."""
    rows = Service.objects.at().filter(response=response, person=person.entry_id)
    return list(rows.filter(step__in=[Step.CLAIMED, Step.RETURNED]).order_by("happened_at")[:50])


def _own(model: Any, person: Person, response: Response) -> QuerySet[Any]:
    now = clock.now()
    return model.objects.at().filter(response=response, person=person.entry_id).exclude(ended_at__lte=now)  # type: ignore[no-any-return]


def _body(person: Person) -> Standing | None:
    return Standing(person.body_id, person.line_id or "", person.body_path, "") if person.body_id else None


def _served(person: Person, path: str, task: uuid.UUID | None, day: datetime.date) -> dict[str, Any]:
    return {
        "person": person.entry_id, "task": task, "work": "", "place": path, "post": None, "body": _body(person),
        "day": day, "minutes": None,
    }  # fmt: skip


def _enter(actor: Actor, response: Response, ledger: Any, values: dict[str, Any]) -> Any:
    check(ledger, values)
    return ledgers.enter(actor, response, ledger, [Statement(ledger, values)], checked=True)[0]

"""Every write of the line: report, correct, void, decide, disclaim, log a contact; each atomic and audited."""

import datetime
import uuid
from collections.abc import Collection, Mapping, Sequence

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from fangxian.core import bulk, clock, crypto
from fangxian.core.audit import trail
from fangxian.core.crypto import DataClass
from fangxian.core.errors import Conflict, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.lines.arrivals.inputs import Arrival, check
from fangxian.lines.arrivals.models import ArrivalReport, Contact, Decision, MatchKey, Side, Standing
from fangxian.lines.arrivals.reaching import chunks, connected
from fangxian.lines.arrivals.reconciling import lock, reconcile
from fangxian.lines.arrivals.rules.tokens import Sealed, seal
from fangxian.lines.arrivals.sealing import identifiers, seal_person
from fangxian.mechanisms.cases import actions as cases
from fangxian.mechanisms.cases.models import Referral
from fangxian.mechanisms.entries import actions as entries
from fangxian.trees.bodies.models import Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

KIND = "arrival"
PART = 5_000
"""How many arrivals are held in memory at once with all that is made of them."""
END_OF_DAY = datetime.time(23, 59, 59)
PERMISSION = {Side.UNIT: "arrivals.declare", Side.COMMUNITY: "arrivals.register"}


def report(actor: Actor, response: Response, arrivals: Sequence[Arrival]) -> list[ArrivalReport]:
    """Declare or register arrivals, one or many; those already entered with the same content are skipped.

    Raises ``Invalid`` by field, ``Forbidden``/``Missing`` outside the actor's scope, ``Conflict`` when an id
    holds other content; then nothing of the list is written.
    """
    paths = _body_paths(arrivals)
    for arrival in arrivals:
        check(arrival, response)
        _must(actor, arrival, paths)
    new: list[ArrivalReport] = []
    with entries.writing():
        for part in chunks(arrivals, PART):
            new += _enter(actor, response, part, paths)
        if new:
            subject = new[0].entry_id if len(new) == 1 else ""
            trail.record(
                actor, trail.Kind.WRITE, f"arrivals.{new[0].side}", response=response.id, subject=subject,
                count=len(new),
            )  # fmt: skip
    return new


def _enter(
    actor: Actor, response: Response, arrivals: Sequence[Arrival], paths: dict[tuple[uuid.UUID, str], str]
) -> list[ArrivalReport]:
    """Write and reconcile arrivals that were checked; returns those that are new."""
    versions = [_version(arrival, response, paths) for arrival in arrivals]
    seals = [_seal(version, response, arrival) for version, arrival in zip(versions, arrivals, strict=True)]
    lock(response, [value for sealed in seals for _kind, value in sealed.keys])
    for version in versions:
        version.reported_at = clock.now()
    contents = entries.contents_of((arrival.id, arrival.content) for arrival in arrivals)
    new = entries.open_entries(KIND, versions, contents, actor)
    ids = {version.entry_id for version in new}
    keys = {v.entry_id: s.keys for v, s in zip(versions, seals, strict=True) if v.entry_id in ids}
    _write_keys(keys)
    reconcile(response, ids, keys)
    _refer(new, actor)
    return new


def correct(actor: Actor, entry_id: uuid.UUID, arrival: Arrival, reason: str) -> ArrivalReport:
    """Replace what one side reported; only that side may, and only with a reason."""
    current = own_report(actor, entry_id)
    response = current.response
    paths = _body_paths([arrival])
    check(arrival, response)
    if arrival.side != current.side:
        raise Invalid({"side": _("A declaration stays a declaration.")})
    _must(actor, arrival, paths)
    successor = _version(arrival, response, paths)
    successor.entry_id, successor.reported_at = entry_id, current.reported_at
    sealed = _seal(successor, response, arrival)
    with entries.writing():
        former = list(MatchKey.objects.filter(entry=entry_id).values_list("value", flat=True))
        lock(response, [*(bytes(value) for value in former), *(value for _kind, value in sealed.keys)])
        touched = connected([entry_id])
        entries.replace(current, successor, actor, reason)
        MatchKey.objects.filter(entry=entry_id).delete()
        _write_keys({entry_id: sealed.keys})
        if successor.path != current.path:
            _withdraw_disclaimers(actor, entry_id, _("the declaration names another community now"))
        reconcile(response, touched)
        _refer([successor], actor)
        trail.record(actor, trail.Kind.WRITE, "arrivals.correct", response=response.id, subject=entry_id)
    return successor


def void(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    """Take a report back with a reason; it stays readable as known then."""
    current = own_report(actor, entry_id)
    with entries.writing():
        values = MatchKey.objects.filter(entry=entry_id).values_list("value", flat=True)
        lock(current.response, [bytes(value) for value in values])
        touched = connected([entry_id])
        entries.void(current, actor, reason)
        MatchKey.objects.filter(entry=entry_id).delete()
        _withdraw_disclaimers(actor, entry_id, _("the report was taken back"))
        reconcile(current.response, touched)
        trail.record(actor, trail.Kind.WRITE, "arrivals.void", response=current.response_id, subject=entry_id)


def decide(actor: Actor, first: uuid.UUID, second: uuid.UUID, *, same: bool, reason: str = "") -> Decision:
    """Say that two reports are, or are not, about one person: the committee above both sides (M5)."""
    one, other = _seen_by_committee(actor, first), _seen_by_committee(actor, second)
    verdict = Decision.Verdict.SAME if same else Decision.Verdict.DIFFERENT
    with entries.writing():
        lock(one.response, _key_values(first, second))
        former = _standing_decision(first, second)
        successor = _decision(one, verdict, other.entry_id, reason)
        if former is None:
            entries.open_entries(
                "decision", [successor], {successor.entry_id: str(successor.entry_id)}, actor
            )
        else:
            entries.replace(former, successor, actor, reason or _("decided anew"))
        reconcile(one.response, {first, second})
        trail.record(actor, trail.Kind.WRITE, f"arrivals.{verdict}", response=one.response_id, subject=first)
    return successor


def disclaim(actor: Actor, entry_id: uuid.UUID, reason: str = "") -> Decision:
    """Answer "not ours" to a declaration that names one's community; the case goes to the committee (M5)."""
    declared = ArrivalReport.objects.at().filter(entry=entry_id, side=Side.UNIT).first()
    if declared is None or not actor.scope("arrivals.register").holds_place(declared.path):
        raise Missing(_("There is no such report."))
    if Decision.objects.at().filter(first=entry_id, verdict=Decision.Verdict.NOT_OURS).exists():
        raise Conflict(_("This was answered before: the committee has it."))
    with entries.writing():
        lock(declared.response, _key_values(entry_id))
        answer = _decision(declared, Decision.Verdict.NOT_OURS, None, reason)
        entries.open_entries("decision", [answer], {answer.entry_id: str(answer.entry_id)}, actor)
        cases.refer(Referral.Kind.WRONG_COMMUNITY, [declared], actor, again=True)
        reconcile(declared.response, {entry_id})
        trail.record(
            actor, trail.Kind.WRITE, "arrivals.not_ours", response=declared.response_id, subject=entry_id
        )
    return answer


def undo(actor: Actor, decision_id: uuid.UUID, reason: str = "") -> None:
    """Take a decision back: the committee any, a community its own "not ours"."""
    current = Decision.objects.at().filter(entry=decision_id).first()
    if current is None or not may_undo(actor, current):
        raise Missing(_("There is no such decision."))
    touched = {current.first} | ({current.second} if current.second else set())
    with entries.writing():
        lock(current.response, _key_values(*touched))
        entries.void(current, actor, reason or _("undone"))
        if current.verdict == Decision.Verdict.NOT_OURS:
            cases.settle(Referral.Kind.WRONG_COMMUNITY, current.first, actor, reason or _("undone"))
        reconcile(current.response, touched)
        trail.record(
            actor, trail.Kind.WRITE, "arrivals.undo", response=current.response_id, subject=decision_id
        )


def log_contact(
    actor: Actor, entry_id: uuid.UUID, means: str, outcome: str, asked_by: str, remark: str = ""
) -> Contact:
    """Log that somebody was called or visited about a report, so that he is not asked ten times."""
    about = visible_report(actor, entry_id)
    if means not in Contact.Means.values or outcome not in Contact.Outcome.values:
        raise Invalid({"means": _("Choose how the person was contacted and with what outcome.")})
    standing = Standing.objects.known().get(entry=entry_id)
    contact = Contact(
        entry_id=new_id(), response=about.response, happened_at=clock.now(), path=about.path,
        line_id=about.line_id, body_id=about.body_id, body_path=about.body_path, about=entry_id,
        subject=standing.subject, means=means, outcome=outcome, asked_by=asked_by[:80],
    )  # fmt: skip
    contact.remark = crypto.seal(
        about.response.key_owner, DataClass.CONTACT, remark.encode(), f"{contact.entry_id}:remark"
    )
    with entries.writing():
        entries.open_entries("contact", [contact], {contact.entry_id: str(contact.entry_id)}, actor)
        trail.record(
            actor, trail.Kind.WRITE, "arrivals.contact", response=about.response_id, subject=entry_id
        )
    return contact


def visible_report(
    actor: Actor, entry_id: uuid.UUID, as_of: datetime.datetime | None = None
) -> ArrivalReport:
    """Return a report as known at an instant if the actor may see its side; raises ``Missing``."""
    row = ArrivalReport.objects.at(as_of).select_related("response").filter(entry=entry_id).first()
    if row is None or not may_see(actor, row):
        raise Missing(_("There is no such report."))
    return row


def may_see(actor: Actor, row: ArrivalReport | Standing) -> bool:
    """Tell whether the actor may see a report's own side."""
    scope = actor.scope(f"arrivals.view_{row.side}") | actor.scope("arrivals.decide")
    return scope.holds(place=row.path, line=row.line_id or "", body=row.body_path)


def _committee(actor: Actor, row: ArrivalReport | Standing) -> bool:
    scope = actor.scope("arrivals.decide")
    return scope.holds(place=row.path, line=row.line_id or "", body=row.body_path)


def _must(actor: Actor, arrival: Arrival, paths: dict[tuple[uuid.UUID, str], str]) -> None:
    if arrival.side == Side.COMMUNITY:
        actor.must(PERMISSION[Side.COMMUNITY], place=arrival.place.path)
    elif arrival.body:
        path = paths.get((arrival.body.id, arrival.line), "")
        if not path:
            raise Invalid({"body": _("%(body)s does not stand in this line.") % {"body": arrival.body}})
        actor.must(PERMISSION[Side.UNIT], line=arrival.line, body=path)


def own_report(actor: Actor, entry_id: uuid.UUID) -> ArrivalReport:
    """Return the current report of the actor's own side, which he may correct or void; raises ``Missing``."""
    current = ArrivalReport.objects.at().select_related("response").filter(entry=entry_id).first()
    if current is None:
        raise Missing(_("There is no such report."))
    if not is_own(actor, current):
        raise Missing(_("There is no such report."))
    return current


def is_own(actor: Actor, row: ArrivalReport | Standing) -> bool:
    """Tell whether a report is of the actor's own side, so that he may correct it."""
    scope = actor.scope(PERMISSION[Side(row.side)])
    if row.side == Side.COMMUNITY:
        return scope.holds_place(row.path)
    return scope.holds_body(row.line_id or "", row.body_path)


def _seen_by_committee(actor: Actor, entry_id: uuid.UUID) -> ArrivalReport:
    row = ArrivalReport.objects.at().select_related("response").filter(entry=entry_id).first()
    actor.must("arrivals.decide")
    if row is None or not _committee(actor, row):
        raise Missing(_("There is no such report."))
    return row


def may_undo(actor: Actor, decision: Decision) -> bool:
    """Tell whether the actor may take a decision back."""
    paths = {"place": decision.path, "line": decision.line_id or "", "body": decision.body_path}
    own = decision.verdict == Decision.Verdict.NOT_OURS
    return actor.scope("arrivals.decide").holds(**paths) or (
        own and actor.scope("arrivals.register").holds_place(decision.path)
    )


def _body_paths(arrivals: Sequence[Arrival]) -> dict[tuple[uuid.UUID, str], str]:
    bodies = {arrival.body.id for arrival in arrivals if arrival.body}
    rows = Position.objects.filter(body__in=bodies, valid_to=None).values_list("body", "line", "path")
    return {(body, line): path for body, line, path in rows}


def _version(arrival: Arrival, response: Response, paths: dict[tuple[uuid.UUID, str], str]) -> ArrivalReport:
    path = paths.get((arrival.body.id, arrival.line), "") if arrival.body else ""
    day = timezone.localdate(arrival.arrived_at)
    return ArrivalReport(
        entry_id=arrival.id,
        response=response,
        side=arrival.side,
        happened_at=arrival.arrived_at,
        arrived_on=day,
        time_stated=arrival.time_stated,
        path=arrival.place.path,
        body=arrival.body if path else None,
        line_id=arrival.line if path else None,
        body_path=path,
        origin=arrival.origin[:80],
        from_key_area=arrival.from_key_area(response),
        transport=arrival.transport,
        trip=arrival.trip[:40],
        person_kind=arrival.person_kind,
        employer=arrival.employer[:80],
        has_symptoms=arrival.has_symptoms,
        cohabitants=arrival.cohabitants,
        by_proxy=arrival.by_proxy,
        due_at=due_at(response, arrival.side, arrival.arrived_at, time_stated=arrival.time_stated),
    )


def due_at(
    response: Response, side: str, arrived_at: datetime.datetime, *, time_stated: bool
) -> datetime.datetime:
    """Return by when a side must report; an arrival known by day only counts from that day's end."""
    hours = response.declaration_hours if side == Side.UNIT else response.registration_hours
    if not time_stated:
        day = timezone.localdate(arrived_at)
        arrived_at = datetime.datetime.combine(day, END_OF_DAY, timezone.get_default_timezone())
    return arrived_at + datetime.timedelta(hours=hours)


def _seal(version: ArrivalReport, response: Response, arrival: Arrival) -> Sealed:
    seal_person(version, response, arrival.person)
    known = identifiers(arrival.person, arrival.place.path[:12], version.arrived_on)
    sealed = seal(known, lambda text: crypto.token(response.key_owner, text))
    for name, column in (("name", "name"), ("id_number", "id"), ("phone", "phone")):
        setattr(version, f"{column}_token", sealed.fields[name])
    version.building_token, version.address_token = sealed.fields["building"], sealed.fields["address"]
    version.id_valid = known.id_valid
    return sealed


def _write_keys(keys: Mapping[uuid.UUID, Collection[tuple[str, bytes]]]) -> None:
    bulk.insert(
        MatchKey,
        ("entry_id", "kind", "value"),
        ((entry, kind, value) for entry, own in keys.items() for kind, value in sorted(own)),
    )


def _refer(reports: Sequence[ArrivalReport], actor: Actor) -> None:
    registered = [row for row in reports if row.side == Side.COMMUNITY]
    sick = [row for row in registered if row.has_symptoms]
    together = [row for row in registered if row.cohabitants]
    if sick:
        cases.refer(Referral.Kind.SYMPTOMS, sick, actor)
    if together:
        cases.refer(Referral.Kind.COHABITANTS, together, actor)


def _withdraw_disclaimers(actor: Actor, entry_id: uuid.UUID, reason: str) -> None:
    answers = Decision.objects.at().filter(first=entry_id, verdict=Decision.Verdict.NOT_OURS)
    for answer in answers.select_related("response"):
        entries.void(answer, actor, reason)
    cases.settle(Referral.Kind.WRONG_COMMUNITY, entry_id, actor, reason)


def _decision(about: ArrivalReport, verdict: str, second: uuid.UUID | None, reason: str) -> Decision:
    return Decision(
        entry_id=new_id(), response=about.response, happened_at=clock.now(), path=about.path,
        line_id=about.line_id, body_id=about.body_id, body_path=about.body_path, verdict=verdict,
        first=about.entry_id, second=second, reason=reason[:200],
    )  # fmt: skip


def _standing_decision(first: uuid.UUID, second: uuid.UUID) -> Decision | None:
    pair = Q(first=first, second=second) | Q(first=second, second=first)
    return Decision.objects.at().filter(pair).first()


def _key_values(*entry_ids: uuid.UUID) -> list[bytes]:
    return [bytes(v) for v in MatchKey.objects.filter(entry__in=entry_ids).values_list("value", flat=True)]

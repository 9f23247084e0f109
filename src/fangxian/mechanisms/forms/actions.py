"""Making forms: propose a version, approve or refuse it, retire a form; each atomic and audited (M8).

What a version newly asks is owed only once somebody else than its maker has approved it, if there is somebody else.
"""

import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from fangxian.core import clock
from fangxian.core.audit import trail
from fangxian.core.dated import today, valid_on
from fangxian.core.errors import Conflict, Forbidden, Invalid, Missing
from fangxian.core.ids import new_id
from fangxian.mechanisms.forms import catalogue, definition, queries
from fangxian.mechanisms.forms.content import to_json
from fangxian.mechanisms.forms.models import COLUMNS, FormDefinition, FormVersion
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.models import Grant
from fangxian.trees.people.roles import ROLES

DAY = datetime.timedelta(days=1)
State = FormVersion.State
OPEN = (State.DRAFT, State.PROPOSED)
APPROVERS = [role for role, permissions in ROLES.items() if "forms.approve" in permissions]


@transaction.atomic
def propose(actor: Actor, form: Form, *, draft: bool = False, remark: str = "") -> FormVersion:
    """Propose what a form asks from ``form.valid_from`` on (forms.propose), or keep it as a draft, half-finished too.

    An open version of the form is replaced. A version that asks for nothing more is approved at once. Raises
    ``Invalid`` by attribute or by a field's code (of a draft by its code and title only), ``Missing`` for an issuer
    outside the actor's scope.
    """
    issuer = _issuer(actor, "forms.propose", form.issued_by)
    if wrong := definition.unnamed(form):
        raise Invalid(wrong)
    held = _definition(form, issuer)
    if not draft and (wrong := queries.faults(form, held)):
        raise Invalid(wrong)
    former = queries.approved(form.code)
    version = FormVersion.objects.filter(form=held, state__in=OPEN).first() or FormVersion(
        form=held, number=(held.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    )
    begins = today() + DAY if form.valid_from == datetime.date.min else form.valid_from
    version.valid_from, version.content = begins, to_json(form)
    version.state = State.DRAFT if draft else State.PROPOSED
    version.made_by_id, version.made_at, version.remark = actor.id, clock.now(), remark.strip()[:200]
    version.save()
    if not draft and former and not definition.asks_more(former[-1], form):
        _approve(actor, version)
    _record(actor, "forms.draft" if draft else "forms.propose", version)
    return version


@transaction.atomic
def approve(actor: Actor, version: FormVersion, remark: str = "") -> FormVersion:
    """Approve what a version asks (forms.approve): from its day on it is owed.

    What was looked at is what is decided. Raises ``Forbidden`` for its maker while somebody else may approve,
    ``Invalid`` when its day has passed, ``Conflict`` when it is no longer what ``version`` says.
    """
    version = _open(version)
    _issuer(actor, "forms.approve", version.form.issued_by_id)
    if is_own(actor, version):
        raise Forbidden(_("Somebody else approves what you propose."))
    form = catalogue.read(version)
    if wrong := queries.wrong_day(form, queries.approved(form.code), version.form):
        raise Invalid(wrong)
    _approve(actor, version, remark)
    _record(actor, "forms.approve", version)
    return version


def is_own(actor: Actor, version: FormVersion) -> bool:
    """Tell whether an actor made a version himself, so that somebody else who may has to approve it."""
    return actor.id is not None and actor.id == version.made_by_id and _others_approve(actor)


@transaction.atomic
def refuse(actor: Actor, version: FormVersion, remark: str) -> FormVersion:
    """Refuse a version with a remark (forms.approve); nothing of it is owed."""
    if not remark.strip():
        raise Invalid({"remark": _("Say why it is refused.")})
    version = _open(version)
    _issuer(actor, "forms.approve", version.form.issued_by_id)
    version.state, version.remark = State.REFUSED, remark.strip()[:200]
    version.decided_by_id, version.decided_at = actor.id, clock.now()
    version.save()
    _record(actor, "forms.refuse", version)
    return version


@transaction.atomic
def retire(actor: Actor, code: str, day: datetime.date, reason: str) -> FormDefinition:
    """Say that nobody owes a form from a day on (forms.propose); its reports and figures stay.

    Raises ``Invalid`` for a day that has passed or without a reason.
    """
    held = FormDefinition.objects.select_for_update().filter(pk=code).first()
    if held is None:
        raise Missing(_("There is no such form."))
    _issuer(actor, "forms.propose", held.issued_by_id)
    if day < today():
        raise Invalid({"retired_from": _("Choose today or a later day.")})
    if not reason.strip():
        raise Invalid({"reason": _("Say why nobody owes this form any more.")})
    held.retired_from, held.stamp = day, new_id()
    held.save()
    catalogue.end()
    trail.record(
        actor,
        trail.Kind.WRITE,
        "forms.retire",
        subject=code,
        day=day.isoformat(),
        reason=reason.strip()[:200],
    )
    return held


def _definition(form: Form, issuer: Body | None) -> FormDefinition:
    """Return the form's row, locked; a new one for a new code. Raises ``Invalid`` for a code that is taken."""
    if catalogue.is_built_in(form.code):
        raise Invalid({"code": _("This form comes with the system.")})
    held = FormDefinition.objects.select_for_update().filter(pk=form.code).first()
    if held is None:
        try:
            with transaction.atomic():
                return FormDefinition.objects.create(
                    code=form.code, title=str(form.title)[:120], issued_by=issuer
                )
        except IntegrityError as error:
            raise Conflict(_("Somebody else made a form of this code just now.")) from error
    if held.issued_by_id != (issuer.id if issuer else None):
        raise Invalid({"code": _("Another body issues a form of this code.")})
    return held


def _issuer(actor: Actor, permission: str, body_id: Any) -> Body | None:
    """Return the issuing body if it lies in the actor's scope; raises ``Forbidden``, ``Missing``."""
    actor.must(permission)
    if body_id is None:
        return None
    body = Body.objects.select_related("place").filter(pk=body_id).first()
    scope = actor.scope(permission)
    held = Position.objects.filter(body=body_id, valid_to=None).values_list("line", "path")
    inside = any(scope.holds_body(line, path) for line, path in held)
    if body is None or not (inside or scope.holds_place(body.place.path)):
        raise Missing(_("There is no such unit, or it lies outside your area."))
    return body


def _open(version: FormVersion) -> FormVersion:
    """Return a proposed version, its form locked; raises ``Conflict`` when it was decided or changed meanwhile."""
    FormDefinition.objects.select_for_update().get(pk=version.form_id)
    found = FormVersion.objects.select_related("form").get(pk=version.pk)
    if found.state != State.PROPOSED:
        raise Conflict(_("This version does not await a decision."))
    if found.made_at != version.made_at:
        raise Conflict(_("The proposal was changed meanwhile: look at it again before you decide."))
    return found


def _others_approve(actor: Actor) -> bool:
    grants = Grant.objects.filter(valid_on(today()), role__in=APPROVERS, account__is_active=True)
    return grants.exclude(account=actor.id).exclude(account__is_service=True).exists()


def _approve(actor: Actor, version: FormVersion, remark: str = "") -> None:
    """Give new numbers their columns for ever, and let every process see the form."""
    held = version.form
    free = iter(column for column in COLUMNS if column not in held.columns.values())
    for field in catalogue.read(version).numbers:
        if field.code not in held.columns:
            held.columns[field.code] = next(free)
    held.title, held.stamp = str(version.content["title"]), new_id()
    held.save()
    version.state = State.APPROVED
    version.remark = remark.strip()[:200] or version.remark
    version.decided_by_id, version.decided_at = actor.id, clock.now()
    version.save()
    catalogue.end()


def _record(actor: Actor, action: str, version: FormVersion) -> None:
    trail.record(
        actor, trail.Kind.WRITE, action, subject=version.form_id, version=version.number, state=version.state
    )

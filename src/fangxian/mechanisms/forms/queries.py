"""Reads of forms as they are made: every version, those that await a decision, and what keeps one from it (M8)."""

import datetime
import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core.dated import today
from fangxian.core.errors import Missing, Text
from fangxian.mechanisms.forms import catalogue, definition
from fangxian.mechanisms.forms.models import FormDefinition, FormVersion
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.people.actor import Actor

DAY = datetime.timedelta(days=1)


def approved(code: str) -> list[Form]:
    """Return the approved versions of a form as they are in this transaction, the earliest first."""
    rows = FormVersion.objects.filter(form=code, state=FormVersion.State.APPROVED).select_related("form")
    return [catalogue.read(row) for row in rows.order_by("valid_from")]


def faults(form: Form, held: FormDefinition | None = None) -> dict[str, Text]:
    """Return what keeps a version from being proposed, by attribute or by a field's code; ``held`` is its row."""
    held = held or FormDefinition.objects.filter(pk=form.code).first()
    former = approved(form.code)
    columns = held.columns if held else ()
    return definition.errors(form, former, columns) | wrong_day(form, former, held)


def wrong_day(form: Form, former: list[Form], held: FormDefinition | None) -> dict[str, Text]:
    """A version begins today at the earliest, a change tomorrow: what was filed stays under what was asked."""
    earliest = max(today() + DAY, former[-1].valid_from + DAY) if former else today()
    if form.valid_from < earliest:
        return {"valid_from": _("It can hold from %(day)s at the earliest.") % {"day": earliest.isoformat()}}
    if held and held.retired_from and form.valid_from >= held.retired_from:
        return {"valid_from": _("The form is retired from %(day)s.") % {"day": held.retired_from.isoformat()}}
    return {}


def definitions(actor: Actor) -> QuerySet[FormDefinition]:
    """Return every form that was made here, retired ones and drafts too (forms.view)."""
    actor.must("forms.view")
    return FormDefinition.objects.select_related("issued_by")


def versions(actor: Actor, code: str) -> QuerySet[FormVersion]:
    """Return every version of a form, the latest first (forms.view)."""
    actor.must("forms.view")
    rows = FormVersion.objects.filter(form=code).select_related("form__issued_by", "made_by", "decided_by")
    return rows.order_by("-number")


def awaiting(actor: Actor) -> QuerySet[FormVersion]:
    """Return the versions that await approval, the earliest to begin first (forms.approve)."""
    actor.must("forms.approve")
    rows = FormVersion.objects.filter(state=FormVersion.State.PROPOSED)
    return rows.select_related("form__issued_by", "made_by").order_by("valid_from", "form")


def version(actor: Actor, version_id: uuid.UUID) -> FormVersion:
    """Return a version in whatever state; raises ``Missing``."""
    actor.must("forms.view")
    rows = FormVersion.objects.select_related("form__issued_by", "made_by", "decided_by")
    found = rows.filter(pk=version_id).first()
    if found is None:
        raise Missing(_("There is no such form."))
    return found

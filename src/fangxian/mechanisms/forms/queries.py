"""Reads of forms as they are made: every version, and those that await a decision (M8)."""

import uuid

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from fangxian.core.errors import Missing
from fangxian.mechanisms.forms.models import FormDefinition, FormVersion
from fangxian.trees.people.actor import Actor


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

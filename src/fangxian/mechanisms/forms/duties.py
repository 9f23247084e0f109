"""What the owners of the burden owe: a decision about what forms newly ask (M8)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.mechanisms.duties.board import Duty
from fangxian.mechanisms.forms import catalogue, queries
from fangxian.mechanisms.forms.comparing import compare
from fangxian.mechanisms.forms.models import FormVersion
from fangxian.trees.bodies.queries import in_scope
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response


def owed(actor: Actor, response: Response) -> list[Duty]:
    """Return one duty for the versions that await the actor's approval; what he proposed others approve."""
    waiting = to_decide(actor) if actor.may("forms.approve") else []
    if not waiting:
        return []
    count = sum(new_fields(version) for version in waiting)
    title = ngettext(
        "%(count)s new field awaits your approval", "%(count)s new fields await your approval", count
    ) % {"count": count}
    url = reverse("forms:all") + "?state=proposed"
    if len(waiting) == 1:
        url = reverse("forms:form", args=[waiting[0].form_id]) + f"?version={waiting[0].number}"
    detail = _(", ").join(str(version.content["title"]) for version in waiting)
    return [Duty(_("Forms"), title, url, _("Decide"), None, detail, len(waiting))]


def to_decide(actor: Actor) -> list[FormVersion]:
    """Return the versions that an actor should decide: proposed by somebody else, issued in his part."""
    rows = [row for row in queries.awaiting(actor) if row.made_by_id != actor.id]
    issuers = {row.form.issued_by_id for row in rows if row.form.issued_by_id}
    held = in_scope(actor.scope("forms.approve")).filter(pk__in=issuers)
    own = set(held.values_list("pk", flat=True)) if issuers else set()
    return [row for row in rows if row.form.issued_by_id is None or row.form.issued_by_id in own]


def new_fields(version: FormVersion) -> int:
    """Return how many fields a version asks for that the approved one before it did not, or asked otherwise."""
    form = catalogue.read(version)
    former = catalogue.catalogue().forms.get(form.code)
    if not former:
        return len(form.asked)
    found = compare(former[-1], form)
    return len(found.added) + len(found.changed)

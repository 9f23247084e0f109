"""A filling's own parts: its sealed file read again, its owner, its choices, what was told of earlier versions."""

import datetime
from typing import Any

from django.utils import timezone

from fangxian.core import crypto
from fangxian.core.crypto import DataClass
from fangxian.mechanisms.filling.models import Filling
from fangxian.mechanisms.filling.naming import Names
from fangxian.mechanisms.filling.owners import Owner
from fangxian.mechanisms.filling.remembering import Recalled, series_of
from fangxian.mechanisms.filling.rules.choices import Choice
from fangxian.mechanisms.filling.understanding import Form, Key, proposals, read
from fangxian.trees.bodies.models import Position
from fangxian.trees.responses.models import Response

LONGEST_NAME = 120


def read_for(response: Response, content: bytes) -> Form:
    """Read a form with the names of a response's territory and bodies."""
    return read(content, Names(response))


def proposals_for(response: Response, owner: Owner, form: Form) -> dict[Key, Choice]:
    """Return what is proposed for a form that is filled for an owner."""
    return proposals(form, Names(response), "body" if owner.body else "place")


def form_of(filling: Filling) -> Form:
    """Read a filling's form."""
    return read(unseal(filling, "content"), Names(filling.response))


def owner_of(filling: Filling) -> Owner:
    """Return for whom a form is filled, at its present place in the line."""
    if filling.body_id is None:
        return Owner(place=filling.place)
    held = Position.objects.filter(body=filling.body_id, line=filling.line_id).order_by("-valid_from")
    return Owner(held.select_related("body__place", "line").first())


def choices_of(filling: Filling) -> dict[Key, Choice]:
    """Return what fills each blank."""
    return {key: Choice.from_json(choice) for key, choice in filling.choices.items()}


def told(recalled: Recalled, form: Form) -> dict[str, Any]:
    """Return as plain values what a page says of where the choices come from, in the forms' own labels."""
    difference, former = recalled.difference, recalled.former
    found: dict[str, Any] = {"known": bool(former) and difference is None, "used_by": recalled.used_by}
    if difference is None or former is None:
        return found
    then = {key: choice.get("label", key) for key, choice in former.choices.items()}
    now = {key: asked.label for key, asked in form.asked.items()}
    return found | {
        "series": series_of(former, form),
        "added": [now[key] for key in difference.added],
        "removed": [then.get(key, key) for key in difference.removed],
        "moved": [now[key] for key in difference.moved],
        "renamed": [[then.get(old, old), now[new]] for old, new in difference.renamed],
    }


def seal(filling: Filling, filename: str, content: bytes) -> None:
    """Seal a file and its name into an unsaved filling."""
    owner = filling.response.key_owner
    for name, plain in (("content", content), ("name", filename[-LONGEST_NAME:].encode())):
        setattr(filling, name, crypto.seal(owner, DataClass.FILES, plain, f"{filling.id}:{name}"))


def unseal(filling: Filling, name: str) -> bytes:
    """Open a sealed part; raises ``KeyDestroyed``."""
    sealed = bytes(getattr(filling, name))
    return crypto.unseal(filling.response.key_owner, DataClass.FILES, sealed, f"{filling.id}:{name}")


def file_name(filling: Filling) -> str:
    """Return the name under which the form came."""
    return unseal(filling, "name").decode()


def local_day(moment: datetime.datetime) -> datetime.date:
    """Return the local day of an instant."""
    return timezone.localdate(moment)

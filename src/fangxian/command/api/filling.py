"""A superior's form over the API: sent, corrected, filled, fetched; the same actions as on the page (M8)."""

import datetime
import uuid
from typing import Any

from django.http import HttpResponse
from django.utils.dateparse import parse_date
from ninja import File, Form, Router, Schema, Status, UploadedFile

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import response_of
from fangxian.command.api.schemas.common import Code
from fangxian.command.api.schemas.filling import ChoiceIn, FillIn, FillingOut
from fangxian.mechanisms.figures.questions import instant
from fangxian.mechanisms.filling import actions, owners, queries, reading
from fangxian.mechanisms.filling.files import CONTENT_TYPES
from fangxian.mechanisms.filling.forms import choice_of
from fangxian.mechanisms.filling.models import Filling
from fangxian.trees.people.access import Request
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["filling"])
FILLS = Requires(owners.PERMISSION)


class OwnerForm(Schema):
    """For whom: a unit by code (and line, where it stands in several), or a place by division code."""

    body: Code = ""
    line: Code = ""
    place: Code = ""
    response: uuid.UUID | None = None


@router.post("/filling", auth=FILLS, response={201: FillingOut, **REFUSALS})
def send(request: Request, sent: Form[OwnerForm], file: File[UploadedFile]) -> Status[Any]:
    """Send a blank form; the answer says what is proposed for each blank."""
    owner = owners.of_body(sent.body, sent.line) if sent.body else owners.owner_of(f"place:{sent.place}")
    found = actions.upload(request.actor, response_of(sent.response), owner, file.name or "", file.read())
    return Status(201, _shown(found))


@router.get("/filling/{uuid:filling_id}", auth=FILLS, response={200: FillingOut, **REFUSALS})
def detail(request: Request, filling_id: uuid.UUID) -> dict[str, Any]:
    """Show a form with what fills its blanks, and once filled its cells."""
    return _shown(queries.filling_for(request.actor, filling_id))


@router.put("/filling/{uuid:filling_id}/blanks", auth=FILLS, response={200: FillingOut, **REFUSALS})
def choose(request: Request, filling_id: uuid.UUID, choices: list[ChoiceIn]) -> dict[str, Any]:
    """Correct what fills some blanks."""
    found = queries.filling_for(request.actor, filling_id)
    for each in choices:
        actions.choose(request.actor, found, each.key, choice_of(each.dict()))
    return _shown(found)


@router.post("/filling/{uuid:filling_id}/fill", auth=FILLS, response={200: FillingOut, **REFUSALS})
def fill(request: Request, filling_id: uuid.UUID, wanted: FillIn) -> dict[str, Any]:
    """Fill a form; its mapping is remembered for the next one with the same labels."""
    found = queries.filling_for(request.actor, filling_id)
    return _shown(actions.fill(request.actor, found, _until(wanted.to), wanted.purpose, wanted.hide_small))


@router.get("/filling/{uuid:filling_id}/file", auth=FILLS, response={200: None, **REFUSALS})
def file(request: Request, filling_id: uuid.UUID) -> HttpResponse:
    """Return the filled file; it is on record."""
    found = queries.filling_for(request.actor, filling_id)
    content = actions.take_out(request.actor, found)
    return HttpResponse(content, content_type=CONTENT_TYPES[reading.form_of(found).file.kind])


def _until(text: str) -> datetime.datetime | datetime.date | None:
    try:
        day = parse_date(text)
    except ValueError:
        day = None
    return (day or instant(text, "to")) if text else None


def _shown(filling: Filling) -> dict[str, Any]:
    form, choices = reading.form_of(filling), reading.choices_of(filling)
    return {
        "id": filling.id,
        "title": filling.title,
        "fingerprint": filling.fingerprint,
        "filled": filling.filled_at is not None,
        "changes": filling.changes,
        "blanks": [
            {
                "key": key, "sheet": form.sheets[int(key.partition("|")[0])].name,
                "cell": asked.slots[0].address, "label": asked.label, "kind": asked.kind.value,
                "what": f"{choices[key].source}:{choices[key].code}" if choices[key].source else "",
                "window": choices[key].window.value, "line": choices[key].line,
                "confidence": choices[key].confidence, "fills": choices[key].fills,
            }
            for key, asked in form.asked.items()
        ],
        "cells": [{**cell, "measure": cell["measure"] or None} for cell in filling.cells],
    }  # fmt: skip

"""Workbooks over the API: the same import as on the page, with the same codes (M5, M8)."""

import uuid
from typing import Any

from django.utils.translation import gettext as _
from ninja import File, Form, Router, Schema, Status, UploadedFile

from fangxian.command.api.arrivals import REFUSALS
from fangxian.command.api.lookups import body_of, place_of, response_of
from fangxian.command.api.schemas.common import Code
from fangxian.command.api.schemas.imports import ImportOut
from fangxian.core.errors import Missing
from fangxian.mechanisms.imports import actions
from fangxian.mechanisms.imports.actions import Check
from fangxian.mechanisms.imports.codes import Problem
from fangxian.mechanisms.imports.kinds import kind_of
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.trees.people.access import Request
from fangxian.trees.people.actor import Actor
from fangxian.trees.people.api_auth import Requires

router = Router(tags=["imports"])
IMPORTS = Requires("imports.run")


class ImportForm(Schema):
    """Who sends what; ``dry_run`` checks only, ``partial`` enters the rows without errors."""

    kind: Code
    body: Code = ""
    line: Code = ""
    place: Code = ""
    dry_run: bool = False
    partial: bool = False
    response: uuid.UUID | None = None


@router.post("/imports", auth=IMPORTS, response={200: ImportOut, 201: ImportOut, **REFUSALS})
def send(request: Request, sent: Form[ImportForm], file: File[UploadedFile]) -> Status[Any]:
    """Send a workbook: 201 when its rows were entered, 200 for a dry run or a file entered before."""
    run = actions.upload(
        request.actor, response_of(sent.response), sent.kind, file.name or "", file.read(),
        body=body_of(sent.body) if sent.body else None, line=sent.line,
        place=place_of(sent.place) if sent.place else None,
    )  # fmt: skip
    if sent.dry_run or run.state == ImportRun.State.DONE:
        return Status(200, _shown(run, actions.check(run), dry_run=sent.dry_run))
    return Status(201, _shown(run, actions.commit(request.actor, run, partial=sent.partial)))


@router.get("/imports/{uuid:run_id}", auth=IMPORTS, response={200: ImportOut, **REFUSALS})
def detail(request: Request, run_id: uuid.UUID) -> dict[str, Any]:
    """Show an import of one's own unit or community, checked against what is known now."""
    run = _own(request.actor, run_id)
    return _shown(run, actions.check(run), dry_run=run.state != ImportRun.State.DONE)


def _own(actor: Actor, run_id: uuid.UUID) -> ImportRun:
    found = ImportRun.objects.select_related("response", "body", "place").filter(pk=run_id).first()
    if found is None:
        raise Missing(_("There is no such import, or it lies outside your area."))
    place = "" if found.body_path else found.path
    actor.must(kind_of(found.kind).permission, place=place, line=found.line_id or "", body=found.body_path)
    return found


def _shown(run: ImportRun, found: Check, *, dry_run: bool = False) -> dict[str, Any]:
    return {
        "id": run.pk,
        "kind": run.kind,
        "state": run.state,
        "dry_run": dry_run,
        "rows": found.rows,
        "new": len(found.prepared.new),
        "changed": len(found.prepared.changed),
        "unchanged": found.prepared.unchanged,
        "faulty": found.faulty_rows,
        "problems": [_problem(sheet, problem) for sheet, problem in found.problems],
        "corrections": [
            {"row": one.row, "what": one.what, "fields": list(one.fields)}
            for one in found.prepared.corrections
        ],
    }


def _problem(sheet: str, problem: Problem) -> dict[str, Any]:
    return {
        "sheet": sheet,
        "row": problem.row,
        "cell": problem.cell,
        "field": problem.field or None,
        "code": problem.code.value,
        "severity": problem.severity.value,
        "sentence": problem.sentence,
    }

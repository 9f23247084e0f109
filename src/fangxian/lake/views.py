"""Pages of the lake: what it holds and whether it says what the pages say, an export asked for and followed."""

import datetime
import json
import uuid
from typing import Any

from django.apps import apps
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fangxian.core.audit.trail import Kind, record
from fangxian.core.errors import Missing
from fangxian.lake import actions, holding
from fangxian.lake.actions import PERMISSION
from fangxian.lake.forms import ExportForm
from fangxian.lake.models import LakeExport
from fangxian.mechanisms.figures import registry
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.responses.current import response_of
from fangxian.trees.responses.models import Response

SHOWN = 50
STATUS = {"waiting": "neutral", "running": "due", "done": "ok", "failed": "late"}


@requires(PERMISSION)
def overview(request: Request) -> HttpResponse:
    """Show what the lake holds of the response and ask for an export, or say why it cannot be shown here."""
    try:
        response = _response(request)
    except Missing as refusal:
        return render(request, "lake/beyond.html", {"text": refusal.message})
    form = ExportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with into(form):
            made = actions.ask(request.actor, response, form.cleaned_data["purpose"])
            return redirect("lake:export", made.pk)
    rows = LakeExport.objects.filter(response=response).select_related("asked_by")[:SHOWN]
    context = {
        "form": form,
        "held": holding.held(actions.folder(), response),
        "rows": [_row(row) for row in rows],
        "lacking": actions.lacking(),
        "last": next((_row(row) for row in rows if row.state == LakeExport.State.DONE), None),
        "titles": titles(),
        "runs": any(row.runs for row in rows),
    }
    return render(request, "lake/overview.html", context, status=422 if form.errors else 200)


@requires(PERMISSION)
def day(request: Request, day: str) -> HttpResponse:
    """Show a day's rows by county."""
    response = _response(request)
    try:
        found = holding.counties(actions.folder(), response, datetime.date.fromisoformat(day))
    except ValueError as error:
        raise Missing(_("The lake holds nothing of this day.")) from error
    if not found:
        raise Missing(_("The lake holds nothing of this day."))
    ledgers = sorted({ledger for _name, rows, _all in found for ledger in rows})
    names = titles()
    context = {
        "day": datetime.date.fromisoformat(day),
        "ledgers": [names.get(ledger, ledger) for ledger in ledgers],
        "counties": [
            (name, [(names.get(ledger, ledger), rows.get(ledger, 0)) for ledger in ledgers], whole)
            for name, rows, whole in found
        ],
    }
    return render(request, "lake/day.html", context)


@requires(PERMISSION)
def export(request: Request, key: uuid.UUID) -> HttpResponse:
    """Show how far an export is, and at its end what it wrote and whether figures agree."""
    row = LakeExport.objects.select_related("asked_by", "response__jurisdiction").filter(pk=key).first()
    if row is None or not request.actor.scope(PERMISSION).holds_place(row.response.jurisdiction.path):
        raise Missing(_("There is no such export, or it lies outside your area."))
    context = _row(row) | {
        "written": [(titles().get(name, name), row.rows[name], row.files[name]) for name in sorted(row.rows)],
    }
    template = "lake/progress.html" if request.htmx else "lake/export.html"
    return render(request, template, context)


@requires(PERMISSION)
def manifest(request: Request) -> HttpResponse:
    """Return which files the lake holds of the response, each with its rows and its digest."""
    response = _response(request)
    told = holding.manifest_of(actions.folder(), response)
    record(request.actor, Kind.EXPORT, "lake.manifest", response=response.id, count=len(told["files"]))
    answer = HttpResponse(json.dumps(told, ensure_ascii=False, indent=1), content_type="application/json")
    answer["Content-Disposition"] = 'attachment; filename="manifest.json"'
    return answer


def titles() -> dict[str, str]:
    """Return the ledgers by the names that people know."""
    known = {
        "reports": _("Daily reports"), "obligations": _("Who owes reports"), "excuses": _("Excuses"),
        "standings": _("Arrivals: how they stand"), "passengers": _("Passenger lists"),
        "referrals": _("Cases handed over"), "contacts": _("Calls and visits"), "places": _("Places"),
        "place_codes": _("Codes of places"), "bodies": _("Units"), "positions": _("Positions of units"),
        "lines": _("Lines"), "responses": _("Responses"), "forms": _("Forms"),
        "form_versions": _("Versions of forms"),
    }  # fmt: skip
    rooms = {model._meta.db_table: str(model._meta.verbose_name) for model in apps.get_models()}
    return rooms | known


def _response(request: Request) -> Response:
    """Return the response in which somebody works; raises ``Missing`` where it reaches beyond his part."""
    response = response_of(request)
    if not request.actor.scope(PERMISSION).holds_place(response.jurisdiction.path):
        raise Missing(_("The lake holds the whole response; it reaches beyond your area."))
    return response


def _row(row: LakeExport) -> dict[str, Any]:
    """Return an export with its state as a chip, how far it is, and the names of figures that differ."""
    names = {measure.code: str(measure.title) for measure in registry.all_measures()} if row.differing else {}
    return {
        "export": row, "status": STATUS[row.state], "share": 100 * row.step // max(1, row.steps),
        "written_rows": sum(row.rows.values()), "differing": [names.get(code, code) for code in row.differing],
    }  # fmt: skip

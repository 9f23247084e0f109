"""Sending a workbook: upload, look at what was understood, correct it, import; and the way back for faulty rows."""

import uuid
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from fangxian.core.audit import trail
from fangxian.core.errors import Forbidden, Invalid
from fangxian.mechanisms.imports import actions, queries, remembering
from fangxian.mechanisms.imports.checking import faults_of, sheets_of
from fangxian.mechanisms.imports.codes import SheetError
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.forms import UploadForm
from fangxian.mechanisms.imports.kinds import ImportKind, kind_of
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.workbooks import template as blank
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.forms import into
from fangxian.trees.people.saving import savable
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.current import as_of_of, response_of
from fangxian.trees.responses.models import Response

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_CHOICES = 300


@requires("imports.run")
@savable("kind")
def home(request: Request) -> HttpResponse:
    """Choose a kind, send a file; the last ones below."""
    response, as_of = response_of(request), as_of_of(request)
    kinds = queries.kinds_for(request.actor)
    if not kinds:
        raise Forbidden(_("Your roles do not allow this."))
    chosen = request.POST.get("kind") or request.GET.get("kind", "")
    kind = next((one for one in kinds if one.code == chosen), kinds[0])
    form = UploadForm(request.actor, kind, response, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        run = _upload(request, response, kind, form)
        if run is not None:
            return redirect("imports:run", run.id)
    last = list(queries.runs(request.actor, response, as_of)[: queries.LAST])
    context = {
        "form": form,
        "kind": kind,
        "filters": [
            {
                "status": "neutral",
                "label": one.title,
                "count": None,
                "active": one is kind,
                "url": f"?kind={one.code}",
            }
            for one in kinds
        ],
        "runs": [
            {"run": run, "name": actions.file_name(run), "kind": kind_of(run.kind).title} for run in last
        ],
        "as_of": as_of,
    }
    return render(request, "imports/home.html", context, status=422 if form.errors else 200)


@requires("imports.run")
def template(request: Request, kind_code: str) -> HttpResponse:
    """Send a blank workbook of a kind, with lists to choose from."""
    kind = kind_of(kind_code)
    request.actor.must(kind.permission)
    prefix = response_of(request).jurisdiction.path
    communities = Place.objects.filter(kind=Kind.COMMUNITY, path__startswith=prefix).order_by("path")
    names = list(communities.values_list("name", flat=True)[:MOST_CHOICES])
    content = blank(kind.fields(), str(kind.title), choices={"place": names})
    return _file(content, f"{kind.title}.xlsx")


@requires("imports.run")
@never_cache
def run(request: Request, run_id: uuid.UUID) -> HttpResponse:
    """Show what was understood of a file and what an import would do."""
    return _page(request, queries.run_for(request.actor, run_id))


@requires("imports.run")
@require_POST
def mapping(request: Request, run_id: uuid.UUID) -> HttpResponse:
    """Correct what a column is taken for; the dry run follows at once."""
    found = queries.run_for(request.actor, run_id)
    kind = kind_of(found.kind)
    field = request.POST.get("field") or None
    try:
        table, column = int(request.POST["table"]), int(request.POST["column"])
    except (KeyError, ValueError) as error:
        raise Invalid({"column": _("Choose a column.")}) from error
    known = field is None or field in {one.code for one in kind.fields()}
    if not known or not 0 <= table < len(found.mappings) or column < 0:
        raise Invalid({"field": _("Choose what the column holds.")})
    actions.choose(request.actor, found, table, column, field)
    return _page(request, found) if request.htmx else redirect("imports:run", found.id)


@requires("imports.run")
@require_POST
def commit(request: Request, run_id: uuid.UUID) -> HttpResponse:
    """Import all rows, or with ``partial=1`` those without errors."""
    found = queries.run_for(request.actor, run_id)
    try:
        actions.commit(request.actor, found, partial=request.POST.get("partial") == "1")
    except Invalid as refusal:
        messages.error(request, next(iter(refusal.errors.values())))
        return redirect("imports:run", found.id)
    text = ngettext("%(n)s entry was imported.", "%(n)s entries were imported.", found.accepted)
    messages.success(request, text % {"n": found.accepted})
    return redirect("imports:run", found.id)


@requires("imports.run")
def mappings(request: Request) -> HttpResponse:
    """Show what was confirmed for the headers of one's senders: by whom, when, how often used."""
    kinds = queries.kinds_for(request.actor)
    titles = {kind.code: (kind.title, {field.code: field.title for field in kind.fields()}) for kind in kinds}
    found = remembering.remembered(request.actor, kinds)[: remembering.MOST]
    rows = [
        {"known": one, "kind": titles[one.kind][0],
         "fields": [titles[one.kind][1].get(code, code) for code, _sure in one.mapping.columns.values()]}
        for one in found
    ]  # fmt: skip
    return render(request, "imports/mappings.html", {"rows": rows})


@requires("imports.run")
@require_POST
def forget(request: Request, mapping_id: int) -> HttpResponse:
    """Forget what was confirmed for a header."""
    remembering.forget(request.actor, queries.kinds_for(request.actor), mapping_id)
    messages.success(request, _("Forgotten: the next sheet with this header is read anew."))
    return redirect("imports:mappings")


@requires("imports.run")
@never_cache
def errors(request: Request, run_id: uuid.UUID) -> HttpResponse:
    """Send the faulty rows back, each with what is wrong; they hold personal data, so it is on record."""
    found = queries.run_for(request.actor, run_id)
    content = actions.errors_workbook(found)
    trail.record(
        request.actor, trail.Kind.READ, "imports.errors", response=found.response_id, subject=found.id,
        purpose=_("to correct faulty rows"),
    )  # fmt: skip
    return _file(content, _("faulty rows") + f" {actions.file_name(found).rsplit('.', 1)[0]}.xlsx")


def _upload(request: Request, response: Response, kind: ImportKind, form: UploadForm) -> ImportRun | None:
    """Take the file in; a file that cannot be read leaves its code and a sentence at the form, and nothing else."""
    file = form.cleaned_data["file"]
    with into(form):
        chosen = form.chosen()
        try:
            return actions.upload(
                request.actor, response, kind.code, file.name, file.read(),
                body=chosen.body, line=chosen.line, place=chosen.place,
            )  # fmt: skip
        except SheetError as fault:
            form.add_error("file", f"{fault.code}: {fault.problem.sentence}")
    return None


def _page(request: Request, run: ImportRun) -> HttpResponse:
    kind = kind_of(run.kind)
    done = run.state == ImportRun.State.DONE
    context: dict[str, Any] = {
        "run": run,
        "name": actions.file_name(run),
        "kind": kind,
        "done": done,
        "as_of": as_of_of(request),
    }
    if not done:
        context |= _checked(run, kind.fields())
    template_name = "imports/checked.html" if request.htmx and not done else "imports/run.html"
    return render(request, template_name, context)


def _checked(run: ImportRun, fields: Any) -> dict[str, Any]:
    found = actions.check(run)
    listed: list[Field] = list(fields)
    blocking = any(problem.row is None for _sheet, problem in found.errors)
    good = len(found.prepared.new) + len(found.prepared.changed)
    return {
        "check": found,
        "new": len(found.prepared.new),
        "changed": len(found.prepared.changed),
        "corrections": found.prepared.corrections[:MOST_CHOICES],
        "sheets": sheets_of(found, run, listed),
        "fields": listed,
        "faults": faults_of(found, listed),
        "may_import_all": good > 0 and not found.errors,
        "may_import_good": good > 0 and bool(found.errors) and not blocking,
    }


def _file(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=XLSX)
    answer.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return answer

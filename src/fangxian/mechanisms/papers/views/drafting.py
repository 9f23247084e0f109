"""Draft a bulletin with a live preview beside its text, and issue it."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.figures.registry import all_measures
from fangxian.mechanisms.papers import actions, printing, queries
from fangxian.mechanisms.papers.forms import BulletinForm, refused
from fangxian.mechanisms.papers.models import Bulletin
from fangxian.mechanisms.papers.source import SourceError
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import response_of

DRAFTS = ("bulletins.draft",)


@requires(*DRAFTS)
def new(request: Request) -> HttpResponse:
    """Begin a bulletin, with the built-in text to change."""
    first = {"source": printing.default_source()}
    form = BulletinForm(request.POST or None, initial=first, issuers=queries.issuers(request.actor))
    if request.method == "POST" and form.is_valid():
        with refused(form):
            issuer, line = form.issuer()
            made = actions.draft(request.actor, response_of(request), issuer, line, **form.text())
            messages.success(request, _("The draft is kept."))
            return redirect("papers:bulletin", made.pk)
    return _page(request, form, None)


@requires(*DRAFTS)
def edit(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Change a draft's text."""
    bulletin = queries.one(request.actor, bulletin_id)
    if not queries.may(request.actor, "bulletins.draft", bulletin):
        raise Missing(_("There is no such bulletin, or it lies outside your area."))
    if bulletin.issued:
        raise Invalid({"state": _("An issued bulletin is never changed.")})
    form = BulletinForm(request.POST or None, initial=BulletinForm.of(bulletin))
    if request.method == "POST" and form.is_valid():
        with refused(form):
            actions.edit(request.actor, bulletin, **form.text())
        if form.is_valid():
            messages.success(request, _("The draft is kept."))
            return redirect("papers:bulletin", bulletin.pk)
    return _page(request, form, bulletin)


@requires(*DRAFTS)
@require_POST
def preview(request: Request) -> HttpResponse:
    """Show a text as a document with live figures, or its mistake with the line."""
    form = BulletinForm(request.POST, issuers=queries.issuers(request.actor))
    form.is_valid()
    try:
        source = actions.parsed(str(request.POST.get("source", ""))[:100_000])
    except SourceError as mistake:
        return render(request, "papers/preview.html", {"mistake": mistake})
    draft = Bulletin(
        response=response_of(request), source=str(source), until=form.cleaned_data.get("until"),
        document_mark=form.cleaned_data.get("document_mark", ""),
    )  # fmt: skip
    document = printing.document(draft, request.actor.scope("figures.view"))
    return render(request, "papers/preview.html", {"document": document})


@requires("bulletins.issue")
@require_POST
def issue(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Issue a draft: figures, as-of and evidence are frozen, and the next number is taken."""
    issued = actions.issue(request.actor, queries.one(request.actor, bulletin_id))
    messages.success(request, _("Issued as no. %(number)s.") % {"number": issued.number})
    return redirect("papers:bulletin", issued.pk)


def _page(request: Request, form: BulletinForm, bulletin: Bulletin | None) -> HttpResponse:
    context = {"form": form, "bulletin": bulletin, "measures": all_measures()}
    return render(request, "papers/edit.html", context, status=422 if form.errors else 200)

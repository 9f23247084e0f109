"""The superior's written instruction (批示) on a bulletin, and the answer of the body that was instructed."""

import uuid

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from fangxian.core.errors import Missing
from fangxian.mechanisms.papers import actions, queries
from fangxian.mechanisms.papers.forms import AnswerForm, InstructionForm, refused
from fangxian.mechanisms.papers.views.reading import page
from fangxian.trees.people.access import Request, requires


@requires("bulletins.instruct")
@require_POST
def instruct(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Record an instruction: it becomes a duty of the body that it names."""
    bulletin = queries.one(request.actor, bulletin_id)
    form = InstructionForm(request.POST, owners=queries.owners(request.actor))
    if form.is_valid():
        with refused(form):
            actions.instruct(request.actor, bulletin, **form.instruction())
    if form.errors:
        return page(request, bulletin, instruction_form=form)
    messages.success(request, _("The instruction is recorded and stands on the unit's list of duties."))
    return redirect(reverse("papers:bulletin", args=[bulletin_id]) + "#instructions")


@requires("duties.handle")
@require_POST
def answer(request: Request, bulletin_id: uuid.UUID, entry_id: uuid.UUID) -> HttpResponse:
    """Answer an instruction with what was done."""
    bulletin = queries.one(request.actor, bulletin_id)
    if not queries.instructions_on(request.actor, bulletin).filter(entry=entry_id).exists():
        raise Missing(_("There is no such instruction."))
    form = AnswerForm(request.POST, prefix=str(entry_id))
    if form.is_valid():
        with refused(form):
            actions.answer(request.actor, entry_id, form.cleaned_data["feedback"])
    if form.errors:
        return page(request, bulletin, answer_form=form, answering=entry_id)
    messages.success(request, _("Answered: the duty is settled."))
    return redirect(reverse("papers:bulletin", args=[bulletin_id]) + "#instructions")

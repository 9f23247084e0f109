"""Read bulletins: the list, one as a web page, its files, each figure's question and entries, and the proof."""

import uuid
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from fangxian.core.errors import Invalid, Missing
from fangxian.mechanisms.papers import actions, explaining, printing, queries
from fangxian.mechanisms.papers.forms import AnswerForm, InstructionForm
from fangxian.mechanisms.papers.models import Bulletin, Instruction
from fangxian.mechanisms.papers.pdf import PdfUnavailableError
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import as_of_of, response_of

READS = ("bulletins.view", "bulletins.draft", "bulletins.issue", "duties.handle")


@requires(*READS)
def listing(request: Request) -> HttpResponse:
    """List drafts and issued bulletins, the latest first; as of an hour, those that were out by then."""
    as_of, after = as_of_of(request), request.GET.get("after", "")
    rows = queries.visible(request.actor, response_of(request))
    if as_of:
        rows = rows.filter(issued_at__lte=as_of)
    state = request.GET.get("state", "")
    if state in Bulletin.State.values:
        rows = rows.filter(state=state)
    found = queries.page(rows, queries.key_of(rows, after))
    shown = found[: queries.PAGE]
    context = {
        "bulletins": [(row, printing.title_of(row)) for row in shown],
        "filters": _filters(state),
        "after": after,
        "next": shown[-1].pk if len(found) > queries.PAGE else "",
        "may_draft": request.actor.may("bulletins.draft") and not as_of,
        "as_of": as_of,
    }
    return render(request, "papers/bulletins.html", context)


@requires(*READS)
def bulletin(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Show a bulletin as a web page, with its instructions and what may be done with it."""
    return page(request, queries.one(request.actor, bulletin_id))


def page(
    request: Request,
    shown: Bulletin,
    *,
    instruction_form: InstructionForm | None = None,
    answer_form: AnswerForm | None = None,
    answering: uuid.UUID | None = None,
) -> HttpResponse:
    """Render a bulletin's page, with a form that was refused."""
    actor, as_of = request.actor, as_of_of(request)
    may = {
        name: not as_of and queries.may(actor, f"bulletins.{name}", shown)
        for name in ("draft", "issue", "instruct")
    }
    forms: dict[str, Any] = {"instruction_form": None, "answering": answering}
    if may["instruct"] and shown.issued:
        forms["instruction_form"] = instruction_form or InstructionForm(owners=queries.owners(actor))
    document = printing.document(shown, actor.scope("figures.view"))
    context = {
        "bulletin": shown,
        "document": document,
        "may": may,
        "instructions": [
            (row, _answering(request, row, answer_form if answering == row.entry_id else None))
            for row in queries.instructions_on(actor, shown)
        ],
        **forms,
        "as_of": as_of,
    }
    refused = instruction_form is not None or answer_form is not None
    return render(request, "papers/bulletin.html", context, status=422 if refused else 200)


@requires(*READS)
def verify(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Set each figure as issued beside the one recomputed from what was known then."""
    shown = queries.one(request.actor, bulletin_id)
    rows = [explaining.compared(row) for row in actions.verify(shown)]
    same = sum(row.same for row in rows)
    context = {"bulletin": shown, "rows": rows, "same": same, "different": len(rows) - same}
    return render(request, "papers/verify.html", context)


@requires(*READS)
def figure(request: Request, bulletin_id: uuid.UUID) -> HttpResponse:
    """Say what a figure of an issued bulletin asked, its value as issued, and where its entries are."""
    shown = queries.one(request.actor, bulletin_id)
    found = explaining.explained(shown, request.GET.get("reference", "")) if shown.issued else None
    if found is None:
        raise Missing(_("The bulletin has no such figure."))
    return render(request, "papers/figure.html", {"bulletin": shown, "figure": found})


@requires(*READS)
def document(request: Request, bulletin_id: uuid.UUID, ending: str) -> HttpResponse:
    """Give the bulletin as a file: docx, pdf or txt."""
    shown = queries.one(request.actor, bulletin_id)
    if ending not in printing.MEDIA_TYPES:
        raise Missing(_("A bulletin comes as docx, pdf or txt."))
    try:
        content = printing.rendered(shown, ending, request.actor.scope("figures.view"))
    except PdfUnavailableError as error:
        raise Invalid({"pdf": str(error)}) from error
    return printing.download(shown, ending, content)


def _answering(request: Request, row: Instruction, refused: AnswerForm | None) -> AnswerForm | None:
    opened = row.state == Instruction.State.OPEN and not as_of_of(request)
    if not opened or not queries.may_answer(request.actor, row):
        return None
    return refused or AnswerForm(prefix=str(row.entry_id))


def _filters(state: str) -> list[dict[str, Any]]:
    kinds = [("", _("all"), "neutral"), ("draft", _("drafts"), "due"), ("issued", _("issued"), "ok")]
    url = reverse("papers:bulletins")
    return [
        {"status": status, "label": label, "url": f"{url}?state={code}", "active": code == state}
        for code, label, status in kinds
    ]

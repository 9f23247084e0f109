"""A pasted relay: what each unit said, what was not understood; whoever collects confirms and files (M8)."""

import re
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fangxian.core.errors import Invalid, Text
from fangxian.lines.reports import queries
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.forms import day_in
from fangxian.lines.reports.models import DailyReport, Obligation
from fangxian.lines.reports.relay import actions
from fangxian.lines.reports.relay.drafting import draft
from fangxian.lines.reports.relay.drafts import Draft, Reading, Source
from fangxian.mechanisms.forms import values
from fangxian.mechanisms.forms.catalogue import forms_on
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.responses.current import response_of

LONGEST = 50_000
SOURCES: dict[Source, Text] = {
    Source.IMPLIED: gettext_lazy("none are new"),
    Source.FILED: gettext_lazy("as filed"),
    Source.YESTERDAY: gettext_lazy("as yesterday"),
    Source.LEDGER: gettext_lazy("from the ledgers"),
    Source.BLANK: gettext_lazy("not stated"),
}


@dataclass(frozen=True)
class Box:
    """A number of a row as the page shows it: its input's name, its text, and what it is taken from."""

    name: str
    title: Text
    text: str
    source: Source
    words: Text


@dataclass(frozen=True)
class Row:
    """A draft as the page shows it; ``pieces`` is the line's text, each piece with whether it was understood."""

    number: int
    draft: Draft
    boxes: list[Box]
    pieces: list[tuple[str, bool]]
    posts: list[tuple[str, str]]
    chosen: str
    is_taken: bool
    chip: tuple[str, Text]
    refused: Text = ""

    @property
    def is_clear(self) -> bool:
        """Whether nobody needs to look at the row: what it says and who says it are understood."""
        return (
            not self.refused and self.draft.understood and not self.draft.lock and bool(self.draft.obligation)
        )

    @property
    def said(self) -> list[Box]:
        """The numbers that the line states, or refers to."""
        return [box for box in self.boxes if box.source in (Source.SAID, Source.YESTERDAY)]


@requires("reports.file")
def relay(request: Request) -> HttpResponse:
    """Show what a relay says, and file what somebody confirms; nothing is written before."""
    response, post = response_of(request), request.POST
    today = queries.open_day(response)
    asked = day_in(post["day"], today) if post.get("day") else None
    text = post.get("text", "")[:LONGEST]
    context: dict[str, Any] = {
        "text": text,
        "day": asked,
        "lines": Line.objects.all(),
        "line": post.get("line", ""),
        "forms": forms_on(today),
        "form_code": post.get("form", RETURNEES.code),
    }
    if request.method == "POST" and text.strip():
        code, line = context["form_code"], context["line"]
        reading = draft(request.actor, response, text, code, asked, today, line)
        outcome = _confirmed(request, reading) if "do" in post else None
        if outcome and not outcome.refused:
            return render(
                request, "reports/relay.html", context | {"text": "", "done": True, "read_day": reading.day}
            )
        context |= _shown(request, reading, outcome)
    return render(request, "reports/relay.html", context, status=422 if context.get("refused") else 200)


def _shown(request: Request, reading: Reading, outcome: actions.Outcome | None) -> dict[str, Any]:
    refused = outcome.refused if outcome else {}
    rows = [
        _row(request, number, each, reading, refused.get(each.line.line, ""))
        for number, each in enumerate(reading.drafts)
    ]
    clear = sum(row.is_clear for row in rows)
    groups = [
        (_("To look at"), [row for row in rows if not row.is_clear]),
        (_("Understood"), [row for row in rows if row.is_clear]),
    ]
    return {
        "reading": reading,
        "rows": rows,
        "groups": [(title, own) for title, own in groups if own],
        "clear": clear,
        "doubtful": len(rows) - clear,
        "refused": refused,
        "read_day": reading.day,
        "other_day": reading.named_day not in (None, reading.day),
    }


def _row(request: Request, number: int, each: Draft, reading: Reading, refused: Text) -> Row:
    sent = request.POST if "do" in request.POST else None
    boxes = []
    for value in each.values:
        name = f"n-{number}-{value.field.code}"
        text = values.plain(value.number, value.field.decimals) if value.number is not None else ""
        given = sent.get(name, text) if sent else text
        boxes.append(Box(name, value.field.title, given, value.source, SOURCES.get(value.source, "")))
    posts = [(_key(post), _named(post, reading)) for post in each.choices or reading.posts]
    chosen = _key(each.obligation) if each.obligation else ""
    if sent:
        chosen = sent.get(f"post-{number}", chosen)
    taken = str(number) in sent.getlist("take") if sent else _offered(each)
    return Row(number, each, boxes, _pieces(each), posts, chosen, taken, _chip(each), refused)


def _offered(each: Draft) -> bool:
    """A line is taken unless somebody unticks it, if nothing about it is in doubt."""
    return each.understood and each.obligation is not None and each.lock is None and not each.is_equal


def _chip(each: Draft) -> tuple[str, Text]:
    if each.lock:
        return "late", _("locked")
    if each.obligation is None:
        return "late", _("which unit?") if each.choices or not each.resolution.body else _("owes no report")
    if each.report and each.report.state == DailyReport.State.ACCEPTED:
        return "neutral", _("accepted already")
    if each.is_equal:
        return "neutral", _("filed already, the same")
    if not each.understood:
        return "due", _("not all understood")
    if each.blanks:
        return "due", _("incomplete: becomes a draft")
    return ("due", _("replaces the filed report")) if each.report else ("ok", _("understood"))


def _pieces(each: Draft) -> list[tuple[str, bool]]:
    """Return the line's text cut where pieces were not understood; what cannot be found in it stands at its end."""
    text = each.line.text
    wanted = sorted(filter(None, each.leftover), key=len, reverse=True)
    found = [piece for piece in wanted if piece in text]
    cut = re.split("(" + "|".join(map(re.escape, found)) + ")", text) if found else [text]
    rest = [piece for piece in wanted if piece not in text]
    return [(piece, piece not in found) for piece in cut if piece] + [(piece, False) for piece in rest]


def _key(post: Obligation) -> str:
    return f"{post.line_id}:{post.body_id}"


def _named(post: Obligation, reading: Reading) -> str:
    several = len({each.line_id for each in reading.posts}) > 1
    return f"{post.body} · {post.line}" if several else str(post.body)


def _confirmed(request: Request, reading: Reading) -> actions.Outcome:
    """File or draft the rows that were taken, and say what became of them."""
    taken, refused = _taken(request, reading)
    as_draft = request.POST["do"] == "draft"
    outcome = actions.enter(request.actor, response_of(request), reading, taken, draft=as_draft)
    outcome.refused |= refused
    said = [
        ngettext("%(n)s report filed.", "%(n)s reports filed.", outcome.filed) % {"n": outcome.filed}
        if outcome.filed else "",
        ngettext("%(n)s draft saved.", "%(n)s drafts saved.", outcome.drafts) % {"n": outcome.drafts}
        if outcome.drafts else "",
        _("%(n)s were filed already, the same.") % {"n": outcome.unchanged} if outcome.unchanged else "",
    ]  # fmt: skip
    told = " ".join(filter(None, said))
    if told or not outcome.refused:
        messages.success(request, told) if told else messages.info(request, _("Nothing was chosen."))
    return outcome


def _taken(request: Request, reading: Reading) -> tuple[list[actions.Taken], dict[int, Text]]:
    posts = {_key(post): post for post in reading.posts}
    taken: list[actions.Taken] = []
    refused: dict[int, Text] = {}
    for number, each in enumerate(reading.drafts):
        if str(number) not in request.POST.getlist("take"):
            continue
        post = posts.get(request.POST.get(f"post-{number}", ""))
        try:
            if post is None:
                raise Invalid({"post": _("Choose the unit that this line means.")})
            taken.append(actions.Taken(each, post, _numbers(request, number, each)))
        except Invalid as refusal:
            refused[each.line.line] = "; ".join(str(text) for text in refusal.errors.values())
    return taken, refused


def _numbers(request: Request, number: int, each: Draft) -> dict[str, int]:
    found = {}
    for value in each.values:
        given = values.parse(value.field, request.POST.get(f"n-{number}-{value.field.code}", ""))
        if given is not None:
            found[value.field.code] = given
    return found

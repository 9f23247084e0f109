"""Who has not filed for a day, how late, who answers for it; reminding them, and the list for the chat group."""

import datetime
from collections.abc import Sequence
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from fangxian.core import clock
from fangxian.core.errors import Invalid, Missing
from fangxian.lines.reports import actions, chat, days, queries, silence
from fangxian.lines.reports.deadlines import cut_off
from fangxian.lines.reports.due import Owed
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.forms import chosen_keys, day_in
from fangxian.lines.reports.standing import standing_of
from fangxian.lines.reports.views.chat import link
from fangxian.mechanisms.contacts.offices import called
from fangxian.mechanisms.figures.asking import place_for
from fangxian.mechanisms.forms.catalogue import all_forms, form_of, versions_of
from fangxian.mechanisms.forms.vocabulary import Form, Frequency
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.access import Request, requires
from fangxian.trees.people.saving import savable
from fangxian.trees.people.saving.pages import Words
from fangxian.trees.responses.current import as_of_of, response_of

PAGE = 100


def _left(request: Request, views: Sequence[Words]) -> list[int | None]:
    """Count the silent whom saved views leave: one look at a form's day for all views of it."""
    response = response_of(request)
    silent: dict[str, queries.Silence] = {}

    def left(words: Words) -> int | None:
        code, asked, line = words.get("form") or RETURNEES.code, words.get("place", ""), words.get("line", "")
        try:
            place = place_for(request.actor, asked, "reports.view").path if asked else ""
            if code not in silent:
                day = days.overseen(response, code)
                silent[code] = queries.Silence(request.actor, response, day, code)
        except Missing:  # shared from above: a place that the reader does not see, a form that is no more
            return None
        return silent[code].count(place, line)

    return [left(words) for words in views]


@requires("reports.view")
@savable("line", "place", "form", count=_left)
def missing(request: Request) -> HttpResponse:
    """List the silent of a day, filtered by line and place."""
    response, as_of = response_of(request), as_of_of(request)
    form = form_of(request.GET.get("form") or RETURNEES.code)
    day = day_in(request.GET.get("day", ""), days.overseen(response, form.code, as_of))
    form = next((each for each in versions_of(form.code) if each.holds_on(day)), form)
    line, code = request.GET.get("line", ""), request.GET.get("place", "")
    place = place_for(request.actor, code, "reports.view").path if code else ""
    shown = _after(request)
    glance = queries.glance(
        request.actor,
        response,
        day,
        as_of,
        place=place,
        form=form.code,
        limit=PAGE + 1,
        of_line=line,
        after=shown,
    )
    rows, total = glance.silent[:PAGE], sum(n for own, n in glance.by_line.items() if line in ("", own))
    before, after = days.beside(response, form.code, day, as_of)
    due_at, now = cut_off(response, day, form), as_of or clock.now()
    reminded = queries.reminders(response, day, form)
    lines = {found.code: found for found in Line.objects.all()}
    context = {
        "day": day,
        "before": before,
        "after": after,
        "is_daily": form.frequency is Frequency.DAILY,
        "nobody_owes": not glance.due,
        "due_at": due_at,
        "due": due_at <= now,
        "late_by": now - due_at if due_at <= now else None,
        "rows": [(row, standing_of(row.before), lines.get(row.owed.line), reminded[row.key]) for row in rows],
        "total": total,
        "next_url": _page(request, rows[-1].owed) if len(glance.silent) > PAGE else "",
        "first_url": _page(request) if shown else "",
        "export_url": f"{reverse('reports:missing_export')}?{_kept(request).urlencode()}",
        "filters": _filters(request, glance.by_line, lines),
        "copy": _chat_text(request, form, day, as_of, line, place) if rows else "",
        "form": form,
        "form_filters": _form_filters(request, form),
        "may_remind": as_of is None and request.actor.may("reports.review"),
        "called": called(response, [row.owed.body for row in rows], as_of),
        "as_of": as_of,
    }
    return render(request, "reports/missing.html", context)


@requires("reports.view")
def export(request: Request) -> StreamingHttpResponse:
    """Give all the silent of a day as a CSV file, however many: read and sent part by part."""
    response, as_of = response_of(request), as_of_of(request)
    form = form_of(request.GET.get("form") or RETURNEES.code)
    day = day_in(request.GET.get("day", ""), days.overseen(response, form.code, as_of))
    line, code = request.GET.get("line", ""), request.GET.get("place", "")
    place = place_for(request.actor, code, "reports.view").path if code else ""
    lines = silence.lines(request.actor, response, day, as_of, form.code, line=line, place=place)
    name = f"not-reported-{form.code}-{day.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@requires("reports.review")
@require_POST
def remind(request: Request) -> HttpResponse:
    """Remind the chosen, or everybody who is silent."""
    response = response_of(request)
    form = form_of(request.POST.get("form") or RETURNEES.code)
    day = day_in(request.POST.get("day", ""), days.overseen(response, form.code))
    keys = chosen_keys(request.POST.getlist("who"))
    everybody = request.POST.get("all") == "1"
    count = actions.remind(request.actor, response, day, None if everybody else keys, form.code)
    if count:
        said = ngettext("%(count)s unit was reminded.", "%(count)s units were reminded.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(
            request, _("Nobody was reminded: each was within the last hour, or has filed meanwhile.")
        )
    kept = {} if form.code == RETURNEES.code else {"form": form.code}
    return redirect(f"{reverse('reports:missing')}?{urlencode({'day': day.isoformat(), **kept})}")


def _after(request: Request) -> tuple[str, str] | None:
    """Read where a page goes on: the line and body path of the last one shown."""
    line, bar, path = request.GET.get("after", "").partition("~")
    if bar and not (line and path.isalnum()):
        raise Invalid({"after": _("This page does not exist.")})
    return (line, path) if bar else None


def _page(request: Request, last: Owed | None = None) -> str:
    """Return the address of the page after a row, or of the first."""
    kept = _kept(request)
    if last:
        kept["after"] = f"{last.line}~{last.body_path}"
    return f"?{kept.urlencode()}"


def _kept(request: Request) -> QueryDict:
    kept = request.GET.copy()
    kept.pop("after", None)
    return kept


def _chat_text(
    request: Request, form: Form, day: datetime.date, as_of: datetime.datetime | None, line: str, place: str
) -> str:
    """Return the list of the silent as one pastes it into a chat group, with the link to file."""
    response = response_of(request)
    found = chat.day_of(request.actor, response, form, day, as_of, line=line, place=place, numbers=False)
    kept = {} if day == days.collected(response, form.code) else {"day": day.isoformat()}
    kept |= {} if form.code == RETURNEES.code else {"form": form.code}
    return chat.missing_text(found, link(request, "reports:mine", kept))


def _form_filters(request: Request, chosen: Form) -> list[dict[str, object]]:
    """Return the forms to choose from, where there are several."""
    kept = _kept(request)
    kept.pop("day", None)  # another form has other days
    found: list[dict[str, object]] = []
    for form in all_forms():
        kept["form"] = form.code
        found.append({"label": form.title, "url": f"?{kept.urlencode()}", "active": form.code == chosen.code})
    return found if len(found) > 1 else []


def _filters(request: Request, counts: dict[str, int], lines: dict[str, Line]) -> list[dict[str, object]]:
    chosen = request.GET.get("line", "")
    kept = _kept(request)
    kept.pop("line", None)
    found: list[dict[str, object]] = [
        {
            "label": _("all"),
            "count": sum(counts.values()),
            "url": f"?{kept.urlencode()}",
            "active": not chosen,
        }
    ]
    for code, count in sorted(counts.items()):
        kept["line"] = code
        label = str(lines.get(code, code))
        found.append(
            {"label": label, "count": count, "url": f"?{kept.urlencode()}", "active": chosen == code}
        )
    return found

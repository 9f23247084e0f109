"""Template filters for days, hours and durations as people say them, and links that keep the question asked."""

import datetime

from django import template
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from fangxian.core import folding, words
from fangxian.core.errors import Text

register = template.Library()

register.filter("span", words.span)
register.filter("day", words.day)
register.filter("moment", words.moment)
register.filter("by_when", words.by_when)
register.filter("late", words.late)
register.filter("either_script", folding.either_script)


@register.filter
def local_iso(value: datetime.datetime | None) -> str:
    """Return an instant as an address or a field of the browser writes it."""
    return timezone.localtime(value).strftime("%Y-%m-%dT%H:%M") if value else ""


@register.simple_tag
def chip(status: str, said: Text, url: str = "") -> SafeString:
    """Return a status in colour, shape and words: what ``ui/chip.html`` shows, for rows where an include costs."""
    tone = status or "neutral"
    if url:
        return format_html('<a class="chip {}" href="{}"><i aria-hidden="true"></i>{}</a>', tone, url, said)
    return format_html('<span class="chip {}"><i aria-hidden="true"></i>{}</span>', tone, said)


@register.simple_tag(takes_context=True)
def query(context: template.Context, **changes: object) -> str:
    """Return the page's own query string with some words changed; an empty one is left out, ``after`` always."""
    words_now: QueryDict = context["request"].GET.copy()
    words_now.pop("after", None)
    for name, value in changes.items():
        words_now.pop(name, None)
        if value not in (None, ""):
            words_now[name] = str(value)
    return f"?{words_now.urlencode()}"

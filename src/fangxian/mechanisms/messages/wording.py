"""What a message says, in the reader's language: names of units and forms, never of persons, and a link."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import words
from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.messages.sources import Source

NAMED = 20
"""So many units are named; of the others the number is said."""


@dataclass(frozen=True)
class Words:
    """A message as it is read: a title, a text, and the page that it leads to."""

    title: str
    text: str
    url: str = ""

    @property
    def whole(self) -> str:
        """The text with the page's whole address, as it leaves the system."""
        return f"{self.text}\n{settings.FANGXIAN_SITE}{self.url}" if self.url else self.text


def worded(
    message: Message, source: Source | None, still: Collection[str] | None = None, *, numbered: bool = False
) -> Words:
    """Return what a message says; ``still`` are the keys of what is owed even now (None: all that it is about).

    Units are named in a row, or each on a line with a number, as chat groups are used to.
    """
    names = [name for key, name in message.about if still is None or key in still]
    if message.kind == Message.Kind.TEST or message.day is None or message.due_at is None:
        return Words(_("Test message"), _("This channel works."))
    told = {
        "form": str(source.title) if source else message.source,
        "day": words.day(message.day),
        "due": words.moment(message.due_at),
        "by": words.by_when(message.due_at, message.created_at),
        "count": len(names),
    }
    if message.kind == Message.Kind.REMINDER:
        return _reminder(message, source, names, told)
    head = ngettext(
        "%(form)s of %(day)s: %(count)s unit has not filed",
        "%(form)s of %(day)s: %(count)s units have not filed",
        len(names),
    )
    said = _("Due %(due)s. Not filed:") % told + ("\n" if numbered else "") + _listed(names, numbered)
    url = source.missing_url(message.day) if source else ""
    return Words(head % told, "\n".join(line for line in (said, message.note) if line), url)


def together(parts: Sequence[Words]) -> Words:
    """Return several messages to the same reader as one."""
    if len(parts) == 1:
        return parts[0]
    title = ngettext("%(count)s message", "%(count)s messages", len(parts)) % {"count": len(parts)}
    return Words(title, "\n\n".join(f"{part.title}\n{part.whole}" for part in parts))


def _reminder(message: Message, source: Source | None, names: list[str], told: dict[str, object]) -> Words:
    ahead = message.due_at is not None and message.created_at < message.due_at
    title = _("%(form)s of %(day)s, %(by)s") if ahead else _("%(form)s of %(day)s has not been filed")
    text = _("%(names)s: due %(due)s, not filed yet. With nothing new, file a zero report.")
    said = text % {**told, "names": "、".join(names)}
    url = source.file_url(message.day) if source and message.day else ""
    return Words(title % told, "\n".join(line for line in (said, message.note) if line), url)


def _listed(names: Sequence[str], numbered: bool) -> str:
    named, more = names[:NAMED], len(names) - NAMED
    rest = [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}] if more > 0 else []
    if numbered:
        return "\n".join([*(f"{number}. {name}" for number, name in enumerate(named, 1)), *rest])
    return "、".join(named) + "".join(rest)

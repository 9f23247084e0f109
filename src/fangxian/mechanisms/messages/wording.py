"""What a message says, in the reader's language: names of units, places and forms, never of persons, and a link."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fangxian.core import words
from fangxian.mechanisms.messages.models import Message
from fangxian.mechanisms.messages.notices import written
from fangxian.mechanisms.messages.sources import Source

NAMED = 20
"""So many units are named; of the others the number is said."""
Said = tuple[str, str]
"""A title and a text."""


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
    if message.kind == Message.Kind.NOTICE:
        said, news, page = written(message)
        return Words((message.response.mark if message.response else "") + said, news, page)
    if message.kind == Message.Kind.TEST or message.day is None or message.due_at is None:
        return Words(_("Test message"), _("This channel works."))
    counts: dict[str, int] = {}
    for key, name, count in message.about:
        if still is None or key in still:
            counts[name] = counts.get(name, 0) + count
    told: dict[str, object] = {
        "form": str(source.title) if source else message.source,
        "day": words.day(message.day),
        "due": words.moment(message.due_at),
        "by": words.by_when(message.due_at, message.created_at),
        "count": len(counts),
        "names": _(", ").join(counts),
    }
    overseen, ahead = message.kind == Message.Kind.OVERSIGHT, message.created_at < message.due_at
    if source and source.stays:
        told["pieces"] = _pieces(source, sum(counts.values()))
        say = _behind(source, counts, numbered) if overseen else _to_do(source, ahead)
    else:
        say = _silent(list(counts), numbered) if overseen else _to_file(ahead)
    url = (source.missing_url if overseen else source.file_url)(message.day) if source else ""
    title, text = (part % told for part in say)
    mark = message.response.mark if message.response else ""
    return Words(mark + title, "\n".join(line for line in (text, message.note) if line), url)


def together(parts: Sequence[Words]) -> Words:
    """Return several messages to the same reader as one."""
    if len(parts) == 1:
        return parts[0]
    title = ngettext("%(count)s message", "%(count)s messages", len(parts)) % {"count": len(parts)}
    return Words(title, "\n\n".join(f"{part.title}\n{part.whole}" for part in parts))


def _to_file(ahead: bool) -> Said:
    title = _("%(form)s of %(day)s, %(by)s") if ahead else _("%(form)s of %(day)s has not been filed")
    return title, _("%(names)s: due %(due)s, not filed yet. With nothing new, file a zero report.")


def _silent(names: Sequence[str], numbered: bool) -> Said:
    title = ngettext(
        "%(form)s of %(day)s: %(count)s unit has not filed",
        "%(form)s of %(day)s: %(count)s units have not filed",
        len(names),
    )
    return title, _("Due %(due)s. Not filed:") + _listed(names, numbered)


def _to_do(source: Source, ahead: bool) -> Said:
    """What stays owed, to who owes it: some of it may be due later than the hour that is named."""
    title = _("%(form)s: %(pieces)s, %(by)s") if ahead else _("%(form)s: %(pieces)s overdue")
    text = _("%(names)s: %(pieces)s, due %(due)s or later, not done yet.")
    return title, f"{text} {source.advice}".strip()


def _behind(source: Source, counts: dict[str, int], numbered: bool) -> Said:
    title = ngettext(
        "%(form)s: %(pieces)s not done, with %(count)s of those who owe them",
        "%(form)s: %(pieces)s not done, with %(count)s of those who owe them",
        len(counts),
    )
    named = [f"{name} {_pieces(source, count)}" for name, count in counts.items()]
    return title, _("Due %(due)s or later. Not done:") + _listed(named, numbered)


def _pieces(source: Source, count: int) -> str:
    return str(source.pieces % {"count": count})


def _listed(names: Sequence[str], numbered: bool) -> str:
    """Return names as text in which a percent sign stands for itself once it is filled in."""
    named, more = [name.replace("%", "%%") for name in names[:NAMED]], len(names) - NAMED
    rest = [ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more}] if more > 0 else []
    if numbered:
        return "\n" + "\n".join([*(f"{number}. {name}" for number, name in enumerate(named, 1)), *rest])
    return _(", ").join(named) + "".join(rest)

"""What can be wrong with a bulletin's source, told with the line it is on (docs/bulletin-source.md)."""

from __future__ import annotations

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

MESSAGES = {
    "no_title": _("The first line must give the title, as in “标题：…”."),
    "misplaced": _("“%(found)s” belongs at the top: first the title, then the addressee, each once."),
    "empty": _("Nothing stands after “%(found)s”."),
    "control": _("There is an invisible control character here; delete it or type the line again."),
    "wide_brace": _("Figures are written in half-width braces { }, not in “%(found)s”."),
    "lone_brace": _("This “%(found)s” has no partner. To print a brace, write it twice: {{ or }}."),
    "empty_braces": _("There is nothing between the braces."),
    "not_a_measure": _("“%(found)s” is not the name of a figure; names look like arrivals.declared."),
    "unknown_measure": _("There is no figure “%(found)s”. Did you mean: %(known)s?"),
    "attribute": _("“%(found)s” is not understood here. Write name=value without spaces; names: %(known)s."),
    "twice": _("“%(found)s” is given twice."),
    "value": _("“%(found)s” is not possible for %(name)s. Possible: %(known)s."),
    "date": _("“%(found)s” is not a date. Write 2020-02-10, or 2020-02-10T18:00 for an hour."),
    "condition": _("“%(found)s” is not a condition. Write {if figure > 0}; signs: > >= < <= = !=."),
    "unopened": _("“{%(found)s}” stands here without an {if …} before it."),
    "unclosed": _("This {if …} is never closed; add {end}, on the same line if it began within a line."),
    "second_else": _("This {if …} has more than one {else}."),
    "by": _("A list needs by= to say what it lists: %(known)s."),
    "too_many": _("There are too many conditions in this text."),
}


class SourceError(ValueError):
    """A bulletin's source that cannot be read.

    `line` counts from 1; `code` is a key of `MESSAGES`; `details` are the words that fill its sentence.
    """

    def __init__(self, line: int, code: str, **details: str) -> None:
        self.line = line
        self.code = code
        self.details = details
        super().__init__(line, code)

    @property
    def sentence(self) -> str:
        """The mistake in one sentence of the reader's language, without the line number."""
        return str(MESSAGES[self.code]) % self.details

    def __str__(self) -> str:
        return gettext("Line %(line)d: %(sentence)s") % {"line": self.line, "sentence": self.sentence}

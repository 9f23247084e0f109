"""The forms of service: an answer in words, a handover, a remark, service, reporting in, a correction (M10, M11)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fangxian.lines.service.rules import LONGEST
from fangxian.mechanisms.ledgers.fields import Personal
from fangxian.mechanisms.ledgers.fields.base import Field
from fangxian.mechanisms.ledgers.forms import offers
from fangxian.mechanisms.ledgers.meaning import Meaning
from fangxian.mechanisms.ledgers.queries import Line
from fangxian.mechanisms.ledgers.widgets import Picker


class WordsForm(forms.Form):
    """What somebody is answered."""

    words = forms.CharField(label=_("What do you answer?"), max_length=200)

    def __init__(self, needed: bool, data: Any = None) -> None:
        super().__init__(data)
        self.fields["words"].required = needed


class HandoverForm(forms.Form):
    """What a shift leaves open, beside what it has taken over itself and passes on (``passes``)."""

    items = forms.CharField(
        label=_("What is still open? One item a line"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any = None, passes: bool = False) -> None:
        super().__init__(data)
        self.fields["items"].required = not passes


class RemarkForm(forms.Form):
    """What is wrong with one's own record."""

    text = forms.CharField(label=_("What is wrong, and what is right?"), max_length=500,
                           widget=forms.Textarea(attrs={"rows": 3}))  # fmt: skip


class MinutesForm(forms.Form):
    """How long service took."""

    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST)


class ReportForm(forms.Form):
    """Where a member reports in."""

    place = forms.CharField(label=_("The community where I live"), max_length=80)


class WorkForm(forms.Form):
    """What a member did without a task."""

    work = forms.CharField(label=_("What I did"), max_length=120)
    place = forms.CharField(label=_("Community"), max_length=80)
    day = forms.DateField(label=_("Day"), widget=Picker("date"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST)


class CorrectionForm(forms.Form):
    """The fields of an entry as they are, to be proposed otherwise, and why."""

    def __init__(self, line: Line, fields: Iterable[Field], meaning: Meaning, initial: Mapping[str, Any],
                 data: Any = None) -> None:  # fmt: skip
        super().__init__(data, initial=dict(initial))
        self._shown, self._meaning = list(fields), meaning
        self._ledger = line.ledger
        for one in self._shown:
            control = self.fields[one.code] = one.control(meaning)
            if isinstance(one, Personal) and not one.open:
                control.required = False
                control.help_text = _masked(line, one)
        self.fields["why"] = forms.CharField(label=_("Why is it so?"), max_length=200, required=False)

    @property
    def offers(self) -> dict[str, list[str]]:
        """The names that each field offers, by the id of its list."""
        return offers(self._ledger, self._meaning, self._shown)


def _masked(line: Line, field: Personal) -> str:
    """Return what stands there now, as others see it: nothing sealed is shown before a purpose is stated."""
    shown = line.shown(field.code)
    if not shown:
        return gettext("Nothing is recorded. Left empty, it stays so.")
    return gettext("Recorded: %(masked)s. Left empty, it stays.") % {"masked": shown}

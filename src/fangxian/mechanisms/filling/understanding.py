"""A form as it is understood: its sheets, what each asks for, and what is proposed for it (M8)."""

from dataclasses import dataclass, replace

from fangxian.mechanisms.filling.dictionary import dictionary
from fangxian.mechanisms.filling.files import FormFile, open_form
from fangxian.mechanisms.filling.naming import Names
from fangxian.mechanisms.filling.rules.choices import Choice
from fangxian.mechanisms.filling.rules.fingerprint import fingerprint
from fangxian.mechanisms.filling.rules.proposing import propose
from fangxian.mechanisms.filling.rules.sheet import Asked, Sheet
from fangxian.mechanisms.filling.rules.structure import read_sheet, undated

Key = str
"""The sheet's number and the label's words: ``0|返程人员/新增``."""


@dataclass(frozen=True)
class Form:
    """A blank form that was read."""

    file: FormFile
    sheets: tuple[Sheet, ...]

    @property
    def asked(self) -> dict[Key, Asked]:
        """Everything asked for, by key, in reading order."""
        return {
            f"{number}|{each.key}": each for number, sheet in enumerate(self.sheets) for each in sheet.asked
        }

    @property
    def fingerprint(self) -> str:
        """What the form is recognised by: its title, which may say whom 新增 means, and its labels."""
        return fingerprint([undated(self.title), *self.asked])

    @property
    def cut_off(self) -> int | None:
        """The hour until which it asks (截至18时), in minutes of the day."""
        return next((sheet.cut_off for sheet in self.sheets if sheet.cut_off is not None), None)

    @property
    def title(self) -> str:
        """Its first title, else its first sheet's name."""
        return next((sheet.title for sheet in self.sheets if sheet.title), self.sheets[0].name)

    def unit(self, key: Key) -> str:
        """Return the unit in which a value is asked for: its label's, else the sheet's."""
        number = int(key.partition("|")[0])
        return self.asked[key].unit or self.sheets[number].unit


def read(content: bytes, names: Names) -> Form:
    """Read a form. Raises ``Invalid`` (``file``) when it cannot be read safely."""
    file = open_form(content)
    return Form(file, tuple(read_sheet(raw, names.node_of) for raw in file.sheets))


def proposals(form: Form, names: Names, owner: str = "") -> dict[Key, Choice]:
    """Return what is proposed for everything that a form asks for, filled for a ``body`` or a ``place``."""
    known = dictionary(names.spoken)
    title = form.title
    return {
        f"{number}|{key}": choice
        for number, sheet in enumerate(form.sheets)
        for key, choice in propose(
            _titled(sheet, form.file.sheets[number].caption, title), known, owner
        ).items()
    }


def _titled(sheet: Sheet, caption: str, title: str) -> Sheet:
    """A table of a text has the text's title above its own line."""
    if sheet.title and not caption:
        return sheet
    return replace(sheet, title=f"{title} {sheet.title}".strip())

"""The columns of the subset, and how our types and expressions are said in XLSForm (M8).

``fangxian::…`` columns carry what XLSForm has no word for; other readers pass them over. A reference to the same
body's former report, ``${yesterday.code}``, is XLSForm's ``${last-saved#code}``.
"""

import re

from fangxian.mechanisms.forms.vocabulary import FieldType

OURS = "fangxian::"
SURVEY = (
    "type", "name", "label", "hint", "required", "constraint", "constraint_message", "calculation",
    f"{OURS}type", f"{OURS}kind", f"{OURS}unit", f"{OURS}decimals", f"{OURS}measure", f"{OURS}synonyms",
)  # fmt: skip
CHOICES = ("list_name", "name", "label")
SETTINGS = (
    "form_title", "form_id", "version", f"{OURS}valid_from", f"{OURS}frequency", f"{OURS}due_on",
    f"{OURS}cut_off", f"{OURS}grace", f"{OURS}reviews",
)  # fmt: skip

NOTE = "note"
SELECT_ONE, SELECT_MULTIPLE = "select_one", "select_multiple"
YES_NO_LIST = "yes-no"
"""The list of a yes-or-no question; the hyphen keeps it apart from the lists of fields, named by their codes."""

PLAIN = {
    FieldType.INTEGER: "integer",
    FieldType.DECIMAL: "decimal",
    FieldType.AMOUNT: "decimal",
    FieldType.PERCENTAGE: "decimal",
    FieldType.COMPUTED: "calculate",
    FieldType.DATE: "date",
    FieldType.TEXT: "text",
}
"""What each type without choices is called there; ours is in ``fangxian::type`` where theirs is wider."""

READ = {
    "integer": FieldType.INTEGER,
    "int": FieldType.INTEGER,
    "decimal": FieldType.DECIMAL,
    "calculate": FieldType.COMPUTED,
    "date": FieldType.DATE,
    "text": FieldType.TEXT,
    "string": FieldType.TEXT,
}
NARROWER = {
    "decimal": {FieldType.DECIMAL, FieldType.AMOUNT, FieldType.PERCENTAGE},
    SELECT_ONE: {FieldType.CHOICE, FieldType.YES_NO},
}
"""Which of our types ``fangxian::type`` may name beside each of theirs."""

_YESTERDAY = re.compile(r"\$\{yesterday\.([^}]+)\}")
_LAST_SAVED = re.compile(r"\$\{last-saved#([^}]+)\}")


def exported(expression: str) -> str:
    """Return one of our expressions as XLSForm writes it."""
    return _YESTERDAY.sub(r"${last-saved#\1}", expression)


def imported(expression: str) -> str:
    """Return an XLSForm expression as one of ours."""
    return _LAST_SAVED.sub(r"${yesterday.\1}", expression)

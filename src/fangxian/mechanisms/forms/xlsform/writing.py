"""Writing a form as an XLSForm workbook: survey, choices, settings (M8)."""

import datetime
import io
from collections.abc import Iterator, Sequence

from django.utils.translation import pgettext
from xlsxwriter.workbook import Workbook

from fangxian.core import clock
from fangxian.mechanisms.forms.vocabulary import Field, FieldType, Form
from fangxian.mechanisms.forms.xlsform.columns import (
    CHOICES,
    NOTE,
    PLAIN,
    SELECT_MULTIPLE,
    SELECT_ONE,
    SETTINGS,
    SURVEY,
    YES_NO_LIST,
    exported,
)

Rows = Iterator[Sequence[str]]
HELP = "form-help"
"""The name of the note that carries the form's own help."""


def written(form: Form) -> bytes:
    """Return a form as an .xlsx workbook that ODK's tools read; every cell is text, none a formula."""
    content = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(content, options) as book:
        book.set_properties({"created": clock.now()})
        for name, columns, rows in (
            ("survey", SURVEY, _survey(form)),
            ("choices", CHOICES, _choices(form)),
            ("settings", SETTINGS, _settings(form)),
        ):
            sheet = book.add_worksheet(name)
            for number, row in enumerate([columns, *rows]):
                for column, text in enumerate(row):
                    if text:
                        sheet.write_string(number, column, text)
            sheet.freeze_panes(1, 0)
    return content.getvalue()


def _survey(form: Form) -> Rows:
    if form.help:
        yield _row(SURVEY, type=NOTE, name=HELP, label=str(form.help))
    for field in form.fields:
        yield _row(
            SURVEY,
            type=_type(field),
            name=field.code,
            label=str(field.title),
            hint=str(field.help),
            required="yes" if field.required else "no",
            constraint=exported(field.constraint),
            constraint_message=str(field.constraint_message),
            calculation=exported(field.calculation),
            our_type=field.type.value,
            our_kind=field.kind.value,
            our_unit=str(field.unit),
            our_decimals=str(field.decimals),
            our_measure=field.measure,
            our_synonyms="\n".join(field.synonyms),
        )


def _type(field: Field) -> str:
    if field.type is FieldType.YES_NO:
        return f"{SELECT_ONE} {YES_NO_LIST}"
    if field.type is FieldType.CHOICE:
        return f"{SELECT_ONE} {field.code}"
    if field.type is FieldType.MULTIPLE:
        return f"{SELECT_MULTIPLE} {field.code}"
    return PLAIN[field.type]


def _choices(form: Form) -> Rows:
    if any(field.type is FieldType.YES_NO for field in form.fields):
        yield (YES_NO_LIST, "1", pgettext("answer", "yes"))
        yield (YES_NO_LIST, "0", pgettext("answer", "no"))
    for field in form.fields:
        for choice in field.choices:
            yield (field.code, choice.code, str(choice.title))


def _settings(form: Form) -> Rows:
    yield _row(
        SETTINGS,
        form_title=str(form.title),
        form_id=form.code,
        version=str(form.number),
        our_valid_from="" if form.valid_from == datetime.date.min else form.valid_from.isoformat(),
        our_frequency=form.frequency.value,
        our_due_on=form.due_on,
        our_cut_off=form.cut_off.isoformat() if form.cut_off else "",
        our_grace="" if form.grace is None else str(form.grace),
        our_reviews=str(form.reviews),
    )


def _row(columns: Sequence[str], **cells: str) -> list[str]:
    """Return cells in the order of the columns; ``our_kind`` stands for ``fangxian::kind``."""
    return [cells.get(column.replace("fangxian::", "our_"), "") for column in columns]

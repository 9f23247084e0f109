"""Forms that hypothesis makes up: every type, kind and setting, in the words of the field."""

import datetime
from typing import Any

from hypothesis import strategies as st

from fangxian.mechanisms.forms.vocabulary import Choice, Field, FieldKind, FieldType, Form, Frequency

WORDS = "口罩消毒液返程人员新增累计现有（只）、元％ ，。；：“”abc019-_/()"
TITLES = st.text(WORDS, min_size=1, max_size=20).map(str.strip).filter(bool)
TEXTS = st.one_of(st.just(""), TITLES)
CODES = st.from_regex(r"[a-z][a-z0-9_]{0,14}", fullmatch=True)
FORM_CODES = st.from_regex(r"[a-z][a-z0-9-]{0,20}", fullmatch=True)
CHOSEN = (FieldType.CHOICE, FieldType.MULTIPLE)
CALCULATIONS = ("${%s} + 1", "${%s} * 100 div 3", "${yesterday.%s} + ${%s}")
CONSTRAINTS = ("", ". >= 0", ". <= ${%s}", ". >= ${yesterday.%s} or ${%s} = 0")


def _filled(template: str, code: str) -> str:
    return template.replace("%s", code)


@st.composite
def fields(draw: st.DrawFn, code: str, codes: list[str]) -> Field:
    """One field that may refer to the others."""
    kind = draw(st.sampled_from(FieldType))
    computed = kind is FieldType.COMPUTED
    choices = draw(st.lists(CODES, min_size=1, max_size=4, unique=True)) if kind in CHOSEN else []
    other = draw(st.sampled_from(codes))
    options: dict[str, Any] = {
        "type": kind,
        "kind": draw(st.sampled_from(FieldKind)),
        "measure": draw(st.sampled_from(["", "arrivals.declared"])),
        "unit": draw(st.sampled_from(["", "人", "只", "万元"])),
        "decimals": draw(st.integers(0, 4)),
        "required": draw(st.booleans()),
        "constraint": _filled(draw(st.sampled_from(CONSTRAINTS)), other),
        "constraint_message": draw(TEXTS),
        "calculation": _filled(draw(st.sampled_from(CALCULATIONS)), other) if computed else "",
        "help": draw(TEXTS),
        "choices": tuple(Choice(each, draw(TITLES)) for each in choices),
        "synonyms": tuple(draw(st.lists(TITLES, max_size=2))),
    }
    return Field(code, draw(TITLES), **options)


@st.composite
def forms(draw: st.DrawFn) -> Form:
    """A form as it may be exported: its fields have no columns yet."""
    codes = draw(st.lists(CODES, min_size=1, max_size=8, unique=True))
    return Form(
        draw(FORM_CODES),
        draw(TITLES),
        tuple(draw(fields(code, codes)) for code in codes),
        number=draw(st.integers(1, 99)),
        valid_from=draw(st.just(datetime.date.min) | st.dates(datetime.date(2020, 1, 1))),
        frequency=draw(st.sampled_from(Frequency)),
        due_on=draw(st.sampled_from(["", "4", "2020-03-01"])),
        cut_off=draw(st.none() | st.times().map(lambda hour: hour.replace(second=0, microsecond=0))),
        grace=draw(st.none() | st.integers(0, 600)),
        reviews=draw(st.integers(0, 3)),
        help=draw(TEXTS),
    )

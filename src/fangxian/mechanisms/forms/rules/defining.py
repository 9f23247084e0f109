"""What may be defined: each expression is read, and tried once with made-up values, before anybody fills it in."""

from decimal import Decimal

from fangxian.core.errors import Text
from fangxian.mechanisms.forms import wording
from fangxian.mechanisms.forms.rules.checking import YESTERDAY
from fangxian.mechanisms.forms.rules.expressions import SELF, Expression, ExpressionError, Value, expression
from fangxian.mechanisms.forms.vocabulary import Field, FieldType, Form


def faults(form: Form) -> dict[str, Text]:
    """Return what is wrong with a form's expressions, by the field's code; each names its position."""
    found: dict[str, Text] = {}
    for field in form.fields:
        for source, title, probe in (
            (field.constraint, wording.CONSTRAINT, _try_constraint),
            (field.calculation, wording.CALCULATION, _try_calculation),
        ):
            if not source:
                continue
            try:
                probe(form, field, _known(form, source))
            except ExpressionError as error:
                said = wording.EXPRESSION[error.code] % {"position": error.position, "found": error.found}
                found[field.code] = title % {"text": said}
    return found


def _known(form: Form, source: str) -> Expression:
    """Read an expression that mentions only fields of the form."""
    read = expression(source)
    for name, position in read.names.items():
        if name.removeprefix(YESTERDAY) not in form.by_code:
            raise ExpressionError("unknown", position, name.removeprefix(YESTERDAY))
    return read


def _try_constraint(form: Form, field: Field, read: Expression) -> None:
    found = read.value(_samples(form), _sample(field))
    if not isinstance(found, bool) and found is not None:
        raise ExpressionError("result")


def _try_calculation(form: Form, field: Field, read: Expression) -> None:
    if SELF in read.needed:
        raise ExpressionError("self")
    found = read.value(_samples(form))
    if isinstance(found, str):
        raise ExpressionError("result")
    _check_circle(form, read, (field.code,), set())


def _check_circle(form: Form, read: Expression, above: tuple[str, ...], seen: set[str]) -> None:
    for name, position in read.names.items():
        other = form.by_code.get(name)
        if other is None or other.type is not FieldType.COMPUTED:
            continue
        if name in above:
            raise ExpressionError("cycle", position, name)
        if name not in seen:
            seen.add(name)
            _check_circle(form, expression(other.calculation), (*above, name), seen)


def _samples(form: Form) -> dict[str, Value]:
    today = {field.code: _sample(field) for field in form.fields}
    return today | {YESTERDAY + code: value for code, value in today.items()}


def _sample(field: Field) -> Value:
    if field.is_number:
        return Decimal("1.5") if field.decimals else 1
    if field.type is FieldType.DATE:
        return "2020-02-01"
    return field.choices[0].code if field.choices else "a"

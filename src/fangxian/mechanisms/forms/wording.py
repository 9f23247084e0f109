"""What is said when a form or a report breaks a rule."""

from django.utils.translation import gettext_lazy as _

EXPRESSION = {
    "long": _("at position %(position)s: the expression is too long"),
    "deep": _("at position %(position)s: too many brackets inside one another"),
    "syntax": _("at position %(position)s: this cannot be understood: %(found)s"),
    "not_allowed": _("at position %(position)s: this is not allowed here: %(found)s"),
    "unknown": _("at position %(position)s: there is no field %(found)s"),
    "type": _("at position %(position)s: numbers, texts and dates do not go together here"),
    "result": _("at position %(position)s: this gives no answer of the kind that is needed"),
    "cycle": _("at position %(position)s: it is computed from itself, by way of %(found)s"),
    "self": _("at position %(position)s: a computed field has no value of its own yet"),
}
"""Why an expression is refused, by the code of ``ExpressionError``."""

CONSTRAINT = _("Constraint %(text)s")
CALCULATION = _("Calculation %(text)s")
BROKEN = _("This does not fulfil the rule %(rule)s.")
FELL = _("The report before says %(number)s: a total does not fall without a reason.")

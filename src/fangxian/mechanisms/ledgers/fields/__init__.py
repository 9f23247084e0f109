"""The kinds of fields that a ledger's rows are made of."""

from fangxian.mechanisms.ledgers.fields.base import Field, Unreadable
from fangxian.mechanisms.ledgers.fields.days import Day, On, Since, Until
from fangxian.mechanisms.ledgers.fields.personal import IdNumber, Personal, Phone
from fangxian.mechanisms.ledgers.fields.plain import Choice, Choices, Flag, Head, Long, Number, Text
from fangxian.mechanisms.ledgers.fields.references import Reference
from fangxian.mechanisms.ledgers.fields.trees import OnBehalf, Where

__all__ = [
    "Choice",
    "Choices",
    "Day",
    "Field",
    "Flag",
    "Head",
    "IdNumber",
    "Long",
    "Number",
    "On",
    "OnBehalf",
    "Personal",
    "Phone",
    "Reference",
    "Since",
    "Text",
    "Unreadable",
    "Until",
    "Where",
]

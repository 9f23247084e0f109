"""What a blank may be filled with, and what is known to choose from (pure, M8).

A confidence below ``LEAST`` is only a hint beside the cell and fills nothing: a wrong figure in a superior's form is
worse than a blank one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from fangxian.mechanisms.filling.rules.meaning import Terms, Window
from fangxian.mechanisms.imports.fields import Field

LEAST, SURE = 70, 85


class Source(StrEnum):
    """Where a value comes from."""

    MEASURE = "measure"
    LEDGER = "ledger"
    CONSTANT = "constant"
    NOTHING = ""


class Constant(StrEnum):
    """What is known before any entry: for whom, when and by whom a form is filled."""

    OWNER = "owner"
    DATE = "date"
    CUT_OFF = "cut_off"
    FILLER = "filler"
    PHONE = "phone"
    LINE = "line"
    LEVEL = "level"
    RESPONSE = "response"
    NUMBER = "number"
    NODE = "node"
    """The unit, place or day of a row that the form leaves open."""


@dataclass(frozen=True)
class Choice:
    """What fills something asked for; ``confirmed`` once a person has chosen it or let it stand."""

    source: Source = Source.NOTHING
    code: str = ""
    window: Window = Window.TOTAL
    line: str = ""
    confidence: int = 0
    confirmed: bool = False

    @property
    def fills(self) -> bool:
        """Whether it is sure enough to put a value into the form."""
        return bool(self.source) and (self.confirmed or self.confidence >= LEAST)

    def to_json(self) -> dict[str, Any]:
        """Return the choice as plain JSON values."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Choice":
        """Return the choice that ``to_json`` gave; what else is told beside it is passed over."""
        found = {name: data[name] for name in cls.__dataclass_fields__}
        return cls(**found | {"source": Source(found["source"]), "window": Window(found["window"])})


NONE = Choice()


@dataclass(frozen=True)
class Known:
    """A measure as far as proposals need it: its names, its unit, and the windows that make sense of it."""

    code: str
    names: tuple[str, ...]
    unit: str
    windows: tuple[Window, ...]


@dataclass(frozen=True)
class Dictionary:
    """What can be proposed: measures by code, each ledger's fields, the words of the field."""

    measures: Mapping[str, Known]
    ledgers: Mapping[str, Sequence[Field]]
    terms: Terms


@dataclass(frozen=True)
class Around:
    """What stands around a label: the title, the sheet's unit, all that the sheet names.

    ``of`` is what its rows are, ``body`` or ``place``, else for whom it is filled; blank where nobody knows.
    """

    title: str = ""
    unit: str = ""
    concepts: frozenset[str] = frozenset()
    of: str = ""

    @property
    def side(self) -> str:
        """Whose act a registration is where no label says so: among communities theirs."""
        return "community" if self.of == "place" else ""

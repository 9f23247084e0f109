"""What forms ask of units, as it is shown (M8)."""

import datetime

from ninja import Schema

from fangxian.command.api.schemas.common import Named, example


class CostOut(Schema):
    """Answers asked for, how many of them the ledgers fill in, how many are known already, estimated seconds."""

    fields: int
    filled_in: int
    duplicates: int
    seconds: int

    model_config = example(fields=8, filled_in=8, duplicates=0, seconds=92)


class KnownOut(Schema):
    """A field that is known already: to another form, or to the ledgers under a measure."""

    field: str
    why: str
    form: str | None
    measure: str | None
    title: str

    model_config = example(
        field="fever", why="ledger", form=None, measure="arrivals.with_symptoms", title="有发热等症状"
    )


class FormBurdenOut(CostOut):
    """What one report of a form costs; ``seconds`` are those measured (a median over ``filings``), else estimated."""

    form: str
    title: str
    issued_by: Named | None
    known: list[KnownOut]
    estimated: int
    measured: int | None
    filings: int

    model_config = example(
        form="daily-returnees", title="返程人员日报告", issued_by=None, known=[], fields=8, filled_in=8,
        duplicates=0, seconds=41, estimated=92, measured=41, filings=620,
    )  # fmt: skip


class UnitBurdenOut(CostOut):
    """What a day asks of a unit in a line."""

    body: Named
    line: str
    forms: list[str]

    model_config = example(
        body={"code": "example-bureau", "name": "示例局"}, line="organs", forms=["daily-returnees"], fields=8,
        filled_in=8, duplicates=0, seconds=92,
    )  # fmt: skip


class BurdenPage(Schema):
    """A day's forms, and a page of its units by line and code."""

    day: datetime.date
    forms: list[FormBurdenOut]
    units: list[UnitBurdenOut]
    next: str | None

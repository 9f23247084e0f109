"""The answer to a line of reports sent by the thousand (M8)."""

from ninja import Schema

from fangxian.command.api.schemas.common import example


class LineOut(Schema):
    """What became of a line, counted from 1; ``errors`` by field, in the reader's language.

    ``status`` is ``new`` or ``unchanged`` (kept), ``conflict``, ``invalid``, ``missing`` or ``malformed`` (not).
    """

    line: int
    status: str
    id: str = ""
    errors: dict[str, str] = {}
    detail: str = ""

    model_config = example(
        line=3, status="invalid", id="01900000-0000-7000-8000-000000000003",
        errors={"masks": "Enter a whole number from 0."},
    )  # fmt: skip

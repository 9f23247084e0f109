"""Saved views as they are sent and shown (M5)."""

import uuid
from typing import Annotated

from ninja import Field, Schema
from pydantic import StringConstraints

from fangxian.command.api.schemas.common import Code, Short, example

PageName = Annotated[str, StringConstraints(max_length=60, pattern=r"^[a-z_]*:[a-z_]*$")]
Share = Annotated[str, StringConstraints(max_length=80, pattern=r"^$|^[A-Za-z0-9_.-]+:[A-Za-z0-9_.-]+$")]


class SavedViewIn(Schema):
    """A list's filters under a name; the same name on the same list again replaces them."""

    page: PageName = Field(description="The list: arrivals:list, passengers:waiting, reports:missing …")
    title: Short
    words: Annotated[dict[Code, Short], Field(max_length=20)] = Field(
        description="Filters by their names in the list's address; a search is never kept."
    )
    share: Share = Field("", description="place:CODE or LINE:CODE of a body; empty: seen by oneself only.")
    role: str = Field("", description="Narrows a shared view to one role.")
    default: bool = Field(False, description="The list opens with it from now on.")

    model_config = example(
        page="passengers:waiting", title="超时未联系", words={"timing": "late"}, share="", role="", default=False,
    )  # fmt: skip


class SavedViewOut(Schema):
    """A view that one sees: one's own, or shared from above with one's roles."""

    id: uuid.UUID
    page: str
    title: str
    words: dict[str, str]
    url: str
    own: bool
    share: str
    role: str
    default: bool
    count: int | None = Field(
        description="How many rows it leaves, 100 for as many or more; null: not counted."
    )

    model_config = example(
        id="01900000-0000-7000-8000-000000000014", page="passengers:waiting", title="超时未联系",
        words={"timing": "late"}, url="/passengers/waiting/?timing=late", own=True, share="", role="",
        default=False, count=3,
    )  # fmt: skip

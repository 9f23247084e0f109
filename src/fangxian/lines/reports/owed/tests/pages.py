"""Pages of owed reports, read in sets, held against reading every one: what `cells` says is what `due` says (M8)."""

from unittest.mock import patch

from fangxian.core import clock
from fangxian.lines.reports import behind
from fangxian.lines.reports.behind import Behind, Key
from fangxian.lines.reports.calendar import BodyDays, calendar, calendar_page
from fangxian.lines.reports.cells import cells_of, first_silent, silent
from fangxian.lines.reports.due import COUNTED, Owed, owed_reports
from fangxian.lines.reports.standing import Standing
from fangxian.mechanisms.figures.questions import Question

PAGE = 3
Named = tuple[object, ...]


def _named(owed: Owed) -> Named:
    return (
        owed.due_at,
        owed.form,
        owed.line,
        owed.body_path,
        owed.report,
        owed.number,
        owed.filed_at,
        owed.is_zero,
    )


def hold(question: Question, form: str, what: str) -> None:
    """Every page of what a figure counts, in both orders, holds what reading all of it finds."""
    every = sorted(_named(owed) for owed in owed_reports(question, form) if COUNTED[what](owed))
    with patch.object(behind, "FEW", -1):
        rows = Behind(question, form, what)
        pages = [row for start in range(0, len(every) + PAGE, PAGE) for row in rows[start : start + PAGE]]
        assert [_named(row) for row in pages] == every, what
        assert len(rows) == len(every)
        assert sorted(map(_named, _backwards(rows))) == every, what
    few = Behind(question, form, what)
    assert [_named(row) for row in few] == every
    assert sorted(map(_named, _backwards(few))) == every


def _backwards(rows: Behind) -> list[Owed]:
    found: list[Owed] = []
    after: Key | None = None
    while page := rows.latest(after, PAGE):
        after = page[-1].due_at, page[-1].key
        found += page
    keys = [(row.due_at, row.key) for row in found]
    assert keys == sorted(keys, reverse=True)
    return found


def hold_silence(question: Question, form: str) -> None:
    """Who is silent is found without reading who is not, all at once and page by page."""
    now = question.as_of or clock.now()
    every = [_named(owed) for owed in owed_reports(question, form, now=now) if not owed.filed]
    cells = cells_of(question, form)
    assert sorted(map(_named, silent(question, cells, now))) == sorted(every)
    for cell in cells:
        found: list[Owed] = []
        while page := first_silent(question, cell, now, after=_last(found), limit=PAGE):
            found += page
        own = [row for row in every if row[:2] == (cell.due_at, cell.form)]
        assert [_named(row) for row in found] == sorted(own)


def _last(found: list[Owed]) -> tuple[str, str] | None:
    return (found[-1].line, found[-1].body_path) if found else None


def hold_grid(question: Question, form: str) -> None:
    """A page of the grid under a filter holds the bodies that stood so, as the whole grid shows them."""
    days, rows = calendar(question, form)
    for standing in (each.value.code for each in Standing if each is not Standing.NONE):
        page = calendar_page(question, form, "", 1000, standing)
        if page is None:
            continue
        stood = [row for row in rows if any(square.standing.value.code == standing for square in row.squares)]
        assert [*map(_shown, page[1])] == [*map(_shown, stood)], standing
        assert not stood or page[0] == days


def _shown(row: BodyDays) -> Named:
    return row.line, row.body_path, [(square.day, square.standing) for square in row.squares]

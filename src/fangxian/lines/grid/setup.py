"""One workbook that sets up a whole county: zones, heads, links, teams, posts and charges, by sheet or by row (M2).

What a row is about is told by its own column, else by the name of its sheet, else by the title above the table. Every
row then goes through its ledger's own import, so that it is held against the same rules as a single ledger's sheet.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from fangxian.core.errors import Text
from fangxian.core.folding import fold
from fangxian.lines.grid.ledgers import ENTER
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.fields import Field as Column
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.mechanisms.ledgers.declaring import Ledger, ledger_of
from fangxian.mechanisms.ledgers.sheets import LedgerImport
from fangxian.trees.people.actor import Actor

OWN = {
    "zones": ("党员责任区", "责任区", "网格"),
    "buildingheads": ("楼长", "楼栋长", "单元长", "居民小区楼长"),
    "links": ("党员联户", "联户", "包联户", "1+10"),
}
"""What rows of our own ledgers are called."""
CHOSEN = {"groups": "kind", "charges": "function"}
"""Ledgers whose rows are called by a choice of theirs."""
KIND = "about"
SHARED = (
    "name", "place", "head", "phone", "members", "households", "area", "duty", "job", "body", "approval",
    "approved_by", "approved_on", "since", "until", "count", "source", "remark",
)  # fmt: skip
"""The columns that such a workbook may have; which of them a row needs, its ledger says."""


@dataclass(frozen=True)
class About:
    """What a row is about: its ledger, and what follows for its fields."""

    ledger: str
    presets: tuple[tuple[str, str], ...] = ()


class SetUp:
    """The import of a workbook whose rows belong to several ledgers."""

    code = "setup"
    title: Text = _("Zones, teams and charges of a whole county")
    permission = ENTER
    of_body = False
    of_station = True

    def fields(self) -> Sequence[Column]:
        """Return the column that says what a row is about, and those of all the ledgers, each once."""
        about = Column(KIND, _("what the row is about"), ("类别", "类型", "队伍类型", "责任类别", "项目"))
        return [about, *(_merged(code) for code in SHARED)]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Give each row to its ledger's import; what belongs to none is a problem of the row."""
        prepared = Prepared()
        sorted_rows: dict[str, list[ReadRow]] = defaultdict(list)
        known = wordings()
        for row in rows:
            said = [str(row.values.get(KIND) or ""), run.sheet, run.heading]
            found = next((about for text in said if (about := _about(text, known))), None)
            if found is None:
                prepared.problems.append(_unknown(row, said[0] or run.sheet))
            else:
                sorted_rows[found.ledger].append(_of_ledger(row, found))
        for code, own in sorted_rows.items():
            part = LedgerImport(ledger_of(code)).prepare(run, own)
            prepared.new += part.new
            prepared.changed += part.changed
            prepared.unchanged += part.unchanged
            prepared.problems += part.problems
            prepared.corrections += part.corrections
        return prepared

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Enter and correct what was prepared, ledger by ledger."""
        parts: dict[str, Prepared] = defaultdict(Prepared)
        for statement in prepared.new:
            parts[statement.ledger.code].new.append(statement)
        for statement in prepared.changed:
            parts[statement.ledger.code].changed.append(statement)
        return sum(LedgerImport(ledger_of(code)).commit(actor, run, part) for code, part in parts.items())


SETUP = SetUp()


def wordings() -> dict[str, About]:
    """Return by each folded wording what a row that is called so is about."""
    found = {fold(word): About(code) for code, words in OWN.items() for word in words}
    for code, field in CHOSEN.items():
        for value, words in ledger_of(code).by_code[field].choices().items():
            found |= {fold(word): About(code, ((field, value),)) for word in (*words, value)}
    return found


def _about(text: str, known: dict[str, About]) -> About | None:
    """Return what a text says: the wording that it is, else the longest that it holds."""
    folded = fold(text)
    if not folded:
        return None
    held = [word for word in known if len(word) > 1 and word in folded]
    return known.get(folded) or (known[max(held, key=len)] if held else None)


def _of_ledger(row: ReadRow, about: About) -> ReadRow:
    """Return a row with the fields of its ledger only, and what follows from what it is about."""
    own = ledger_of(about.ledger).by_code
    values = {code: value for code, value in row.values.items() if code in own}
    return replace(row, values=values | dict(about.presets))


def _unknown(row: ReadRow, said: str) -> Problem:
    why = _now("Say whether it is a zone, a building head, a link, a team, a post or a charge.")
    title = str(_("what the row is about"))
    return Problem(Code.RULE_BROKEN, row.number, None, KIND, said, title, why)


def _merged(code: str) -> Column:
    """Return one column for the fields of a code in all the ledgers, with every name by which they are called."""
    ledgers: list[Ledger] = [ledger_of(one) for one in (*OWN, *CHOSEN)]
    columns = [one.by_code[code].column() for one in ledgers if code in one.by_code]
    names = dict.fromkeys(str(name) for one in columns for name in (one.title, *one.synonyms))
    return replace(columns[0], synonyms=tuple(names), required=False)

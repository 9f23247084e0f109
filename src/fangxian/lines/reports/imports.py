"""Workbooks of daily reports: one row a body and day, filed for a whole line or by one late unit (M8)."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core.errors import Text
from fangxian.lines.reports import actions
from fangxian.lines.reports.actions import Filing
from fangxian.lines.reports.form import RETURNEES
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.trees.bodies.models import Body, Position
from fangxian.trees.bodies.resolver import Resolver
from fangxian.trees.people.actor import EXCEL, Actor

SYNONYMS = {
    "new_arrivals": ("新增返程人员", "新增返程", "新增人数", "新增"),
    "new_from_key_area": ("其中来自重点地区", "其中重点地区", "来自重点地区", "重点地区"),
    "total_arrivals": ("累计返程人员", "累计返程", "累计人数", "累计"),
    "total_dual_reported": ("累计已双报", "已双报", "双报人数", "累计双报"),
    "not_at_community": ("尚未到社区登记", "未到社区登记", "社区未登记", "未登记"),
    "under_observation": ("14天观察期内", "观察期内", "居家观察中", "在观察期", "观察期内人数"),
    "observation_ended": ("满14天", "观察期满", "解除观察", "期满"),
    "with_symptoms": ("有发热等症状", "发热人员", "有症状", "发热等症状"),
}


@dataclass(frozen=True)
class ReportImport:
    """The import of daily reports that a body sends for itself or for the bodies below it in a line."""

    code: str = "reports.daily"
    title: Text = gettext_lazy("daily reports")
    permission: str = "reports.file"
    of_body: bool = True

    def fields(self) -> Sequence[Field]:
        """Return unit, day, the form's numbers, the stated zero and the reason of a difference."""
        return [
            Field("unit", gettext_lazy("unit"), ("单位", "单位名称", "填报单位", "部门"), required=True),
            Field("day", gettext_lazy("day"), ("报告日期", "日期", "填报日期"), Kind.DATE, required=True),
            *[
                Field(field.code, field.title, SYNONYMS[field.code], Kind.NUMBER, none_is_zero=True)
                for field in RETURNEES.fields
            ],
            Field("zero", gettext_lazy("zero report"), ("零报告", "是否零报告"), Kind.FLAG),
            Field("reason", gettext_lazy("reason of a difference"), ("差异说明", "说明", "备注")),
        ]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Turn rows into filings; a day that was filed before is replaced if its numbers changed."""
        found = Prepared()
        resolver = Resolver.load()
        below = Position.objects.filter(line=run.line_id, valid_to=None, path__startswith=run.body_path)
        bodies = {position.body_id: position.body for position in below.select_related("body__place")}
        filings: list[Filing] = []
        for row in rows:
            unit = str(row.values.get("unit") or "")
            body = resolver.resolve(unit).body
            if body is None or body.id not in bodies:
                code = Code.UNKNOWN_BODY if body is None else Code.OUT_OF_SCOPE
                found.problems.append(Problem(code, row.number, None, "unit", unit, _("unit")))
                continue
            filing, problems = _filing(run, row, bodies[body.id])
            found.problems += problems
            filings += [filing] if filing else []
        _sort(run, filings, found)
        return found

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """File the new reports at once, then replace the changed ones."""
        sheet = actor.on(EXCEL)
        actions.file(sheet, run.response, prepared.new)
        for entry, filing in prepared.changed:
            actions.refile(sheet, entry, filing, _("sent again by workbook"))
        return len(prepared.new) + len(prepared.changed)


def _filing(run: ImportRun, row: ReadRow, body: Body) -> tuple[Filing | None, list[Problem]]:
    day = row.values.get("day")
    if not isinstance(day, datetime.date):
        return None, []
    stated = {field.code: row.values.get(field.code) for field in RETURNEES.fields}
    if row.values.get("zero") and not any(stated.values()):
        stated = {code: number or 0 for code, number in stated.items()}
    blank = [field for field in RETURNEES.fields if stated[field.code] is None]
    if len(blank) == len(stated):
        return None, []
    problems = [
        Problem(Code.MISSING_VALUE, row.number, None, field.code, "", str(field.title)) for field in blank
    ]
    if problems:
        return None, problems
    numbers = {code: int(number) for code, number in stated.items() if isinstance(number, int)}
    reason = str(row.values.get("reason") or "")
    return Filing(
        body, run.line_id or "", day, numbers, reasons=dict.fromkeys(numbers, reason) if reason else {}
    ), []


def _sort(run: ImportRun, filings: Sequence[Filing], into: Prepared) -> None:
    taken = {
        (row.body_id, row.day): row
        for row in DailyReport.objects.at().filter(
            response=run.response, line=run.line_id, day__in={filing.day for filing in filings}
        )
    }
    for filing in filings:
        former = taken.get((filing.body.id, filing.day))
        if former is None:
            into.new.append(filing)
        elif all(getattr(former, field.column) == filing.numbers[field.code] for field in RETURNEES.fields):
            into.unchanged += 1
        else:
            into.changed.append((former.entry_id, replace(filing, id=former.entry_id)))


DAILY_REPORTS = ReportImport()

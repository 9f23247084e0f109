"""What the API takes and gives; examples are invented. Personal fields are masked unless a purpose was stated."""

import datetime
import uuid
from typing import Annotated, Any, Literal

from ninja import Field, Schema
from pydantic import AwareDatetime, StringConstraints

NO_NUL = r"^[^\x00]*$"
Text = Annotated[str, StringConstraints(max_length=2000, pattern=NO_NUL)]
Short = Annotated[str, StringConstraints(max_length=200, pattern=NO_NUL)]
Code = Annotated[str, StringConstraints(max_length=40, pattern=r"^[A-Za-z0-9_.-]*$")]
Cursor = Annotated[str, StringConstraints(max_length=400, pattern=r"^[A-Za-z0-9_-]*$")]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^$|^20\d\d-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,6})?)?([ +-]\d\d:\d\d|Z)?)?$"),
]
"""A day (its end, or its beginning in ``from``) or an instant; without an offset, local time."""
Day = Annotated[datetime.date, Field(ge=datetime.date(2000, 1, 1), le=datetime.date(2099, 12, 31))]
Instant = Annotated[AwareDatetime, Field(ge=datetime.datetime(2000, 1, 2, tzinfo=datetime.UTC),
                                         le=datetime.datetime(2099, 12, 30, tzinfo=datetime.UTC))]  # fmt: skip
Count = Annotated[int, Field(ge=0, le=10**12)]
By = Literal["", "place", "body", "line", "day"]
Side = Literal["unit", "community"]


def example(**values: Any) -> dict[str, Any]:
    """Return the configuration of a schema with one example."""
    return {"json_schema_extra": {"examples": [values]}}


class Problem(Schema):
    """A refusal (RFC 9457); ``errors`` maps each field to a sentence in the reader's language."""

    type: str
    title: str
    status: int
    detail: str
    errors: dict[str, str] | None = None

    model_config = example(
        type="urn:problem-type:fangxian:conflict", title="Conflict", status=409,
        detail="Another entry was already made under this id: send it under a new one.",
    )  # fmt: skip


class Receipt(Schema):
    """The entry is kept under this id; ``new`` is false when the same content had been sent before."""

    id: uuid.UUID
    new: bool

    model_config = example(id="01900000-0000-7000-8000-000000000001", new=True)


class Named(Schema):
    """A place, body or line by code and name."""

    code: str
    name: str


class PersonIn(Schema):
    """A person as one side states him; neither ID number nor phone is needed."""

    name: Short
    id_number: Short = ""
    id_type: Short = "resident"
    sex: Literal["", "male", "female"] = ""
    birth_date: Annotated[str, StringConstraints(pattern=r"^$|^\d{4}-\d{2}-\d{2}$")] = ""
    phone: Short = ""
    address: Short = ""
    remark: Short = ""
    symptoms: Short = ""
    exposure: Short = ""
    cohabitants: Short = ""


class ArrivalContent(Schema):
    """One person's arrival as a unit declares or a community registers it."""

    side: Side
    person: PersonIn
    arrived_at: Instant
    time_stated: bool = True
    place: Code = Field(description="Division code of the community of residence.")
    body: Code = Field("", description="Declaring unit, or the employer stated at the community.")
    line: Code = ""
    origin: Short = ""
    transport: Literal["", "rail", "air", "coach", "car", "ferry", "other"] = ""
    trip: Short = ""
    person_kind: Literal["employee", "student", "retired", "migrant", "other"] = "employee"
    employer: Short = ""
    has_symptoms: bool = False
    cohabitants: Annotated[int, Field(ge=0, le=99)] = 0
    by_proxy: bool = False


class ArrivalIn(ArrivalContent):
    """An arrival under an id (UUIDv7) that its sender made: sending it again changes nothing."""

    id: uuid.UUID

    model_config = example(
        id="01900000-0000-7000-8000-000000000001", side="unit", place="220602001001", body="example-bureau",
        line="organs", arrived_at="2020-02-03T14:20:00+08:00", origin="湖北省武汉市", transport="rail", trip="G000",
        person={"name": "某人（虚构）", "id_number": "11010519491231002X", "phone": "19900000001"},
    )  # fmt: skip


class ArrivalCorrection(ArrivalContent):
    """What replaces an arrival, and why."""

    reason: Short


class Reason(Schema):
    """Why an entry is taken back."""

    reason: Short

    model_config = example(reason="登记错了人")


class Purpose(Schema):
    """For what personal data is read: kept for the auditor."""

    purpose: Short

    model_config = example(purpose="contact")


class ArrivalOut(Schema):
    """An arrival in the reader's area with its person masked; of the other side only the state is told."""

    id: uuid.UUID
    version: int
    side: Side
    state: str
    person: dict[str, str]
    arrived_at: datetime.datetime
    reported_at: datetime.datetime
    due_at: datetime.datetime
    counterpart_due_at: datetime.datetime | None
    fulfilled_at: datetime.datetime | None
    conflicts: list[str]
    possible_with: uuid.UUID | None = Field(None, description="Told to the committee above both sides only.")
    place: Named | None
    body: Named | None
    line: str
    origin: str
    transport: str
    trip: str
    person_kind: str


class ArrivalPage(Schema):
    """A page of arrivals, the latest reports first."""

    items: list[ArrivalOut]
    next: str | None


class Gap(Schema):
    """Somebody whom one side reported and the other has not."""

    entry: uuid.UUID
    state: str
    line: str
    person: str
    body: str
    body_name: str
    place: str
    place_name: str
    arrived_at: str
    due_at: str
    overdue_hours: int | None
    conflicts: str


class GapCount(Schema):
    """How many wait at a body or place, for how long, and who answers for it."""

    name: str
    code: str
    waiting: int
    overdue: int
    since: str
    responsible: str


class GapPage(Schema):
    """Who is missing: by person (a page, the longest due first), or counted by body or place."""

    items: list[Gap] = []
    counts: list[GapCount] = []
    next: str | None = None


class DecisionIn(Schema):
    """Two reports are (not) about one person; or ``first``, a declaration, names the wrong community."""

    verdict: Literal["same", "different", "not_ours"]
    first: uuid.UUID
    second: uuid.UUID | None = None
    reason: Short = ""

    model_config = example(
        verdict="same", first="01900000-0000-7000-8000-000000000001",
        second="01900000-0000-7000-8000-000000000002", reason="电话核实",
    )  # fmt: skip


class ReportContent(Schema):
    """A day's numbers as a body states them; ``reasons`` explains each that differs from the ledgers."""

    numbers: dict[Code, Count]
    reasons: dict[Code, Short] = {}
    draft: bool = False
    comment: Short = ""


class ReportIn(ReportContent):
    """A body's report of a day, under an id that its sender made. A zero is stated; a blank is not zero."""

    id: uuid.UUID
    body: Code
    line: Code
    day: Day

    model_config = example(
        id="01900000-0000-7000-8000-000000000003", body="example-bureau", line="organs", day="2020-02-08",
        numbers={
            "new_arrivals": 0, "new_from_key_area": 0, "total_arrivals": 0, "total_dual_reported": 0,
            "not_at_community": 0, "under_observation": 0, "observation_ended": 0, "with_symptoms": 0,
        },
    )  # fmt: skip


class ReportReplacement(ReportContent):
    """What replaces a report, and why (a draft may be submitted without a reason)."""

    reason: Short = ""


class ReviewIn(Schema):
    """Accept a report, or return it with a comment."""

    accept: bool
    comment: Short = ""

    model_config = example(accept=False, comment="新增人数与台账不符，请核实")


class ReportOut(Schema):
    """A report with what the ledgers said where its numbers differ."""

    id: uuid.UUID
    version: int
    body: Named
    line: str
    day: datetime.date
    state: str
    is_zero: bool
    due_at: datetime.datetime
    filed_at: datetime.datetime | None
    late: bool
    numbers: dict[str, int | None]
    differences: dict[str, Any]
    comment: str


class ReportPage(Schema):
    """A page of reports, the latest day first."""

    items: list[ReportOut]
    next: str | None


class SilentOut(Schema):
    """A report that is owed and was not filed; silence is not zero."""

    body: Named
    line: str
    day: datetime.date
    due_at: datetime.datetime
    late: bool
    responsible: list[str]


class Part(Schema):
    """A figure at one place, body, line or day of a breakdown."""

    code: str
    label: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    qualifier: str


class FigureOut(Schema):
    """A figure for the part and window asked for, in the reader's area; a rate without a denominator is null."""

    measure: str
    title: str
    kind: str
    unit: str
    place: str
    body: str
    line: str
    start: str = Field(serialization_alias="from")
    to: str
    as_of: str
    value: int | float | None
    numerator: int | None
    denominator: int | None
    qualifier: str
    breakdown: list[Part]
    entries: str

    model_config = example(
        measure="arrivals.dual_report_rate", title="双报率", kind="rate", unit="%", place="", body="", line="organs",
        start="2020-01-25T00:00:00+08:00", to="2020-02-10T23:59:59+08:00", as_of="2020-02-11T08:30:00+08:00",
        value=98.5, numerator=197, denominator=200, qualifier="", breakdown=[],
        entries="/api/v1/figures/entries?measure=arrivals.dual_report_rate&line=organs",
    )  # fmt: skip


class MeasureOut(Schema):
    """A measure of the dictionary."""

    measure: str
    title: str
    sentence: str
    kind: str
    unit: str
    numerator: str | None = None
    denominator: str | None = None


class FactOut(Schema):
    """A fact behind a figure: which entry, where, when, and its state."""

    entry: uuid.UUID | None
    kind: str
    state: str
    at: datetime.datetime
    place: str
    body: str
    line: str
    url: str | None


class FactPage(Schema):
    """The facts behind a figure that the reader may open; ``hidden`` counts the others."""

    value: int | float | None
    hidden: int
    items: list[FactOut]
    next: str | None


class BulletinIn(Schema):
    """A draft; without a source it begins with the built-in text. Sending it again under its id changes nothing."""

    id: uuid.UUID
    issuer: Code
    line: Code
    source: Annotated[str, StringConstraints(max_length=100_000, pattern=NO_NUL)] = ""
    document_mark: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] = ""
    until: Moment = ""

    model_config = example(
        id="01900000-0000-7000-8000-000000000004", issuer="example-committee", line="organs",
        source="标题：返程人员登记情况\n\n各部门申报{arrivals.declared line=organs}人。", document_mark="示例发",
        until="2020-02-10",
    )  # fmt: skip


class BulletinOut(Schema):
    """A bulletin: a draft, or issued with number, as-of and frozen figures."""

    id: uuid.UUID
    state: str
    issuer: Named
    line: str
    number: int | None
    document_number: str
    until: datetime.datetime | None
    as_of: datetime.datetime | None
    issued_at: datetime.datetime | None
    source: str
    text: str | None = None
    figures: list[dict[str, Any]] = []


class BulletinPage(Schema):
    """A page of bulletins, the latest first."""

    items: list[BulletinOut]
    next: str | None


class Verification(Schema):
    """Each figure of an issued bulletin as issued and as recomputed from what was known then."""

    same: bool
    figures: list[dict[str, Any]]


class PlaceOut(Schema):
    """A place as it is today."""

    code: str
    name: str
    kind: str
    path: str
    households: int | None
    residents: int | None


class BodyOut(Schema):
    """A body and the lines in which it stands today."""

    code: str
    name: str
    short_name: str
    kind: str
    place: Named
    lines: list[str]


class BodyPage(Schema):
    """A page of bodies by code."""

    items: list[BodyOut]
    next: str | None


class ResponseOut(Schema):
    """The response and its rules."""

    id: uuid.UUID
    name: str
    level: int
    jurisdiction: Named
    started_at: datetime.datetime
    ended_at: datetime.datetime | None
    registration_hours: int
    declaration_hours: int
    report_cut_off: datetime.time
    report_grace_minutes: int
    key_places: list[str]


class RowProblem(Schema):
    """What is wrong with a row of a sheet, with the code that docs/import-errors.md explains."""

    sheet: str
    row: int | None
    cell: str | None
    field: str | None
    code: str
    severity: str
    sentence: str


class ImportOut(Schema):
    """What an import did, or with ``dry_run`` would do; with errors nothing is written unless ``partial``."""

    id: uuid.UUID
    kind: str
    state: str
    dry_run: bool
    rows: int
    new: int
    changed: int
    unchanged: int
    faulty: int
    problems: list[RowProblem]


class GrantOut(Schema):
    """A role on a place, or on a body in a line."""

    role: str
    place: str | None
    body: str | None
    line: str | None


class Me(Schema):
    """Who calls, and what he may do."""

    name: str
    title: str
    channel: str
    roles: list[GrantOut]
    permissions: list[str]

"""Workbooks of declarations and registrations: fields, and how a row becomes an arrival (M5).

A row about somebody whom the same sender has reported before is compared with that report: the same content is
left as it is, another content corrects it. So a list that grows from day to day can be sent whole each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.core import clock, crypto
from fangxian.core.errors import Text
from fangxian.core.fields import under
from fangxian.lines.arrivals import actions
from fangxian.lines.arrivals.employers import Employers, kind_of
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import ArrivalReport, Side
from fangxian.lines.arrivals.reading import arrival_of
from fangxian.lines.arrivals.rules.tokens import field_keys
from fangxian.lines.arrivals.sealing import ContactDetails, Health, Identity, Person, identifiers
from fangxian.lines.arrivals.sheet import EMPLOYER, HEALTHY, PERSON
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.fields import Field
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.trees.people.actor import EXCEL, Actor
from fangxian.trees.places.models import Kind as PlaceKind
from fangxian.trees.places.models import Place, PlaceCode
from fangxian.trees.places.resolver import Resolver as PlaceResolver


@dataclass(frozen=True)
class ArrivalImport:
    """The import of one side's lists."""

    code: str
    title: Text
    side: Side
    of_body: bool
    of_station: bool = False

    @property
    def permission(self) -> str:
        """The permission that the sender needs on the unit or the community."""
        return actions.PERMISSION[self.side]

    def fields(self) -> Sequence[Field]:
        """Return the fields of this side's sheets."""
        return PERSON if self.side is Side.UNIT else [*PERSON, EMPLOYER]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Turn rows into arrivals: new ones, corrections of what the sender reported before, or nothing new."""
        reader = RowReader(run, self.side)
        found = Prepared()
        arrivals: list[tuple[ReadRow, Arrival]] = []
        for row in rows:
            arrival, problems = reader.read(row)
            found.problems += problems
            if arrival:
                arrivals.append((row, arrival))
        _sort(run, self.side, arrivals, found)
        return found

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Report the new arrivals at once, then correct the changed ones."""
        sheet = actor.on(EXCEL)
        actions.report(sheet, run.response, prepared.new)
        for entry, arrival in prepared.changed:
            actions.correct(sheet, entry, arrival, _("sent again by workbook"))
        return len(prepared.new) + len(prepared.changed)


class RowReader:
    """Turns rows of one file into arrivals; names of places and bodies are loaded once."""

    def __init__(self, run: ImportRun, side: Side) -> None:
        self.run, self.side = run, side
        jurisdiction = run.response.jurisdiction.path
        self.names = PlaceResolver.load(jurisdiction)
        communities = Place.objects.filter(under("path", jurisdiction), kind=PlaceKind.COMMUNITY)
        self.places = {place.id: place for place in communities}
        self.employers = Employers()

    def read(self, row: ReadRow) -> tuple[Arrival | None, list[Problem]]:
        """Return the arrival of a row, or None with what is wrong."""
        values = row.values
        place, problems = self._place(row)
        moment = values.get("arrived_at")
        if moment is not None and moment.at > clock.now():  # type: ignore[attr-defined]
            shown = str(moment.at.date())  # type: ignore[attr-defined]
            problems.append(Problem(Code.IN_FUTURE, row.number, None, "arrived_at", shown, _("arrived")))
        if place is None or moment is None or problems:
            return None, problems
        body, line, employer = self._employer(values)
        symptoms = str(values.get("symptoms") or "")
        together = str(values.get("cohabitants") or "")
        return (
            Arrival(
                side=self.side,
                person=_person(values, symptoms, together),
                arrived_at=moment.at,  # type: ignore[attr-defined]
                time_stated=moment.time_stated,  # type: ignore[attr-defined]
                place=place,
                body=body,
                line=line,
                employer=employer,
                origin=str(values.get("origin") or ""),
                transport=str(values.get("transport") or ""),
                trip=str(values.get("trip") or ""),
                person_kind=kind_of(str(values.get("kind") or "") + employer),
                has_symptoms=symptoms.strip() not in HEALTHY,
                cohabitants=_count(together),
            ),
            problems,
        )

    def _place(self, row: ReadRow) -> tuple[Place | None, list[Problem]]:
        stated = str(row.values.get("place") or "")
        if self.side is Side.COMMUNITY:
            return self.run.place, []
        for text in (stated, str(row.values.get("address") or "")):
            found = self.names.resolve(text) if text else None
            if found and found.place:
                return self.places[found.place.id], []
        code = Code.AMBIGUOUS_PLACE if found and found.candidates else Code.UNKNOWN_PLACE
        detail = "、".join(place.name for place in found.candidates[:3]) if found else ""
        return None, [Problem(code, row.number, None, "place", stated, _("community"), detail)]

    def _employer(self, values: dict[str, object]) -> tuple[Any, str, str]:
        if self.side is Side.UNIT:
            return self.run.body, self.run.line_id or "", ""
        text = str(values.get("employer") or "").strip()
        return *self.employers.find(text), text


def _person(values: dict[str, object], symptoms: str, together: str) -> Person:
    number = values.get("id_number")
    sex = {"男": "male", "女": "female"}.get(str(values.get("sex") or ""), "")
    born = getattr(number, "birth_date", None)
    return Person(
        Identity(
            str(values.get("name") or ""),
            getattr(number, "number", "") or "",
            sex=getattr(number, "sex", "") or sex,
            birth_date=born.isoformat() if born else "",
        ),
        ContactDetails(
            str(values.get("phone") or ""), str(values.get("address") or ""), str(values.get("remark") or "")
        ),
        Health(symptoms=symptoms, cohabitants=together),
    )


def _count(text: str) -> int:
    if text.strip() in HEALTHY:
        return 0
    digits = "".join(letter for letter in text if letter.isdigit())
    if digits and len(digits) <= 2:
        return int(digits)
    return len([name for name in text.replace("，", "、").replace(",", "、").split("、") if name.strip()])


def _sort(run: ImportRun, side: Side, arrivals: list[tuple[ReadRow, Arrival]], into: Prepared) -> None:
    """Divide arrivals into new, changed and unchanged against the sender's earlier reports."""
    known = _Known(run, side, [arrival for _row, arrival in arrivals])
    seen: dict[tuple[bytes | None, ...], int] = {}
    for row, arrival in arrivals:
        tokens = known.tokens(arrival)
        marks = [mark for mark in ((tokens[0],), tokens[1:]) if all(mark)]
        earlier = next((seen[mark] for mark in marks if mark in seen), None)
        if earlier is not None:
            into.problems.append(Problem(Code.DUPLICATE_ROW, row.number, detail=str(earlier)))
            continue
        seen.update(dict.fromkeys(marks, row.number))
        former = known.report(tokens)
        if former is None:
            into.new.append(arrival)
            continue
        again = replace(arrival, id=former.entry_id)
        if again.content == arrival_of(former, known.place_of(former)).content:
            into.unchanged += 1
        else:
            into.changed.append((former.entry_id, again))


class _Known:
    """The sender's current reports about any of the file's people, by ID number, or by name and phone."""

    def __init__(self, run: ImportRun, side: Side, arrivals: Sequence[Arrival]) -> None:
        self.owner = run.response.key_owner
        self.by_token: dict[tuple[bytes | None, ...], ArrivalReport] = {}
        own = ArrivalReport.objects.at().filter(response=run.response, side=side)
        own = (
            own.filter(body=run.body, line=run.line_id)
            if side is Side.UNIT
            else own.filter(under("path", run.path))
        )
        own = own.select_related("response", "body")
        reports = list(own) if arrivals else []
        paths = {report.path for report in reports}
        codes = PlaceCode.objects.filter(path__in=paths).select_related("place")
        self.places = {code.path: code.place for code in codes}
        for report in reports:
            marks = (report.id_token,), (report.name_token, report.phone_token)
            for mark in marks:
                if all(mark):
                    self.by_token[tuple(bytes(token) for token in mark if token)] = report

    def tokens(self, arrival: Arrival) -> tuple[bytes | None, bytes | None, bytes | None]:
        """Return the tokens of ID number, name and phone."""
        day = timezone.localdate(arrival.arrived_at)
        keys = field_keys(identifiers(arrival.person, arrival.place.path[:12], day))
        return tuple(  # type: ignore[return-value]
            crypto.token(self.owner, key) if (key := keys[name]) else None
            for name in ("id_number", "name", "phone")
        )

    def place_of(self, report: ArrivalReport) -> Place:
        """Return the place of residence that a report names."""
        return self.places[report.path]

    def report(self, tokens: tuple[bytes | None, ...]) -> ArrivalReport | None:
        """Return the earlier report about the person of these tokens."""
        return self.by_token.get(tokens[:1]) or self.by_token.get(tokens[1:])


UNIT_LISTS = ArrivalImport("arrivals.unit", gettext_lazy("declarations of a unit"), Side.UNIT, True)
COMMUNITY_LISTS = ArrivalImport(
    "arrivals.community", gettext_lazy("registrations of a community"), Side.COMMUNITY, False
)

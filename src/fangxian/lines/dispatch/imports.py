"""The committee's list of who goes where: a row approves, assigns and, with a day, puts in place (M10)."""

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fangxian.core.errors import Invalid, Text
from fangxian.lines.dispatch import placing
from fangxian.lines.dispatch.ledgers import PERSON_NAMES, PLACE_NAMES, POST_NAMES
from fangxian.lines.dispatch.models import Assignment
from fangxian.lines.dispatch.permissions import DECIDE
from fangxian.lines.dispatch.placing import Placement
from fangxian.lines.dispatch.rules import State
from fangxian.lines.dispatch.stepping import check_post
from fangxian.mechanisms.imports.codes import Code, Problem
from fangxian.mechanisms.imports.dates import Moment
from fangxian.mechanisms.imports.fields import Field, Kind
from fangxian.mechanisms.imports.kinds import Prepared
from fangxian.mechanisms.imports.models import ImportRun
from fangxian.mechanisms.imports.rows import ReadRow
from fangxian.mechanisms.ledgers.fields.base import Unreadable
from fangxian.mechanisms.ledgers.meaning import SEPARATOR, Meaning
from fangxian.mechanisms.ledgers.sheets import meaning_of
from fangxian.mechanisms.personnel.ledgers import GROUND, PERSONS, POSTS
from fangxian.trees.people.actor import EXCEL, Actor
from fangxian.trees.places.models import Place

UNIT_NAMES = ("单位", "派出单位", "部门", "工作单位")
DAY_NAMES = ("到岗日期", "到岗时间", "下沉日期")


class PlacementImport:
    """Sheets by which the committee places people; sent again, who stands there already is left as he is."""

    code = "dispatch.placements"
    title: Text = gettext_lazy("who goes where: people sent down")
    permission = DECIDE
    of_body = False
    of_station = True

    def fields(self) -> Sequence[Field]:
        """Return the columns of the sheet."""
        return [
            Field("person", pgettext_lazy("person", "name"), PERSON_NAMES, required=True),
            Field("body", gettext_lazy("unit"), UNIT_NAMES),
            Field("place", gettext_lazy("place"), PLACE_NAMES, required=True),
            Field("post", gettext_lazy("post"), POST_NAMES),
            Field("since", gettext_lazy("in place since"), DAY_NAMES, Kind.DATE),
        ]

    def prepare(self, run: ImportRun, rows: Sequence[ReadRow]) -> Prepared:
        """Find who is meant and where; write nothing."""
        meaning = meaning_of(run)
        named = (
            Assignment.objects.at()
            .filter(response=run.response)
            .exclude(step__in=(State.DECLINED, State.RELEASED))
        )
        standing = {row.person: row for row in named}
        prepared = Prepared()
        for row in rows:
            self._read(row, meaning, standing, prepared)
        return prepared

    def commit(self, actor: Actor, run: ImportRun, prepared: Prepared) -> int:
        """Take everybody as far as his row says: approved, assigned, in place."""
        return len(placing.place(actor.on(EXCEL), prepared.new))

    def _read(
        self, row: ReadRow, meaning: Meaning, standing: dict[uuid.UUID, Assignment], into: Prepared
    ) -> None:
        told = {name: str(value or "").strip() for name, value in row.values.items()}
        field, post = "place", None
        try:
            place = meaning.place(told["place"], GROUND)
            field = "body"
            body = meaning.body_name(told["body"]) if told.get("body") else ""
            field = "person"
            person = meaning.entry(
                PERSONS.code, f"{told['person']}{SEPARATOR}{body}" if body else told["person"]
            )
            field = "post"
            post = _post(meaning, told["post"], place) if told.get("post") else None
        except Unreadable as problem:
            into.problems.append(self._broken(row, field, str(problem)))
            return
        own = standing.get(person)
        if own is None:
            into.problems.append(self._broken(row, "person", _("His unit has not nominated him.")))
            return
        since = _day(row.values.get("since"))
        placed = own.path == place.path and own.post == post
        if own.step in (State.IN_PLACE, State.ON_LEAVE) or (own.step == State.ASSIGNED and not since):
            if placed:
                into.unchanged += 1
            else:
                text = _("He is placed elsewhere already: move him on the board.")
                into.problems.append(self._broken(row, "place", text))
            return
        if any(one.assignment == own.entry_id for one in into.new):
            into.problems.append(self._broken(row, "person", _("He stands in this sheet already.")))
            return
        into.new.append(Placement(own.entry_id, place, post, since))

    def _broken(self, row: ReadRow, code: str, why: str) -> Problem:
        told, title = (
            str(row.values.get(code) or ""),
            next(one.title for one in self.fields() if one.code == code),
        )
        return Problem(Code.RULE_BROKEN, row.number, None, code, told, str(title), why)


def _post(meaning: Meaning, text: str, place: Place) -> uuid.UUID:
    """Return the post of a place that bears a name, which posts of other places may bear too."""
    meaning.hints = (place.name,)
    post = meaning.entry(POSTS.code, text)
    try:
        check_post(place, post)
    except Invalid as refusal:
        raise Unreadable(str(refusal.errors["post"])) from refusal
    return post


def _day(told: object) -> datetime.date | None:
    if isinstance(told, Moment):
        return timezone.localdate(told.at)
    return told if isinstance(told, datetime.date) else None


PLACEMENTS: Any = PlacementImport()

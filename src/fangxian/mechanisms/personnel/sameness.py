"""The ledger in which two entries of the register are said to be one person, or two; taking it back undoes it (M10)."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fangxian.core.errors import Invalid
from fangxian.core.errors import Text as Words
from fangxian.mechanisms.ledgers.actions import is_own
from fangxian.mechanisms.ledgers.declaring import Ledger, Values
from fangxian.mechanisms.ledgers.fields import Choice, Reference, Text
from fangxian.mechanisms.personnel import merging
from fangxian.mechanisms.personnel.ledgers import ENTER, PERSONS, VIEW
from fangxian.mechanisms.personnel.models import Person, Sameness
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

Verdict = Sameness.Verdict


def check(values: Values) -> Mapping[str, Words]:
    """Return what is wrong with a pair: it is no pair."""
    return {"other": _("Name somebody else.")} if values["person"] == values["other"] else {}


def settle(actor: Actor, row: Any, former: Any) -> None:
    """Set what is about the other; raises ``Invalid`` by field outside the actor's part."""
    if former:
        raise Invalid({"verdict": _now("Take this back, then decide anew.")})
    people = {one.entry_id: one for one in Person.objects.at().filter(entry__in=[row.person, row.other])}
    for field in ("person", "other"):
        one = people[getattr(row, field)]
        one.response = row.response
        if not is_own(actor, PERSONS, one):
            raise Invalid({field: _now("There is no such thing, or it lies outside your area.")})
    said = Sameness.objects.at().filter(response=row.response, person=row.other, other=row.person)
    if said.exists():
        raise Invalid({"other": _now("This was decided before: take that back first.")})
    stays = people[row.person]
    if row.verdict == Verdict.ONE:
        row.moved = merging.about(row.response, row.other)
        row.filled = stays.number + 1 if merging.lacking(stays, people[row.other]) else None


def where_person(values: Values) -> dict[str, Any]:
    """Return the columns by which a decision stands where the person who stays does."""
    rows = Person.objects.at().filter(entry=values["person"])
    return dict(rows.values("path", "place_stated", "line_id", "body_id", "body_path").first() or {})


def written(actor: Actor, _response: Response, rows: Sequence[Sameness]) -> None:
    """Make one person of two, or two of one again where that is taken back."""
    for row in rows:
        if row.verdict == Verdict.ONE:
            (merging.part if row.voided else merging.merge)(actor, row)


SAMENESS = Ledger(
    code="same-persons",
    title=_("One person or two"),
    one=pgettext_lazy("ledger", "decision on two entries"),
    question=_("Which entries of the register were found to be one person?"),
    lead=_("Of one person, one entry stays and has all that was about the other; taking it back makes them two again."),
    empty=_("Likely pairs are listed under “Who stands here twice?”; what is decided there stands here."),
    model=Sameness,
    view=VIEW,
    enter=ENTER,
    label=("person", "other"),
    key=("person", "other"),
    check=check,
    derive=where_person,
    settle=settle,
    written=written,
    fields=(
        Reference(code="person", title=_("who stays"), synonyms=("保留人员", "人员"), to="persons", required=True,
                  listed=True, narrows=True),
        Reference(code="other", title=_("the other entry"), synonyms=("重复人员", "另一条"), to="persons",
                  required=True, listed=True, help=_("Its id or label: it is taken back.")),
        Choice(code="verdict", title=_("They are"), synonyms=("结论", "是否同一人"), options=Sameness.Verdict,
               required=True, listed=True, narrows=True,
               wordings={Verdict.ONE: ("同一人", "一人", "是"), Verdict.TWO: ("不是同一人", "两人", "否")}),
        Text(code="remark", title=_("remark"), synonyms=("备注",), listed=True, length=200),
    ),
)  # fmt: skip

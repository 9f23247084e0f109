"""The form of a person who arrived; what is entered becomes an ``Arrival``, which the actions check."""

import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy, pgettext_lazy

from fangxian.core import clock
from fangxian.core.errors import Invalid
from fangxian.core.ids import new_id
from fangxian.lines.arrivals import choosing
from fangxian.lines.arrivals.employers import Employers, kind_of
from fangxian.lines.arrivals.forms import choice, picker, text
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import PersonKind, Side, Transport
from fangxian.lines.arrivals.sealing import ContactDetails, Health, Identity, Person
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.identifiers import IdNumber, parse_id_number
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response

MOST_COHABITANTS = 30
SEXES = [("", "—"), ("male", gettext_lazy("male")), ("female", gettext_lazy("female"))]


class ArrivalForm(forms.Form):
    """A person who arrived, as one side enters him: at most eight fields in sight, the rest folded."""

    MORE = (
        "arrived_time", "transport", "trip", "person_kind", "cohabitants", "cohabitants_named", "sex",
        "birth_date", "native_county", "exposure", "remark", "by_proxy",
    )  # fmt: skip

    id = forms.UUIDField(widget=forms.HiddenInput)
    name = text(pgettext_lazy("person", "Name"), 60, required=True, personal=True, autofocus=True)
    id_number = text(
        gettext_lazy("ID number"), 40, personal=True, data_id_number="", autocapitalize="characters"
    )
    phone = text(gettext_lazy("Phone"), 40, personal=True, inputmode="tel")
    arrived_on = forms.DateField(label=gettext_lazy("Day of arrival"), widget=picker("date"))
    origin = text(gettext_lazy("From where"), placeholder=gettext_lazy("province, city"))
    place = text(gettext_lazy("Community of residence"), required=True, list="communities")
    address = text(
        gettext_lazy("Address"), 120, personal=True, placeholder=gettext_lazy("building, unit, room")
    )
    sender = choice(gettext_lazy("Unit"), ())
    employer = text(gettext_lazy("Employer, if any"))
    has_symptoms = forms.BooleanField(label=gettext_lazy("Fever, cough or other symptoms"), required=False)
    arrived_time = forms.TimeField(
        label=gettext_lazy("Time of arrival"), required=False, widget=picker("time")
    )
    transport = choice(gettext_lazy("Transport"), [("", "—"), *Transport.choices])
    trip = text(gettext_lazy("Train, flight or plate"), 40)
    person_kind = choice(gettext_lazy("Kind of person"), [("", "—"), *PersonKind.choices])
    cohabitants = forms.IntegerField(
        label=gettext_lazy("Relatives living together"),
        required=False,
        min_value=0,
        max_value=MOST_COHABITANTS,
    )
    cohabitants_named = text(gettext_lazy("Their names"), 200, personal=True)
    sex = choice(gettext_lazy("Sex"), SEXES, data_fill="sex", data_personal="")
    birth_date = forms.DateField(
        label=gettext_lazy("Birth date"), required=False,
        widget=picker("date", data_fill="birth_date", data_personal=""),
    )  # fmt: skip
    native_county = text(
        gettext_lazy("Native county (from the ID number)"), 6, personal=True,
        data_fill="native_county", readonly=True,
    )  # fmt: skip
    exposure = text(gettext_lazy("Contacts and exposure"), 200, personal=True)
    remark = text(gettext_lazy("Remark"), 200, personal=True)
    by_proxy = forms.BooleanField(label=gettext_lazy("Somebody else reported for the person"), required=False)
    reason = text(gettext_lazy("Why is it corrected?"), 200, required=True)

    def __init__(
        self, actor: Actor, response: Response, side: Side, data: Any = None, *, former: Arrival | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.actor, self.response, self.side, self.former = actor, response, side, former
        start = {"id": new_id(), "arrived_on": timezone.localdate(clock.now())}
        super().__init__(data, initial=start | (initial or {}) | (_initial(former) if former else {}))
        self.only_place: Place | None = None
        self.only_sender: choosing.Sender | None = None
        if side is Side.UNIT:
            self._for_unit()
        else:
            self._for_community()
        if former is None:
            del self.fields["reason"]
        else:
            del self.fields["id"]

    def _for_unit(self) -> None:
        del self.fields["employer"]
        offered = choosing.senders(self.actor)
        field: Any = self.fields["sender"]
        field.choices = [(one.key, one.label) for one in offered]
        if len(offered) == 1:
            self.only_sender = offered[0]
            del self.fields["sender"]
        else:
            field.required = True
        self.communities = choosing.communities(self.actor, self.response)

    def _for_community(self) -> None:
        del self.fields["sender"]
        self.communities = choosing.communities(self.actor, self.response, "arrivals.register")
        if len(self.communities) == 1:
            self.only_place = self.communities[0]
            del self.fields["place"]

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields in sight."""
        return [field for field in self.visible_fields() if field.name not in self.MORE]

    @property
    def more(self) -> list[forms.BoundField]:
        """The folded fields."""
        return [field for field in self.visible_fields() if field.name in self.MORE]

    @property
    def more_open(self) -> bool:
        """Whether something folded has to be looked at."""
        return any(field.errors for field in self.more)

    def clean_id_number(self) -> IdNumber | None:
        """Read the number as people write it; one that cannot be right is kept as given."""
        try:
            return parse_id_number(self.cleaned_data["id_number"])
        except ValueProblem as problem:
            return problem.kept if isinstance(problem.kept, IdNumber) else None

    def clean_place(self) -> Place:
        """Find the community by its name."""
        if self.former and self.cleaned_data["place"] == self.former.place.name:
            return self.former.place
        try:
            return choosing.community(self.response, self.cleaned_data["place"])
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal.errors["place"])) from refusal

    @property
    def doubtful_id(self) -> bool:
        """Whether an ID number was kept although its check digit is wrong."""
        number = self.cleaned_data.get("id_number")
        return number is not None and not number.valid

    def arrival(self) -> Arrival:
        """Return what was entered; call it on a valid form. Raises ``Invalid``."""
        entered = self.cleaned_data
        body, line = self._body()
        employer = entered.get("employer", "")
        told = kind_of(
            employer, PersonKind.EMPLOYEE if employer or self.side is Side.UNIT else PersonKind.OTHER
        )
        place: Any = entered.get("place") or self.only_place
        arrived_at, time_stated = _instant(entered["arrived_on"], entered["arrived_time"])
        return Arrival(
            side=self.side,
            person=_person(entered, self.former.person.health.symptoms if self.former else ""),
            arrived_at=arrived_at,
            time_stated=time_stated,
            place=place,
            body=body,
            line=line,
            id=self.former.id if self.former else entered["id"],
            origin=entered["origin"],
            transport=entered["transport"],
            trip=entered["trip"],
            person_kind=entered["person_kind"] or told,
            employer=employer,
            has_symptoms=entered["has_symptoms"],
            cohabitants=entered["cohabitants"] or 0,
            by_proxy=entered["by_proxy"],
            self_declared=self.former.self_declared if self.former else False,
        )

    def _body(self) -> tuple[Any, str]:
        if self.side is Side.COMMUNITY:
            return Employers().find(self.cleaned_data["employer"])
        chosen = self.only_sender or choosing.sender(self.actor, self.cleaned_data["sender"])
        return chosen.body, chosen.line


def _person(entered: dict[str, Any], symptoms: str) -> Person:
    number = entered["id_number"]
    born = number.birth_date if number and number.birth_date else entered["birth_date"]
    return Person(
        Identity(
            entered["name"],
            number.number if number else "",
            sex=number.sex if number and number.sex else entered["sex"],
            birth_date=born.isoformat() if born else "",
        ),
        ContactDetails(entered["phone"], entered["address"], entered["remark"]),
        Health(symptoms=symptoms, exposure=entered["exposure"], cohabitants=entered["cohabitants_named"]),
    )


def _instant(day: datetime.date, time: datetime.time | None) -> tuple[datetime.datetime, bool]:
    moment = datetime.datetime.combine(day, time or datetime.time.min, timezone.get_default_timezone())
    return moment, time is not None


def _initial(arrival: Arrival) -> dict[str, Any]:
    person, local = arrival.person, timezone.localtime(arrival.arrived_at)
    same = (
        "origin",
        "transport",
        "trip",
        "person_kind",
        "employer",
        "has_symptoms",
        "cohabitants",
        "by_proxy",
    )
    return {name: getattr(arrival, name) for name in same} | {
        "name": person.identity.name, "id_number": person.identity.id_number, "sex": person.identity.sex,
        "birth_date": person.identity.birth_date, "phone": person.contact.phone,
        "address": person.contact.address, "remark": person.contact.remark, "exposure": person.health.exposure,
        "cohabitants_named": person.health.cohabitants, "place": arrival.place.name,
        "sender": f"{arrival.line}:{arrival.body.code}" if arrival.body else "", "arrived_on": local.date(),
        "arrived_time": local.time() if arrival.time_stated else None,
    }  # fmt: skip


def household_of(former: Arrival) -> dict[str, Any]:
    """Return what people of one household share, for the next one's form."""
    shared = ("place", "address", "arrived_on", "arrived_time", "origin", "transport", "trip")
    return {name: value for name, value in _initial(former).items() if name in shared}

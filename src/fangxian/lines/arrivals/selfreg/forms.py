"""The form in which people register themselves, the one in which they correct it, and the small ones of the desk."""

import datetime
import uuid
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fangxian.core import clock
from fangxian.core.errors import Invalid
from fangxian.core.ids import new_id
from fangxian.lines.arrivals import choosing
from fangxian.lines.arrivals.employers import Employers, kind_of
from fangxian.lines.arrivals.forms import choice, picker, text
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import PersonKind, Side, Transport
from fangxian.lines.arrivals.sealing import ContactDetails, Health, Identity, Person, mask_name, masked
from fangxian.lines.arrivals.selfreg import secrets
from fangxian.lines.arrivals.selfreg.actions import MOST_MEMBERS, member_id
from fangxian.lines.arrivals.selfreg.models import RegistrationLink
from fangxian.mechanisms.imports.codes import ValueProblem
from fangxian.mechanisms.imports.identifiers import IdNumber, parse_id_number
from fangxian.trees.places.models import Kind, Place

MEMBERS = range(1, MOST_MEMBERS + 1)
SYMPTOMS = [("no", pgettext_lazy("symptoms", "none")), ("yes", pgettext_lazy("symptoms", "some"))]


class SelfForm(forms.Form):
    """One's own data, and the names of relatives who came along.

    ``former`` is what is being corrected: its personal fields are not shown again, and left empty stay.
    """

    PERSONAL = ("name", "phone", "id_number", "address")

    id = forms.UUIDField(widget=forms.HiddenInput)
    opened = forms.CharField(widget=forms.HiddenInput, max_length=80, required=False)
    website = forms.CharField(required=False, max_length=200)
    name = text(pgettext_lazy("person", "Name"), 60, required=True, personal=True)
    phone = text(gettext_lazy("Phone"), 40, personal=True, inputmode="tel")
    id_number = text(
        gettext_lazy("ID number"), 40, personal=True, autocapitalize="characters",
        placeholder=gettext_lazy("if you have one"),
    )  # fmt: skip
    place = text(gettext_lazy("Community where you live here"), required=True, list="communities")
    address = text(
        gettext_lazy("Address"), 120, personal=True, placeholder=gettext_lazy("building, unit, room")
    )
    origin = text(gettext_lazy("From where"), placeholder=gettext_lazy("province, city"))
    employer = text(gettext_lazy("Employer"), placeholder=gettext_lazy("if you have one"))
    arrived_on = forms.DateField(label=gettext_lazy("Day of arrival"), widget=picker("date"))
    arrived_time = forms.TimeField(
        label=gettext_lazy("Time of arrival"), required=False, widget=picker("time")
    )
    transport = choice(gettext_lazy("Transport"), [("", "—"), *Transport.choices])
    trip = text(gettext_lazy("Train, flight or plate"), 40)
    symptoms = forms.ChoiceField(
        label=gettext_lazy("Any symptoms?"), choices=SYMPTOMS, widget=forms.RadioSelect
    )
    symptoms_named = text(
        gettext_lazy("Which, since when"), 120, personal=True, placeholder=gettext_lazy("fever, cough …")
    )

    def __init__(
        self, link: RegistrationLink, data: Any = None, *, former: list[Arrival] | None = None
    ) -> None:
        self.link, self.former = link, former or []
        super().__init__(data, initial=self._start())
        for number in MEMBERS:
            self.fields[f"member_{number}"] = text(_("Name"), 60, personal=True)
            self.fields[f"member_id_{number}"] = text(_("ID number"), 40, personal=True)
        for name, hint in self._hints().items():
            self.fields[name].required = False
            self.fields[name].widget.attrs["placeholder"] = hint
        self.communities = choosing_communities(link)

    def _start(self) -> dict[str, Any]:
        link = self.link
        if not self.former:
            at_home = link.place.name if link.place.kind == Kind.COMMUNITY else ""
            return {
                "id": new_id(), "opened": secrets.opened(link), "place": at_home,
                "arrived_on": timezone.localdate(clock.now()), "employer": link.body.name if link.body else "",
            }  # fmt: skip
        own = self.former[0]
        local = timezone.localtime(own.arrived_at)
        return {
            "id": own.id, "opened": secrets.opened(link), "place": own.place.name, "origin": own.origin,
            "arrived_on": local.date(), "arrived_time": local.time() if own.time_stated else None,
            "transport": own.transport, "trip": own.trip, "employer": own.employer,
            "symptoms": "yes" if own.has_symptoms else "no",
        }  # fmt: skip

    def _hints(self) -> dict[str, str]:
        """Return what is entered already, masked, by field."""
        if not self.former:
            return {}
        shown = masked(self.former[0].person)
        names = {one.id: mask_name(one.person.identity.name) for one in self.former[1:]}
        known = {f"member_{n}": names.get(member_id(self.former[0].id, n), "") for n in MEMBERS}
        return {name: shown[name] for name in self.PERSONAL} | known

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields in sight."""
        hidden = {"website"} | {name for name in self.fields if name.startswith("member_")}
        return [field for field in self.visible_fields() if field.name not in hidden]

    @property
    def members(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """Name and ID number of each relative."""
        return [(self[f"member_{n}"], self[f"member_id_{n}"]) for n in MEMBERS]

    def clean_id_number(self) -> str:
        """Read the number as people write it; one that cannot be right is kept as given."""
        return _number(self.cleaned_data["id_number"])

    def clean_place(self) -> Place:
        """Find the community by its name."""
        try:
            return choosing.community(self.link.response, self.cleaned_data["place"])
        except Invalid as refusal:
            raise forms.ValidationError(str(refusal.errors["place"])) from refusal

    def clean(self) -> dict[str, Any]:
        """Turn machines away: a field that nobody sees was filled in, or the form was open for an instant only."""
        entered = super().clean() or self.cleaned_data
        if entered.get("website") or not secrets.took_its_time(self.link, entered.get("opened", "")):
            raise forms.ValidationError(_("Please look over what you entered, and send it once more."))
        return entered

    def arrivals(self) -> list[Arrival]:
        """Return what was entered, the person himself first; call it on a valid form."""
        own = self._arrival(self.cleaned_data["id"], self._own_person())
        people = ((number, self._member(number, own.person)) for number in MEMBERS)
        return [own] + [
            self._arrival(member_id(own.id, number), person, by_proxy=True)
            for number, person in people
            if person
        ]

    def _own_person(self) -> Person:
        entered, kept = self.cleaned_data, self.former[0].person if self.former else None
        told = {name: entered[name].strip() for name in self.PERSONAL}
        if kept:
            before = {
                "name": kept.identity.name, "id_number": kept.identity.id_number, "phone": kept.contact.phone,
                "address": kept.contact.address,
            }  # fmt: skip
            told = {name: told[name] or before[name] for name in told}
        symptoms = entered["symptoms_named"] if entered["symptoms"] == "yes" else ""
        return Person(
            _identity(told["name"], told["id_number"]), ContactDetails(told["phone"], told["address"]),
            Health(symptoms=symptoms),
        )  # fmt: skip

    def _member(self, number: int, own: Person) -> Person | None:
        wanted = member_id(self.cleaned_data["id"], number)
        former = next((one.person.identity for one in self.former[1:] if one.id == wanted), Identity(""))
        name = self.cleaned_data[f"member_{number}"].strip() or former.name
        given = _number(self.cleaned_data[f"member_id_{number}"])
        if not name:
            return None
        identity = _identity(name, given or (former.id_number if name == former.name else ""))
        return Person(identity, ContactDetails(own.contact.phone, own.contact.address))

    def _arrival(self, entry: uuid.UUID, person: Person, *, by_proxy: bool = False) -> Arrival:
        entered = self.cleaned_data
        employer = "" if by_proxy else entered["employer"].strip()
        body, line = Employers().find(employer)
        time = entered["arrived_time"]
        moment = datetime.datetime.combine(entered["arrived_on"], time or datetime.time.min)
        return Arrival(
            side=Side.COMMUNITY,
            person=person,
            arrived_at=timezone.make_aware(moment),
            place=entered["place"],
            body=body,
            line=line,
            id=entry,
            time_stated=time is not None,
            origin=entered["origin"],
            transport=entered["transport"],
            trip=entered["trip"],
            person_kind=kind_of(employer, PersonKind.EMPLOYEE if employer else PersonKind.OTHER),
            employer=employer,
            has_symptoms=not by_proxy and entered["symptoms"] == "yes",
            by_proxy=by_proxy,
        )


class LinkForm(forms.Form):
    """For whom a link is made, what it is called, and for how long it holds."""

    owner = forms.ChoiceField(label=gettext_lazy("For whom"))
    label = text(
        gettext_lazy("Where it hangs or is sent"), 60, placeholder=gettext_lazy("south exit, owners' group")
    )
    days = forms.IntegerField(label=gettext_lazy("Valid for (days)"), min_value=1, max_value=60, initial=14)

    def __init__(self, owners: list[tuple[str, str]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.choices = owners


class RefusalForm(forms.Form):
    """Why a self-registration is not accepted."""

    reason = text(gettext_lazy("Why not? The person reads it."), 200, required=True)


def choosing_communities(link: RegistrationLink) -> list[Place]:
    """Return the communities that the form offers."""
    inside = link.response.jurisdiction.path
    return list(
        Place.objects.filter(kind=Kind.COMMUNITY, path__startswith=inside).order_by("path")[: choosing.MOST]
    )


def _identity(name: str, number: str) -> Identity:
    try:
        known = parse_id_number(number)
    except ValueProblem:
        known = None
    if known is None:
        return Identity(name, number)
    born = known.birth_date.isoformat() if known.birth_date else ""
    return Identity(name, number, sex=known.sex, birth_date=born)


def _number(given: str) -> str:
    try:
        known = parse_id_number(given)
    except ValueProblem as problem:
        known = problem.kept if isinstance(problem.kept, IdNumber) else None
    return known.number if known else ""

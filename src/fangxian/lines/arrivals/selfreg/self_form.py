"""The form in which people register themselves and their household, and correct what they entered."""

import itertools
import uuid
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from fangxian.core import clock
from fangxian.core.errors import Invalid
from fangxian.core.ids import new_id
from fangxian.lines.arrivals import choosing
from fangxian.lines.arrivals.forms import choice, picker, text
from fangxian.lines.arrivals.inputs import Arrival
from fangxian.lines.arrivals.models import Transport
from fangxian.lines.arrivals.sealing import Identity, Person, mask_name, masked
from fangxian.lines.arrivals.selfreg import secrets, stating
from fangxian.lines.arrivals.selfreg.actions import MOST_MEMBERS, member_id
from fangxian.lines.arrivals.selfreg.models import RegistrationLink
from fangxian.trees.places.models import Kind, Place

SYMPTOMS = [("no", pgettext_lazy("symptoms", "no")), ("yes", pgettext_lazy("symptoms", "yes"))]


class Member(NamedTuple):
    """The fields of one relative; ``out`` takes out one who was entered by mistake."""

    name: forms.BoundField
    number: forms.BoundField
    out: forms.BoundField | None


class SelfForm(forms.Form):
    """One's own data, and the names of relatives who came along.

    ``former`` is what is being corrected: its personal fields are not shown again, and left empty stay. ``answered``
    are relatives of whom no more is asked: confirmed, refused or taken out.
    """

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
        self, link: RegistrationLink, data: Any = None, *, former: Sequence[Arrival] = (),
        answered: Collection[uuid.UUID] = (),
    ) -> None:  # fmt: skip
        self.link, self.former = link, former
        super().__init__(data, initial=self._start())
        self.numbers = self._numbers(answered)
        for number in self.numbers:
            self.fields[f"member_{number}"] = text(pgettext("person", "Name"), 60, personal=True)
            self.fields[f"member_id_{number}"] = text(_("ID number"), 40, personal=True)
            if self._entered(number):
                label = _("Entered by mistake: take out")
                self.fields[f"member_out_{number}"] = forms.BooleanField(label=label, required=False)
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
        known = {n: one for n in self.numbers if (one := self._entered(n))}
        names = {f"member_{n}": mask_name(one.person.identity.name) for n, one in known.items()}
        return {name: shown[name] for name in stating.PERSONAL} | names

    def _numbers(self, answered: Collection[uuid.UUID]) -> list[int]:
        """Return the numbers of the relatives that are offered; that of an answered one is never used again."""
        own = self.former[0].id if self.former else None
        free = (n for n in itertools.count(1) if own is None or member_id(own, n) not in answered)
        return list(itertools.islice(free, MOST_MEMBERS))

    def _entered(self, number: int) -> Arrival | None:
        """Return the relative who was entered under a number before."""
        wanted = member_id(self.former[0].id, number) if self.former else None
        return next((one for one in self.former[1:] if one.id == wanted), None)

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields in sight."""
        hidden = {"website"} | {name for name in self.fields if name.startswith("member_")}
        return [field for field in self.visible_fields() if field.name not in hidden]

    @property
    def members(self) -> list[Member]:
        """The fields of each relative."""
        return [
            Member(
                self[f"member_{n}"],
                self[f"member_id_{n}"],
                self[f"member_out_{n}"] if f"member_out_{n}" in self.fields else None,
            )
            for n in self.numbers
        ]

    @property
    def members_open(self) -> bool:
        """Whether there is something to look at among the relatives."""
        fields = [field for member in self.members for field in member if field]
        return any(field.errors or field.value() for field in fields) or len(self.former) > 1

    def clean_id_number(self) -> str:
        """Read the number as people write it; one that cannot be right is kept as given."""
        return stating.number_in(self.cleaned_data["id_number"])

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
        entered, kept = self.cleaned_data, self.former[0].person if self.former else None
        own = stating.arrival(entered, entered["id"], stating.oneself(entered, kept))
        out = self.taken_out()
        people = {member_id(own.id, number): self._member(number, own.person) for number in self.numbers}
        return [own] + [
            stating.arrival(entered, entry, person, by_proxy=True)
            for entry, person in people.items()
            if person and entry not in out
        ]

    def _member(self, number: int, own: Person) -> Person | None:
        entered, former = self.cleaned_data, self._entered(number)
        kept = former.person.identity if former else Identity("")
        return stating.relative(entered[f"member_{number}"], entered[f"member_id_{number}"], kept, own)

    def taken_out(self) -> set[uuid.UUID]:
        """Return the relatives who were entered by mistake; call it on a valid form."""
        chosen = [n for n in self.numbers if self.cleaned_data.get(f"member_out_{n}")]
        return {member_id(self.cleaned_data["id"], number) for number in chosen}


def choosing_communities(link: RegistrationLink) -> list[Place]:
    """Return the communities that the form offers."""
    inside = link.response.jurisdiction.path
    return list(
        Place.objects.filter(kind=Kind.COMMUNITY, path__startswith=inside).order_by("path")[: choosing.MOST]
    )

"""Forms by which nodes are added and joined; what they mean is checked by the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import under
from fangxian.trees.people.actor import Actor
from fangxian.trees.places.models import Kind, Place
from fangxian.trees.responses.models import Response
from fangxian.uplink.actions.nodes import MANAGE
from fangxian.uplink.models import DEPTHS

TERRITORIES = (Kind.CITY, Kind.COUNTY, Kind.STREET)


class NodeForm(forms.Form):
    """Which place, down to which level, how often."""

    place = forms.ModelChoiceField(label=_("place"), queryset=Place.objects.none())
    title = forms.CharField(label=_("name of the node"), max_length=80)
    depth = forms.ChoiceField(
        label=_("down to"), choices=[(kind.value, kind.label) for kind in DEPTHS], initial=Kind.COMMUNITY
    )
    minutes = forms.IntegerField(
        label=_("minutes between two rounds"), min_value=1, max_value=24 * 60, initial=15
    )

    def __init__(self, actor: Actor, response: Response, data: Any = None) -> None:
        super().__init__(data)
        inside = under("path", response.jurisdiction.path) & actor.scope(MANAGE).place_q()
        rows = Place.objects.filter(inside, kind__in=TERRITORIES).exclude(pk=response.jurisdiction_id)
        self.fields["place"].queryset = rows.order_by("path")  # type: ignore[attr-defined]


class PairForm(forms.Form):
    """Where the node above stands, and the code that it shows."""

    url = forms.CharField(label=_("address of the node above"), max_length=300, widget=forms.URLInput)
    code = forms.CharField(
        label=_("pairing code"), max_length=40, help_text=_("Sixteen letters and digits, shown there once.")
    )

"""What was confirmed for a form comes back: one's own exactly, an earlier version's as far as it goes, others' as an
offer (M8).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from fangxian.core import clock
from fangxian.mechanisms.filling.models import Filling, KnownForm
from fangxian.mechanisms.filling.owners import Owner
from fangxian.mechanisms.filling.rules.choices import Choice
from fangxian.mechanisms.filling.rules.fingerprint import NEARLY, Difference, compare, nearness
from fangxian.mechanisms.filling.rules.structure import undated
from fangxian.mechanisms.filling.understanding import Form, Key
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

LOOKED_THROUGH = 60
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Recalled:
    """Choices that were confirmed earlier, by whom, and what changed in the form since."""

    choices: Mapping[Key, Choice] = field(default_factory=dict)
    used_by: str = ""
    difference: Difference | None = None
    former: KnownForm | None = None


def recall(response: Response, owner: Owner, form: Form) -> Recalled:
    """Return what is remembered: one's own mapping first, then a near version of it, then somebody else's."""
    mark, keys = form.fingerprint, list(form.asked)
    own = list(_of(response, owner)[:LOOKED_THROUGH])
    exact = next((known for known in own if known.fingerprint == mark), None)
    if exact:
        return Recalled(_choices(exact), former=exact)
    near = max(own, key=lambda known: nearness(known.keys, keys), default=None)
    if near and nearness(near.keys, keys) >= NEARLY:
        difference = compare(near.keys, keys)
        carried = _choices(near)
        carried |= {now: carried[then] for then, now in difference.renamed if then in carried}
        kept = {key: choice for key, choice in carried.items() if key in form.asked}
        return Recalled(kept, difference=difference, former=near)
    other = (
        KnownForm.objects.filter(response=response, fingerprint=mark).select_related("body", "place").first()
    )
    return Recalled(_choices(other), used_by=str(other.body or other.place)) if other else Recalled()


def series_of(former: KnownForm, form: Form) -> str:
    """Return the series of a former version; blank where another form only resembles it: its title tells."""
    return str(former.series) if undated(former.title) == undated(form.title[:LONGEST_TITLE]) else ""


def carried(recalled: Recalled, proposed: Mapping[Key, Choice], form: Form) -> dict[Key, Choice]:
    """Return the choices that come back: of a form with another title not those that this title contradicts."""
    if recalled.former is None or recalled.difference is None or series_of(recalled.former, form):
        return dict(recalled.choices)
    return {
        key: choice
        for key, choice in recalled.choices.items()
        if not proposed[key].fills or proposed[key].code == choice.code
    }


def remember(actor: Actor, filling: Filling, form: Form, choices: Mapping[Key, Choice]) -> KnownForm:
    """Keep what was let stand: labels and choices, never values."""
    mapped = {
        key: choices[key].to_json() | {"confirmed": _stands(choices[key]), "label": asked.label}
        for key, asked in form.asked.items()
        if key in choices
    }
    now = {
        "body_path": filling.body_path, "path": filling.path, "title": filling.title, "keys": list(form.asked),
        "choices": mapped, "last": filling, "confirmed_at": clock.now(), "confirmed_by_id": actor.id,
    }  # fmt: skip
    series = filling.changes.get("series")
    known, _made = KnownForm.objects.update_or_create(
        response=filling.response, fingerprint=filling.fingerprint, body=filling.body, line=filling.line,
        place=filling.place, defaults=now, create_defaults=now | ({"series": series} if series else {}),
    )  # fmt: skip
    return known


def _of(response: Response, owner: Owner) -> QuerySet[KnownForm]:
    held = Q(body=owner.body, line=owner.line) if owner.body else Q(place=owner.place)
    return KnownForm.objects.filter(held, response=response)


def _stands(choice: Choice) -> bool:
    """What filled a blank, or was left empty on purpose, was confirmed; a mere hint was not."""
    return choice.fills or choice.confirmed


def _choices(known: KnownForm) -> dict[Key, Choice]:
    found = {key: Choice.from_json(choice) for key, choice in known.choices.items()}
    return {key: choice for key, choice in found.items() if choice.confirmed}

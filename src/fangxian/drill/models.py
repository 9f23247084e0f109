"""A drill: the practice response, what it was asked to be, and the truth that it knows of itself."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from fangxian.core.fields import PathField
from fangxian.core.ids import new_id
from fangxian.drill.parameters import Parameters
from fangxian.trees.bodies.models import Line
from fangxian.trees.people.models import Account
from fangxian.trees.places.models import Place
from fangxian.trees.responses.models import Response


class Drill(models.Model):
    """A response played for practice; when it is removed, its name, parameters and truth are what remains.

    ``line`` and ``account`` are made for it alone; ``truth`` and ``found`` are figures by measure, as entered and as
    the figures said at the end; ``summary`` is how much was sent, late, missing, corrected, duplicated.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting for the worker")
        PLAYING = "playing", _("being played")
        PLAYED = "played", _("played to the end")
        BROKEN = "broken", _("broken off")
        REMOVED = "removed", _("removed")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    place = models.ForeignKey(Place, models.PROTECT, related_name="+")
    path = PathField()
    parameters = models.JSONField()
    response = models.OneToOneField(Response, models.SET_NULL, null=True, related_name="drill")
    line = models.ForeignKey(Line, models.SET_NULL, null=True, related_name="+")
    account = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    state = models.CharField(max_length=8, choices=State, default=State.WAITING)
    steps = models.PositiveIntegerField(default=0)
    played = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    truth = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    refused = models.JSONField(default=list)
    asked_by = models.ForeignKey(Account, models.SET_NULL, null=True, related_name="+")
    asked_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at"]
        indexes = [models.Index(fields=["state", "asked_at"], name="drill_state")]

    def __str__(self) -> str:
        return self.name

    @property
    def asked(self) -> Parameters:
        """What the drill was asked to be."""
        return Parameters.from_json(self.parameters)

    @property
    def differences(self) -> dict[str, tuple[int, int | None]]:
        """Measures whose figure is not what was entered: truth and figure by code."""
        pairs = {code: (told, self.found.get(code)) for code, told in self.truth.items()}
        return {code: pair for code, pair in pairs.items() if pair[0] != pair[1]}

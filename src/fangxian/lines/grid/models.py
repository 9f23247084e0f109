"""Zones of party members, building heads, and members who each look after some households (M2)."""

from django.db import models

from fangxian.mechanisms.ledgers.models import PersonalRow


class Zone(PersonalRow):
    """A zone of responsibility in a community: who answers for it, with how many members, for how many households."""

    name = models.CharField(max_length=80)
    area = models.CharField(max_length=120, blank=True)
    headed = models.BooleanField(default=False)
    members = models.PositiveIntegerField(null=True)
    members_more = models.BooleanField(default=False)
    households = models.PositiveIntegerField(null=True)
    remark = models.CharField(max_length=200, blank=True)


class BuildingHead(PersonalRow):
    """A head of a building, compound or lane; ``name`` is what he is head of."""

    name = models.CharField(max_length=80)
    households = models.PositiveIntegerField(null=True)
    remark = models.CharField(max_length=200, blank=True)


class Link(PersonalRow):
    """A member who looks after households (1+10): by number, and by their addresses where they are listed."""

    name = models.CharField(max_length=80, blank=True)
    households = models.PositiveIntegerField()
    remark = models.CharField(max_length=200, blank=True)

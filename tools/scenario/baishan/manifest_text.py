"""The fixed words of the manifest: title, rules, and what is assumed because the source does not say it."""

from tools.scenario.baishan.bodies import quiet_units

HEAD = """
# Written by tools/scenario; change the generator, not this file.
# Instants carry their offset. Dated periods are half-open: "to" and "valid_to" are the first day outside.

[scenario]
title = "白山市节后返程人员双报制与日报告，2020年2月"
starts = "2020-02-01"
ends = "2020-02-15"
morning = true
description = \"""
Two lines of a city's command (organs and industry) and 26 communities report the same returning persons,
until on 10 February everybody is reported twice; 153 bodies owe a daily report for 15 days. From 11 to 15
February 86 departments send 1000 cadres down to 7 streets, 26 communities and 99 checkpoints.\"""

[persons]
fictitious = true
note = \"""
Every person is invented. ID numbers have valid checksums (but for a few slips of the pen) and sequence
numbers from 900; phone numbers begin with 142 or 154, series that no operator had in service.\"""

[response]
name = "白山市新型冠状病毒感染的肺炎疫情防控"
level = "I"
started_at = "2020-01-24T00:00:00+08:00"
jurisdiction = "220602"
timezone = "Asia/Shanghai"

[response.rules]
registration_hours = 24
declaration_hours = 24
report_cut_off = "10:00"
report_grace_minutes = 30
observation_days = 14
key_places = ["42"]

[registers]
places = "places.csv"
bodies = "bodies.csv"
positions = "positions.csv"
obligations = "obligations.csv"
origins = "origins.csv"

[[bulletin]]
on = "2020-02-10"

[[bulletin]]
on = "2020-02-15"
source = "sent-down.txt"
"""

ASSUMPTIONS = """\
The source names a city and counts 7 streets and 26 communities, but names no district nor any of them:
Hunjiang district (220602), the seven streets and the communities are our choice; their codes and names are
those of the statistical division.

Numbers of households and residents and the grids of two communities are invented.

The source counts 62 departments with arrivals and not those without: the 24 further departments, which owe
zero reports, are our number. Departments bear names that any prefecture city's departments bear; what is
said about them here is invented.

The four regulators of the industry line are departments of the organs' line too. As regulators they owe no
second report. How the 67 units are divided among them is ours; the units' names are invented.

The source does not say whether the 194 arrivals of the industry line are among the 271 of the organs' line:
here no person stands in both lines, so there is no overlap.

60 persons without an employer (students, retired people, migrant workers) are registered by communities
only; nobody owes a declaration for them.

Arrivals between 24 January and 9 February, their origins, homes, trips, symptoms and the times at which
files came in are invented; only the totals on 10 February are the source's.

The source does not say when the response began, nor its level: we let it begin on 24 January, so that every
arrival lies within it.

Deadlines of 24 hours for declaration and registration, the cut-off at 10:00 with 30 minutes of grace, and
Hubei province (42) as the only key area are our rules.

A date without a time of day means that the person arrived some time on that day.

A daily report counts what was received up to the cut-off of its day; a person is new in the window in which
the unit's declaration was received, so that the new ones add up to the total.

A zero report states that all eight figures are zero; a unit with people under observation sends figures. In
sheets that were collected in time, a row with neither figures nor a zero is not a report.

Four persons differ between the two sides (two in the building, two in the date of arrival); they are
reported twice all the same and count as dual-reported.

Files bear ASCII names here; the note says what they are.

On 6 to 10 February a regulator of the industry line also pastes the relay of its chat group, each day in
another style. Relays state what the units' reports state: a line that equals a filed report adds nothing, and
a late unit's line comes in a few minutes before the unit's own workbook, which then changes nothing. No figure
differs from a replay without relays but the minute in which those late reports came in.

On the same evenings a superior's blank sheet comes down to the committee, the same on 6, 7 and 8 February and
with one column more from 9 February on, and once more on 15 February. It is
filled as it was confirmed the first time; nothing is entered.

The passenger list of one train of 8 February names people whom communities know and nine whom nobody has
registered; it is no registration, so that no figure of arrivals changes.

The source counts 1000 cadres sent down to 7 streets, 26 communities and 99 checkpoints, reported on 15 February,
and says that the heads of units lead and deputies go with them. That these units are the 86 departments, each with
one head and one deputy among the 1000, each at one community, how many each sent, who they are, the checkpoints
with their names, and all dates between 11 and 15 February are ours.

Six cadres fall ill and are replaced by another of their department on the same day, so that 1006 were sent in all
and 1000 stand; nine are on leave on the evening of 15 February and count as sent down.

The source names a leading group with two task forces, and a chain of three levels in the party's own organisation;
the thirteen people of the committee, and the secretary and first responsible of the district, the streets and the
communities, are invented."""


def excuse() -> dict[str, str]:
    """Return the one excuse: a unit that need not report for three days."""
    _, body = quiet_units()
    values = {"body": body.code, "line": body.line, "from": "2020-02-05", "to": "2020-02-08"}
    reason = "经营场所封闭消杀三天，经批准暂停日报告"
    return {**values, "reason": reason, "recorded_at": "2020-02-04T16:20:00+08:00"}

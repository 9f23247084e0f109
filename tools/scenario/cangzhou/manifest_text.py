"""The fixed words of the manifest: title, rules, and what is assumed because the source does not say it."""

HEAD = """
# Written by tools/scenario; change the generator, not this file.

[scenario]
title = "沧州市机关包联社区和一线党组织，2020年2月"
starts = "2020-01-24"
ends = "2020-02-25"
description = \"""
A city pairs its units with communities and counts its temporary organisations, commandos and first secretaries.\"""

[persons]
fictitious = true
note = \"""
Every person is invented. Phone numbers begin with 142 or 154, series that no operator had in service.\"""

[response]
name = "沧州市新型冠状病毒感染的肺炎疫情防控"
level = "I"
started_at = "2020-01-24T00:00:00+08:00"
jurisdiction = "1309"
timezone = "Asia/Shanghai"

[response.rules]
registration_hours = 24
declaration_hours = 24
report_cut_off = "17:00"
report_grace_minutes = 30
key_places = ["42"]

[registers]
places = "places.csv"
bodies = "bodies.csv"
positions = "positions.csv"

[bulletin]
source = "bulletin.txt"
line = "organs"
mark = "示例沧组"

[[lines]]
code = "organs"
name = "市直机关线"
nature = "party"
"""

ASSUMPTIONS = """
The source's figures: 57 units of the city and 78 communities with the "five ones"; 1187 temporary party organisations;
79 700 members of commando teams; 674 village first secretaries back at their posts; more than 20 000 leading cadres;
more than 8000 medical party members and staff. Everything else is ours.

Counties, streets, townships, communities and villages bear the names and codes of the statistical division; which 78
communities and which 674 villages are meant is our choice. Its economic zones are left out.

The source does not say which unit stands by which community: each community has one unit here, 21 units have two. The
division-level leads, section-level owners, task forces, plans and days are invented.

Three units had not stated plan and ledger when the city's table was made and sent them three days later.

The source names the fields of the temporary organisations (medical treatment, monitoring, traffic quarantine,
supplies, social order) and their total; how they are divided among counties and fields is ours. They enter as the
numbers that counties reported.

How many commando teams there are is not told: a county's row says "one or more", so that no number of teams is claimed.
How their members are divided among counties is ours.

First secretaries are invented one by one, each in one village, since who is at his post can only be told by name.

Leading cadres and medical members enter as the numbers reported, "more than" included; nobody is invented for them.
Whether they are among the commandos is not stated, and they are never added to them.

The source describes "1+10" links without a number: two members in each community are ours, and no figure of the
bulletin.

Every paired unit reported in to its communities; the source does not say with how many people, so none are stated.
"""

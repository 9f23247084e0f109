"""The fixed words of the manifest: title, rules, and what is assumed because the source does not say it."""

HEAD = """
# Written by tools/scenario; change the generator, not this file.

[scenario]
title = "吉林省五级书记抓疫情防控，2020年2月"
starts = "2020-01-25"
ends = "2020-02-25"
description = \"""
A province's chain of secretaries at five levels. The source's numbers are missing in its text: none is invented.\"""

[persons]
fictitious = true
note = \"""
Every person is invented. Phone numbers begin with 142 or 154, series that no operator had in service.\"""

[response]
name = "吉林省新型冠状病毒感染的肺炎疫情防控"
level = "I"
started_at = "2020-01-25T00:00:00+08:00"
jurisdiction = "22"
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
mark = "示例吉直工"

[[lines]]
code = "organs"
name = "省直机关线"
nature = "party"
"""

ASSUMPTIONS = """
The source's numbers are missing in the text that we have: how many units, communities, people, first secretaries,
branches and teams it tells of is unknown. No number is entered for any of them.

What the source does tell enters as structure: five levels of secretaries, a leading group, a commando team of
volunteers who are party members. A team whose members are unknown states none, so that its figure is "—" and not zero.

The nine prefectures are the province's; the one district, street and community that carry the chain down to its fifth
level are our choice. Other places have nobody yet, which the list of gaps shows.

The secretaries and heads are invented, also where the source names somebody.

The days on which sheets came in are ours.
"""

"""The fixed words of the manifest: title, rules, and what is assumed because the source does not say it."""

from tools.scenario.heads import Head

HEAD = Head(
    title="吉林省五级书记抓疫情防控，2020年2月",
    starts="2020-01-25",
    ends="2020-02-25",
    description=(
        "A province's chain of secretaries at five levels. The source's numbers are missing "
        "in its text: none is invented."
    ),
    area="吉林省",
    jurisdiction="22",
    mark="示例吉直工",
    line="省直机关线",
).text()

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

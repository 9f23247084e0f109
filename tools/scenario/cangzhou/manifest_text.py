"""The fixed words of the manifest: title, rules, and what is assumed because the source does not say it."""

from tools.scenario.heads import Head

HEAD = Head(
    title="沧州市机关包联社区和一线党组织，2020年2月",
    starts="2020-01-24",
    ends="2020-02-25",
    description=(
        "A city pairs its units with communities and counts its temporary organisations, "
        "commandos and first secretaries."
    ),
    area="沧州市",
    jurisdiction="1309",
    mark="示例沧组",
    line="市直机关线",
).text()

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

How many commando teams there are is not told: a county's row says that it is unknown, so that no number is claimed.
How their members are divided among counties is ours.

First secretaries are invented one by one, each in one village, since who is at his post can only be told by name.

Leading cadres and medical members enter as the numbers reported, "more than" included; nobody is invented for them.
Whether they are among the commandos is not stated, and they are never added to them.

The source describes "1+10" links without a number: two members in each community are ours, and no figure of the
bulletin.

Every paired unit reported in to its communities; the source does not say with how many people, so none are stated.
Days and lists are ours: nine streets and two communities note down who reported in, one street late, another with a
unit misspelt, which it sends again, and one with a line twice.
"""

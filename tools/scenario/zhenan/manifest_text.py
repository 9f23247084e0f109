"""The fixed words of the manifest: title, rules, and what is assumed because the source does not say it."""

from tools.scenario.heads import Head

HEAD = Head(
    title="镇安县疫情防控力量，2020年2月",
    starts="2020-01-25",
    ends="2020-02-20",
    description=(
        "A county sets up its command, zones, teams and checkpoints by one workbook, and "
        "units report in to communities."
    ),
    area="镇安县",
    jurisdiction="611025",
    mark="示例镇组",
    line="县直机关线",
).text()

ASSUMPTIONS = """
The source's figures: 13 working groups; 154 villages and communities with "one zone, five teams"; 1357 zones; 770
teams; 197 building heads; 345 checkpoints; 68 temporary branches; 1681 vanguard posts; 4500 cadres with leave
cancelled; more than 5000 party members and cadres; more than 500 medical workers who volunteered by letter; 153
applications to join; more than 1000 volunteers; more than 20 000 residents; 140 units with 1793 members that report
in to 6 communities and 51 compounds. Everything else is ours.

Names and codes of the 15 towns and of 154 villages and communities are those of the statistical division, which lists
two communities more; which two did not exist then is our guess. The compounds and their names are invented.

How the zones, posts, building heads, checkpoints and members are divided among villages, compounds and units is ours.

The names and duties of the working groups are ours, but for their number; so are the names of the temporary branches.

The source counts 770 teams of five kinds in 154 villages: one of each kind in each. It does not say how many people
they have, so no team states a number.

Vanguard posts were counted by the villages: each village's row stands for as many as it states.

Households of the zones are invented and no figure of the bulletin.

What was reported as one number (cadres, members, letters, applications, volunteers, residents) is entered as that
number with its source, "more than" included; nobody is invented for it. Whether these overlap is not stated.

The 140 units bear names that any county's units bear; the firms are invented. The source does not say which unit
reported in where: each reported in to one compound here, and each community noted down its own.

The source says neither when each thing was done nor when the response began: the days are ours.

The source also tells of money, goods, production and labour sent outside; these lines are not part of this scenario.
"""

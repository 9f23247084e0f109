"""The fixed words of the manifest: title, rules, and what is assumed because the source does not say it."""

from tools.scenario.heads import Head

HEAD = Head(
    title="河南省直机关投入疫情防控，2020年2月",
    starts="2020-01-25",
    ends="2020-02-15",
    description=(
        "A province's organs send medical teams in batches; a hospital's people are counted "
        "within them, never twice."
    ),
    area="河南省",
    jurisdiction="41",
    mark="示例豫直工",
    line="省直机关线",
    persons="The heads of five groups are invented; nobody else is named.",
).text()

ASSUMPTIONS = """
The source's figures: 860 000 medical staff with leave cancelled; 303 people sent to Wuhan in three batches; 23 people
of one hospital sent in two batches; three commando batches of a customs office. Everything else is ours.

The 303 people are divided evenly among the three batches, 101 each: the source states the total only.

The source does not say whether the hospital's 23 are within the 303. Here they are entered as counted within the first
and second batch, 12 and 11, so that they are never added to the 303; they are shown by themselves.

The commando batches of the customs office state no number of people, as in the source.

The 860 000 enter as a number with its source; nobody is invented for it.

The source tells of a supervision group, two leading groups, commandos and demonstration posts; their heads and days are
invented, and "unknown" stands where it tells of several without a number.

The days on which batches left and sheets came in are ours. Money allocated is told by the source, and not part of this
scenario.
"""

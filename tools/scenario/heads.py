"""The head of a manifest that scenarios share: what is played, by whom, under which rules, from which registers."""

from dataclasses import dataclass

INVENTED = (
    "Every person is invented. Phone numbers begin with 142 or 154, series that no operator had in service."
)
TEXT = '''
# Written by tools/scenario; change the generator, not this file.

[scenario]
title = "{title}"
starts = "{starts}"
ends = "{ends}"
description = """
{description}"""

[persons]
fictitious = true
note = """
{persons}"""

[response]
name = "{area}新型冠状病毒感染的肺炎疫情防控"
level = "I"
started_at = "{starts}T00:00:00+08:00"
jurisdiction = "{jurisdiction}"
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
mark = "{mark}"

[[lines]]
code = "organs"
name = "{line}"
nature = "party"
'''


@dataclass(frozen=True)
class Head:
    """What differs: names, days (ISO), the jurisdiction's code, the mark of its papers, its line of organs."""

    title: str
    starts: str
    ends: str
    description: str
    area: str
    jurisdiction: str
    mark: str
    line: str
    persons: str = INVENTED

    def text(self) -> str:
        """Return the head as TOML, from the scenario to its line."""
        return TEXT.format_map(vars(self))

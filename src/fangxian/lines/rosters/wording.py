"""What rules and conflicts are called, in the reader's language (M10)."""

import datetime
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fangxian.lines.rosters.models import Roster
from fangxian.lines.rosters.solving.checking import Breach, Rule
from fangxian.lines.rosters.solving.problem import DAY, Problem, Slot
from fangxian.lines.rosters.tabling import hours, span
from fangxian.mechanisms.personnel.models import Skill

FEW = 3
"""How many posts of a shortage are named; of more, their number is told."""
RULES = {
    Rule.REST: gettext_lazy("less than the hours of rest between two shifts"),
    Rule.WEEK: gettext_lazy("more shifts than allowed in seven days"),
    Rule.NIGHTS: gettext_lazy("more nights in a row than allowed"),
    Rule.LEAVE: gettext_lazy("on leave that day"),
    Rule.HEALTH: gettext_lazy("may stand by day only"),
    Rule.PLACE: gettext_lazy("not posted there"),
    Rule.HOUSEHOLD: gettext_lazy("somebody of the same household stands at this post"),
    Rule.POSTS: gettext_lazy("stands at another post of this roster as well"),
    Rule.TWICE: gettext_lazy("stands in two shifts at the same time"),
    Rule.CROWDED: gettext_lazy("more people than the shift needs"),
    Rule.STAFF: gettext_lazy("too few people"),
    Rule.SKILL: gettext_lazy("a skill is missing"),
}


def breach_words(breach: Breach, people: Mapping[str, str]) -> str:
    """Return a broken rule in words: whose, and which."""
    who = people.get(breach.person, "")
    what = str(RULES[breach.rule])
    if breach.skill:
        what = _("missing: %(skill)s") % {"skill": Skill(breach.skill).label}
    return f"{who}：{what}" if who else what


def rule_names(codes: str) -> str:
    """Return the rules that codes parted by commas name."""
    return _(", ").join(str(RULES[Rule(code)]) for code in codes.split(",") if code)


def clash_words(roster: Roster, problem: Problem, clash: Mapping[str, Any], posts: Mapping[str, str],
                people: Mapping[str, str]) -> str:  # fmt: skip
    """Return why demands cannot be met, in one sentence or two."""
    if "totals" in clash:
        return shortage_words(roster, problem, clash, posts)
    demands = [(problem.slot.get(slot), count, skill) for slot, count, skill in clash["demands"]]
    known = [(slot, count, skill) for slot, count, skill in demands if slot]
    known.sort(key=lambda one: (one[0].begin, one[2]))
    by_post: dict[str, list[str]] = {}
    for slot, count, skill in known:
        by_post.setdefault(slot.post, []).append(_need(roster, slot, count, skill))
    said = _("; ").join(
        _("%(post)s needs %(needs)s") % {"post": posts.get(post, "—"), "needs": _(", ").join(needs)}
        for post, needs in by_post.items()
    )
    if len(known) == 1:
        said += _("; %(count)s are allowed") % {"count": clash["allowed"]}
    first = min((slot.begin for slot, _count, _skill in known), default=0)
    reasons = _("; ").join(
        [*_limits(roster, clash["limits"], people), *_before(problem, clash["limits"], set(by_post), first)]
    )
    return f"{said}（{reasons}）" if reasons else said


def _need(roster: Roster, slot: Slot, count: int, skill: str) -> str:
    day = date_format(roster.first_day + datetime.timedelta(days=slot.day), _("M j"))
    told = {"count": count, "day": day, "hours": hours(slot)}
    if skill:
        return _("%(count)s (%(who)s) on %(day)s %(hours)s") % (told | {"who": Skill(skill).label})
    return _("%(count)s people on %(day)s %(hours)s") % told


def _before(
    problem: Problem, limits: Iterable[tuple[str, str]], posts: Collection[str], first: int
) -> list[str]:
    """Return how many of those who may stand at some posts have been on duty in the days before ``first``, if such
    shifts count for one of the rules."""
    if not {rule for rule, _person in limits} & {Rule.REST, Rule.WEEK, Rule.NIGHTS}:
        return []
    people = [one for one in problem.people if one.posts is None or not one.posts.isdisjoint(posts)]
    since = first - (problem.rules.days_of_week - 1) * DAY
    tired = sum(any(since <= spell.begin < first for spell in one.past) for one in people)
    said = _("shifts of the days before count: %(n)s of %(m)s people had some")
    return [said % {"n": tired, "m": len(people)}] if tired else []


def _limits(roster: Roster, limits: Iterable[tuple[str, str]], people: Mapping[str, str]) -> list[str]:
    rules = roster.rules
    general = {
        Rule.REST: _("at least %(n)s hours of rest") % {"n": rules["rest"] // 60},
        Rule.WEEK: _("at most %(n)s shifts in seven days") % {"n": rules["week"]},
        Rule.NIGHTS: _("at most %(n)s nights in a row") % {"n": rules["nights"]},
        Rule.PLACE: _("everybody stands at one post only"),
        Rule.HOUSEHOLD: _("no two of one household at one post"),
    }
    found = [general[Rule(rule)] for rule, person in limits if not person]
    for rule, said in ((Rule.LEAVE, _("on leave: %(names)s")), (Rule.HEALTH, _("by day only: %(names)s"))):
        who = [people.get(person, "—") for told, person in limits if told == rule and person]
        if who:
            found.append(said % {"names": "、".join(who)})
    return found


def shortage_words(
    roster: Roster, problem: Problem, short: Mapping[str, Any], posts: Mapping[str, str]
) -> str:
    """Return what posts need together, what they can have, and why it is no more."""
    here = [posts.get(one, "—") for one in short["posts"]]
    together = "、".join(here) if len(here) <= FEW else _("%(n)s posts together") % {"n": len(here)}
    whole = sum(count for _begin, _end, count, _skill in short["totals"])
    said = _("%(post)s need %(count)s people standing one shift each: %(needs)s; %(most)s are possible") % {
        "post": together, "count": whole, "needs": _("; ").join(_together(roster, short["totals"])),
        "most": short["allowed"],
    }  # fmt: skip
    heads = {
        Rule.LEAVE: _("%(n)s on leave") % {"n": short["away"]},
        Rule.HEALTH: _("%(n)s by day only") % {"n": short["by_day"]},
    }
    told = [heads[Rule(rule)] for rule, _person in short["limits"] if rule in heads]
    general = [one for one in short["limits"] if one[0] not in heads]
    reasons = [
        _("%(n)s people may stand there") % {"n": short["people"]},
        *told,
        *_limits(roster, general, {}),
        *_before(problem, general, short["posts"], min(one[0] for one in short["totals"])),
    ]
    return f"{said}（{_('; ').join(reasons)}）"


def _together(roster: Roster, totals: Iterable[tuple[int, int, int, str]]) -> list[str]:
    """Return sums of times in words: hours that are needed on the same days in a row stand together."""
    days: dict[tuple[str, str], dict[int, int]] = {}
    for begin, end, count, skill in totals:
        days.setdefault((skill, span(begin, end)), {})[begin // DAY] = count
    runs: dict[tuple[str, int, int], list[tuple[str, int]]] = {}
    for (skill, hour), counted in days.items():
        for first, last in _in_a_row(sorted(counted)):
            whole = sum(counted[day] for day in range(first, last + 1))
            runs.setdefault((skill, first, last), []).append((hour, whole))
    found = []
    for (skill, first, last), here in runs.items():
        when = f"{_days(roster, first, last)} {'、'.join(hour for hour, _count in here)}"
        who = Skill(skill).label if skill else _("people")
        found.append(f"{when} {who} {sum(count for _hour, count in here)}")
    return found


def _in_a_row(days: Sequence[int]) -> list[tuple[int, int]]:
    firsts = [day for day in days if day - 1 not in days]
    lasts = [day for day in days if day + 1 not in days]
    return list(zip(firsts, lasts, strict=True))


def _days(roster: Roster, first: int, last: int) -> str:
    ends = dict.fromkeys((first, last))
    return "–".join(date_format(roster.first_day + datetime.timedelta(days=day), _("M j")) for day in ends)

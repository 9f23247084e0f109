"""`web-load`: home, list, figures, registering and reporting by 1, 8 and 64 clients of a real `fangxian serve`.

Ours, the plain view and the bare insert are asked in turns, so that whatever else the machine does meets all alike, and
the middle of the rounds' rates is taken: connections come to the two processes by chance, now and then all to one.
PAGES in the environment narrows what is asked to names that contain one of its words.
"""

import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from statistics import median, quantiles

from benchmarks.load.generator import Outcome, load
from benchmarks.load.town import found
from benchmarks.load.visits import Stream, Visit, Visitors, visits
from benchmarks.measuring import Result
from benchmarks.serving import served
from fangxian.core.audit.models import Event
from fangxian.lines.arrivals.models import ArrivalReport
from fangxian.lines.reports.models import DailyReport
from fangxian.mechanisms.entries.models import Entry

CLIENTS = (1, 8, 64)
WARMING = 16
"""Clients of the rounds before: so many that every thread of both processes has answered and compiled what it asks."""
ROUNDS, WARMING_ROUNDS = 4, 2
SECONDS, FEWER_SECONDS, FULL = 1.0, 0.5, 6_000
"""How long each is asked in a round; less for a trial with fewer arrivals."""
SHOWN = 5


def measure(n: int) -> list[Result]:
    """Found a city with `n` arrivals, put the site under load, and count what was written."""
    town = found(n)
    before = _written()
    with served() as port:
        session = Session(port, SECONDS if n >= FULL else FEWER_SECONDS)
        chosen = _chosen(visits(Visitors(town, port)))
        results = [result for visit in chosen for result in session.measured(visit)]
    for line in session.refused[:SHOWN]:
        sys.stderr.write(f"{line}\n")
    lost = {
        name: session.accepted.get(name, 0) - (count - before[name]) for name, count in _written().items()
    }
    return [
        *results,
        Result("web-load errors", len(session.refused), session.answers, bound=0),
        Result("web-load lost writes", sum(map(abs, lost.values())), sum(session.accepted.values()), 0, detail=lost),
    ]  # fmt: skip


def _chosen(offered: list[Visit]) -> list[Visit]:
    words = os.environ.get("PAGES", "").replace(",", " ").split()
    return [visit for visit in offered if not words or any(word in visit.name for word in words)]


def _written() -> dict[str, int]:
    """Count entries, their versions, and the audit events of writing them."""
    return {
        "entries": Entry.objects.count(),
        "versions": ArrivalReport.objects.count() + DailyReport.objects.count(),
        "events": Event.objects.filter(kind=Event.Kind.WRITE).count(),
    }


@dataclass
class Session:
    """One run of the server: asks it, and remembers how many writes it accepted and what it refused."""

    port: int
    seconds: float
    answers: int = 0
    accepted: dict[str, int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)

    def measured(self, visit: Visit) -> Iterator[Result]:
        """Ask for one thing with each number of clients."""
        self._rounds(visit, WARMING, WARMING_ROUNDS, self.seconds)
        for clients in CLIENTS:
            yield from _results(visit, clients, self._rounds(visit, clients, ROUNDS, self.seconds))

    def _rounds(self, visit: Visit, clients: int, rounds: int, seconds: float) -> dict[str, Outcome]:
        asked = {"": (visit.ours, visit.expected, True)}
        if visit.plain:
            asked["plain"] = (visit.plain, visit.plain_expected, True)
        if visit.bare:
            asked["bare"] = (visit.bare, 201, False)
        outcomes = {name: Outcome() for name in asked}
        for _round in range(rounds):
            for name, (stream, expected, whole) in asked.items():
                found = load(self.port, _streams(stream, clients), expected, seconds)
                self._note(found, visit.writes is not None, whole)
                outcomes[name] += found
        return outcomes

    def _note(self, found: Outcome, writes: bool, whole: bool) -> None:
        self.answers += len(found.latencies)
        self.refused += found.refused
        for name in ("entries", "versions", "events") if whole else ("entries",):
            self.accepted[name] = self.accepted.get(name, 0) + (len(found.latencies) if writes else 0)


def _streams(stream: Stream, clients: int) -> list[Iterator[bytes]]:
    return [stream(number) for number in range(clients)]


def _results(visit: Visit, clients: int, outcomes: dict[str, Outcome]) -> Iterator[Result]:
    ours = outcomes[""]
    detail = {
        "per_second": _rate(ours),
        **_latencies(ours),
        "errors": len(ours.refused),
        "bytes": ours.length,
    }
    name = f"web-load {visit.name}, {clients} clients"
    plain, bare = outcomes.get("plain"), outcomes.get("bare")
    if plain:
        told = {"plain_per_second": _rate(plain), "plain_bytes": plain.length}
        ratio = _rate(ours) / _rate(plain)
        yield Result(name, ratio, len(ours.latencies), visit.least, "min", detail | told)
    if bare:
        told = {"bare_per_second": _rate(bare)}
        more = told if plain else detail | told
        yield Result(f"{name}, of one insert", _rate(ours) / _rate(bare), len(ours.latencies), detail=more)
    if not plain and not bare:
        yield Result(name, _rate(ours), len(ours.latencies), detail=detail)


def _rate(outcome: Outcome) -> float:
    return median(outcome.rates) if outcome.rates else 0.0


def _latencies(outcome: Outcome) -> dict[str, float]:
    if len(outcome.latencies) < 2:
        return {}
    cuts = quantiles(outcome.latencies, n=20)
    return {"p50_ms": 1000 * cuts[9], "p95_ms": 1000 * cuts[18]}

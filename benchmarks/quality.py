"""How well the rules put people together who were reported by two sides: precision, recall, length of the queue.

Run `python -m benchmarks.quality [persons]`.
"""

import hashlib
import json
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Collection, Hashable, Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
from typing import Any
from uuid import UUID

from benchmarks.people import HARSH, Corruption, Entry, generate
from fangxian.lines.arrivals.rules.standing import Standing, State, reconcile


@dataclass(frozen=True, slots=True)
class Quality:
    """How the rules did: `precision` and `recall_*` are shares (0–1) of pairs, `queue` of entries."""

    entries: int
    true_pairs: int
    precision: float
    recall_automatic: float
    recall_with_queue: float
    queue: float


def quality(
    entries: Iterable[Entry], truth: Mapping[UUID, int], standings: Mapping[UUID, Standing]
) -> Quality:
    """Judge `standings` by the truth: pairs of reports put into one person, and pairs left to a human."""
    subjects = {entry: standing.subject for entry, standing in standings.items()}
    proposed = {
        frozenset((standing.subject, subjects[other]))
        for standing in standings.values()
        for other in standing.possible_with
    }
    found = judge(entries, truth, subjects, proposed)
    queue = sum(standing.state is State.POSSIBLE for standing in standings.values())
    return Quality(len(standings), *found, queue / len(standings))


def judge(
    entries: Iterable[Entry],
    truth: Mapping[UUID, int],
    subjects: Mapping[UUID, Hashable],
    proposed: Collection[frozenset[Any]] = frozenset(),
) -> tuple[int, float, float, float]:
    """Return the pairs of both sides that truth knows, precision, and recall without and with what is `proposed`.

    `subjects` gives each entry the person it was put into. Pairs are counted and never listed, so that a million
    persons need no more than a counter each.
    """
    met: dict[int, dict[object, list[int]]] = defaultdict(lambda: defaultdict(lambda: [0, 0]))
    sizes: Counter[object] = Counter()
    for entry in entries:
        subject = subjects[entry.id]
        met[truth[entry.id]][subject][entry.side.value == "community"] += 1
        sizes[subject] += 1
    right = sum(_within(sum(own)) for person in met.values() for own in person.values())
    true = sum(sum(own[0] for own in p.values()) * sum(own[1] for own in p.values()) for p in met.values())
    joined = sum(units * others for person in met.values() for units, others in person.values())
    left = sum(_left(person, proposed) for person in met.values())
    return true, right / sum(map(_within, sizes.values())), joined / true, (joined + left) / true


def _within(count: int) -> int:
    return count * (count - 1) // 2


def _left(person: Mapping[object, list[int]], proposed: Collection[frozenset[Any]]) -> int:
    """Return how many pairs of a person put into several are proposed to a human."""
    chosen = [pair for pair in combinations(person, 2) if frozenset(pair) in proposed]
    return sum(person[a][0] * person[b][1] + person[a][1] * person[b][0] for a, b in chosen)


def sealer(preimage: str) -> bytes:
    """Stand in for the keyed digest of the arrivals room."""
    return hashlib.blake2b(preimage.encode(), digest_size=16, key=b"benchmark").digest()


def measure(n: int, seed: int, corruption: Corruption | None = None) -> tuple[Quality, dict[str, float]]:
    """Generate, seal and reconcile; return the quality and (seconds, keys per entry)."""
    declarations, registrations, truth = generate(n, seed, corruption)
    entries = [*declarations, *registrations]
    started = time.perf_counter()
    reports = [entry.as_report(sealer) for entry in entries]
    sealed = time.perf_counter()
    standings = reconcile(reports)
    costs = {
        "seal_seconds": sealed - started,
        "reconcile_seconds": time.perf_counter() - sealed,
        "keys_per_entry": sum(len(report.keys) for report in reports) / len(reports),
    }
    return quality(entries, truth, standings), costs


def main() -> None:
    """Print the quality on the agreed corruption and on a harsher one, as JSON lines."""
    n = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    for name, corruption in (("agreed", Corruption()), ("harsh", HARSH)):
        found, costs = measure(n, 2020, corruption)
        figures = {key: round(value, 5) for key, value in (asdict(found) | costs).items()}
        sys.stdout.write(json.dumps({"corruption": name, **figures}) + "\n")


if __name__ == "__main__":
    main()

"""How well the rules put people together who were reported by two sides: precision, recall, length of the queue.

Run `python -m benchmarks.quality [persons]`.
"""

import hashlib
import json
import sys
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from itertools import combinations
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
    true = _two_sided_pairs(entries, truth)
    joined = _pairs_within({i: standing.subject for i, standing in standings.items()})
    subjects = {i: standing.subject for i, standing in standings.items()}
    proposed = {
        frozenset((standing.subject, subjects[other]))
        for standing in standings.values()
        for other in standing.possible_with
    }
    automatic = true & joined
    left = {pair for pair in true - joined if frozenset(subjects[i] for i in pair) in proposed}
    queue = sum(standing.state is State.POSSIBLE for standing in standings.values())
    return Quality(
        entries=len(standings),
        true_pairs=len(true),
        precision=len(joined & _pairs_within(truth)) / len(joined),
        recall_automatic=len(automatic) / len(true),
        recall_with_queue=(len(automatic) + len(left)) / len(true),
        queue=queue / len(standings),
    )


def _pairs_within(groups: Mapping[UUID, object]) -> set[frozenset[UUID]]:
    members: dict[object, list[UUID]] = defaultdict(list)
    for entry, group in groups.items():
        members[group].append(entry)
    return {frozenset(pair) for found in members.values() for pair in combinations(found, 2)}


def _two_sided_pairs(entries: Iterable[Entry], truth: Mapping[UUID, int]) -> set[frozenset[UUID]]:
    sides = {entry.id: entry.side for entry in entries}
    return {pair for pair in _pairs_within(truth) if len({sides[i] for i in pair}) == 2}


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

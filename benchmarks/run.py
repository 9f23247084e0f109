"""One benchmark on one database in a process of its own: `python -m benchmarks.run NAME N` prints JSON.

The environment names the settings and the databases (`benchmarks.stores`).
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module

import django

MODULES = {
    "disk": "sizing",
    "partitions": "partitioning",
    "import": "importing",
    "reconcile": "reconciling",
    "report-post": "posting",
    "list-page": "listing",
    "figures-city": "figuring",
    "national-ingest": "national_ingest",
    "lake": "lake",
    "web-load": "load.loading",
    "rollup-owed": "owing",
    "rollup-root": "rolling.root",
    "rollup-city": "rolling.city",
    "rollup-growth": "rolling.growth",
    "as-of": "rolling.as_of",
    "trend": "rolling.trend",
    "two-trees": "rolling.two_trees",
    "contention": "rolling.contention",
    "roster": "roster",
}
SIZES = {
    "disk": 8_000,
    "partitions": 20_000,
    "import": 100_000,
    "reconcile": 100_000,
    "report-post": 300,
    "list-page": 200_000,
    "figures-city": 50_000,
    "national-ingest": 620_573,
    "lake": 620_573,
    "web-load": 6_000,
    "rollup-owed": 620_573,
    "rollup-root": 620_573,
    "rollup-city": 20_000,
    "rollup-growth": 20_000,
    "as-of": 12_000,
    "trend": 160_000,
    "two-trees": 20_000,
    "contention": 320,
    "roster": 1_000,
}


def main() -> None:
    """Measure and print the results."""
    name, n = sys.argv[1], int(sys.argv[2])
    django.setup()
    results = import_module(f"benchmarks.{MODULES[name]}").measure(n)
    sys.stdout.write(json.dumps([asdict(result) for result in results]) + "\n")


if __name__ == "__main__":
    main()

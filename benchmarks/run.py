"""One benchmark on one database in a process of its own: `python -m benchmarks.run NAME N` prints JSON.

The environment names the settings and the databases (`benchmarks.stores`).
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module

import django

MODULES = {
    "import": "importing",
    "reconcile-small": "reconciling",
    "report-post": "posting",
    "list-page": "listing",
    "figures-city": "figuring",
}
SIZES = {
    "import": 100_000,
    "reconcile-small": 100_000,
    "report-post": 300,
    "list-page": 200_000,
    "figures-city": 50_000,
}


def main() -> None:
    """Measure and print the results."""
    name, n = sys.argv[1], int(sys.argv[2])
    django.setup()
    results = import_module(f"benchmarks.{MODULES[name]}").measure(n)
    sys.stdout.write(json.dumps([asdict(result) for result in results]) + "\n")


if __name__ == "__main__":
    main()

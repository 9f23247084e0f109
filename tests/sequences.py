"""How many sequences of events hypothesis tries, and how long: the same for every property of figures."""

import os

from hypothesis import HealthCheck, Phase, settings


def sequences(examples: int) -> settings:
    """Return the settings of a state machine; FANGXIAN_EXAMPLES asks for another number of sequences."""
    return settings(
        max_examples=int(os.environ.get("FANGXIAN_EXAMPLES", examples)),
        stateful_step_count=16,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
        phases=[
            Phase.reuse,
            Phase.generate,
        ],  # shrinking replays whole days: name it here when a failure is long
    )

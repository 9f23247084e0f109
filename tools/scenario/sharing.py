"""Dividing a total that a source states among those who report their parts of it; the parts are ours."""

import random


def divide(total: int, parts: int, rng: random.Random, least: int = 1) -> list[int]:
    """Return so many numbers of at least ``least`` that add up to the total; raise ValueError if none can."""
    left = total - least * parts
    if left < 0:
        raise ValueError(f"{total} cannot be divided into {parts} of at least {least}")
    found = [least] * parts
    base = left * 2 // (3 * parts)
    found = [number + base for number in found]
    for _ in range(total - sum(found)):
        found[rng.randrange(parts)] += 1
    return found

"""Filing very many reports: batch after batch, each a transaction of its own, sent again without harm (M8)."""

from collections.abc import Iterable, Iterator

from django.db import IntegrityError, OperationalError, transaction
from django.utils import translation

from fangxian.lines.reports.bulk.batch import Batch
from fangxian.lines.reports.bulk.reading import LINES, Numbered, batches
from fangxian.lines.reports.bulk.results import Result
from fangxian.mechanisms.entries import actions as entries
from fangxian.mechanisms.forms.catalogue import steady
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

TRIES = 3


def file_lines(
    actor: Actor,
    response: Response,
    lines: Iterable[bytes],
    *,
    first: int = 1,
    most: int = LINES,
    dry_run: bool = False,
) -> Iterator[list[Result]]:
    """File reports, one a line of JSON, and yield what became of each batch's lines once it is committed.

    A line keeps every rule of ``actions.file``; one that is refused leaves the others alone. ``first`` is the number
    of the first line, ``most`` how many a batch holds; a dry run judges in the same way and writes nothing. Raises
    ``Forbidden`` where the actor may file nowhere, ``Broken`` where the lines cannot be read further.
    """
    actor.must("reports.file")
    language = translation.get_language()
    for numbered in batches(lines, first, most):
        with translation.override(language), steady():
            results = _filed(actor, response, numbered, dry_run=dry_run)
        yield results


def _filed(actor: Actor, response: Response, numbered: list[Numbered], *, dry_run: bool) -> list[Result]:
    """File a batch; once more where somebody else entered the same at this moment: then his is known."""
    batch = Batch(actor, response, numbered)
    for left in range(TRIES, 0, -1):
        try:
            with entries.writing():
                results = batch.file(silent=dry_run)
                transaction.set_rollback(dry_run)
        except (IntegrityError, OperationalError):
            if left == 1:
                raise
        else:
            return results
    raise AssertionError("the last try returns or raises")

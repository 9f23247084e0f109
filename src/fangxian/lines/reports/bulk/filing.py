"""Filing very many reports: batch after batch, each a transaction of its own, sent again without harm (M8)."""

from collections.abc import Iterable, Iterator

from django.db import IntegrityError, OperationalError, transaction
from django.utils import translation

from fangxian.core import bulk
from fangxian.core.errors import Conflict
from fangxian.lines.reports.bulk.batch import Batch
from fangxian.lines.reports.bulk.lanes import lanes
from fangxian.lines.reports.bulk.reading import LINES, batches
from fangxian.lines.reports.bulk.results import Result
from fangxian.lines.reports.models import DailyReport
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

    def read() -> Iterator[Batch]:
        for numbered in batches(lines, first, most):
            with translation.override(language), steady():
                batch = Batch(actor, response, numbered)
            yield batch

    def filed(batch: Batch) -> list[Result]:
        with translation.override(language), steady():
            return _filed(batch, dry_run=dry_run)

    return lanes(read(), filed, Batch.touches)


def _filed(batch: Batch, *, dry_run: bool) -> list[Result]:
    """File a batch; once more where the database holds a day already, or somebody else entered the same just now."""
    bulk.acquaint(DailyReport, "response_id", "form", "line_id", "day")
    for left in range(TRIES, 0, -1):
        try:
            with entries.writing():
                results = batch.file(silent=dry_run, trusting=left == TRIES)
                transaction.set_rollback(dry_run)
        except (IntegrityError, OperationalError, Conflict):
            if left == 1:
                raise
        else:
            return results
    raise AssertionError("the last try returns or raises")

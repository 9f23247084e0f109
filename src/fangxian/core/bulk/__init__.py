"""Plain statements where every row counts: many go in, or are asked for, at once.

Several times as quick as ``bulk_create`` and ``filter(…__in=…)``, which compile a statement anew for every few hundred
rows. Rows are tuples of Python values, so that nothing needs a model instance only to be written or read.
"""

from fangxian.core.bulk.conditions import among
from fangxian.core.bulk.indexing import indexed_afterwards
from fangxian.core.bulk.reading import acquaint, each, holds, read
from fangxian.core.bulk.values import keys, octets
from fangxian.core.bulk.writing import insert, insert_alike, insert_new, insert_objects

__all__ = [
    "acquaint",
    "among",
    "each",
    "holds",
    "indexed_afterwards",
    "insert",
    "insert_alike",
    "insert_new",
    "insert_objects",
    "keys",
    "octets",
    "read",
]

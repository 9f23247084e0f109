"""Pieces of a file become lines; nothing is held whole, however much is sent."""

import zlib
from collections.abc import Iterable, Iterator
from itertools import islice

from django.utils.translation import gettext as _

from fangxian.core.errors import Refusal

LONGEST = 64 * 1024
"""Bytes of a line: a report on forty fields with every reason takes a fraction of it."""
PIECE = 1024 * 1024
LINES, BYTES = 10_000, 16 * 1024 * 1024
"""The most that a batch holds, but for its last line."""
Numbered = tuple[int, bytes]


class Broken(Refusal):
    """What was sent cannot be unpacked any further; the lines before it stand."""


def unpacked(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield what gzip packed, in pieces of at most a MiB; raises ``Broken`` where it is damaged or cut off."""
    unpacker, begun = zlib.decompressobj(wbits=31), False
    for piece in pieces:
        left = piece
        while left:
            begun = True
            try:
                found = unpacker.decompress(left, PIECE)
            except zlib.error as error:
                raise Broken(_("The packed file is damaged from here on: pack and send it again.")) from error
            if found:
                yield found
            left = unpacker.unconsumed_tail or unpacker.unused_data
            if unpacker.eof:  # another packed part may follow
                unpacker, begun = zlib.decompressobj(wbits=31), False
    if begun:
        raise Broken(_("The packed file is cut off here: send it again."))


def split(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the lines of a file; of one that is too long only its beginning, longer than ``LONGEST``."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        yield from whole
        if len(rest) > LONGEST:
            rest = rest[: LONGEST + 1]
    if rest:
        yield rest


def batches(lines: Iterable[bytes], first: int = 1, most: int = LINES) -> Iterator[list[Numbered]]:
    """Yield numbered lines in batches, blank ones left out; what cannot be read further ends the last batch."""
    numbered = ((number, line) for number, line in enumerate(lines, first) if line.strip())
    while True:
        batch: list[Numbered] = []
        size = 0
        try:
            for each in islice(numbered, most):
                batch.append(each)
                size += len(each[1])
                if size > BYTES:
                    break
        except Broken:
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch

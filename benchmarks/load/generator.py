"""Clients that each send one request after another over a connection kept open, all in one thread.

Requests are bytes and answers are hardly looked at, so that the clients cost far less than the server does: on the
machine they share, whatever they took would be missing there.
"""

import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

CHUNK = 1 << 18
PATIENCE = 120.0
APART = 0.002
"""Seconds between two clients' first requests: were all to connect at once, one idle process would take them all."""
END = b"\r\n\r\n"
LENGTH = b"content-length:"
CLOSES = b"connection: close"


@dataclass
class Outcome:
    """What came of runs: answers a second of each, seconds of each answer as expected, how the others begin."""

    rates: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)
    length: int = 0

    def __iadd__(self, other: "Outcome") -> "Outcome":
        self.rates += other.rates
        self.latencies += other.latencies
        self.refused += other.refused
        self.length = other.length or self.length
        return self


class Client:
    """One connection: sends the next of its requests as soon as the former was answered."""

    def __init__(self, port: int, requests: Iterator[bytes], outcome: Outcome, expected: bytes) -> None:
        self.port, self.requests, self.outcome, self.expected = port, requests, outcome, expected
        self.received = bytearray()
        self.wanted = 0
        self.connection = self._connect()

    def send(self) -> None:
        """Send the next request."""
        request = next(self.requests)
        self.received.clear()
        self.wanted, self.began = 0, time.perf_counter()
        self.connection.sendall(request)

    def read(self) -> bool:
        """Take what has arrived; true once the answer is whole."""
        part = self.connection.recv(CHUNK)
        self.received += part
        if not self.wanted and (end := self.received.find(END)) >= 0:
            self.wanted = end + len(END) + _length(self.received[:end].lower())
        if part and (not self.wanted or len(self.received) < self.wanted):
            return False
        self._note()
        return True

    def renew(self) -> bool:
        """Connect again where the server closed the connection; true when it did."""
        if self.wanted and CLOSES not in self.received[: self.received.find(END)].lower():
            return False
        self.connection.close()
        self.connection = self._connect()
        return True

    def _note(self) -> None:
        if self.received[9:12] == self.expected and b"\r\nLocation: /sign-in" not in self.received[:2000]:
            self.outcome.latencies.append(time.perf_counter() - self.began)
            self.outcome.length = len(self.received)
        else:
            self.outcome.refused.append(self.received[:400].decode(errors="replace"))

    def _connect(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def load(port: int, requests: Sequence[Iterator[bytes]], expected: int, seconds: float) -> Outcome:
    """Let a client for each stream of requests ask for so many seconds, and wait for the last answers.

    An answer with another status than `expected`, or that leads to the sign-in, is an error.
    """
    outcome = Outcome()
    clients = []
    with selectors.DefaultSelector() as selector:
        began = time.perf_counter()
        for stream in requests:
            client = Client(port, stream, outcome, str(expected).encode())
            clients.append(client)
            client.send()
            selector.register(client.connection, selectors.EVENT_READ, client)
            time.sleep(APART)
        waiting = len(clients)
        while waiting:
            ready = selector.select(PATIENCE)
            if not ready:
                outcome.refused += ["no answer"] * waiting
                break
            over = time.perf_counter() - began >= seconds
            waiting -= sum(_served(selector, key.data, over) for key, _events in ready)
        outcome.rates = [len(outcome.latencies) / (time.perf_counter() - began)]
    for client in clients:
        client.connection.close()
    return outcome


def _served(selector: selectors.BaseSelector, client: Client, over: bool) -> bool:
    """Read from a client's connection and go on with its next request; true when it has done its last."""
    former = client.connection
    if not client.read():
        return False
    if over:
        selector.unregister(former)
        return True
    if client.wanted == 0 or CLOSES in client.received[:600].lower():
        selector.unregister(former)
        client.renew()
        selector.register(client.connection, selectors.EVENT_READ, client)
    client.send()
    return False


def _length(head: bytearray) -> int:
    at = head.find(LENGTH)
    if at < 0:
        return 0
    return int(head[at + len(LENGTH) : head.find(b"\r", at) if b"\r" in head[at:] else len(head)])

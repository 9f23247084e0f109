"""Taking a drill's steps in: by the public ways, or in sets."""

import datetime
import json
import uuid
from dataclasses import replace
from itertools import chain
from typing import Any, Protocol

from fangxian.core import clock
from fangxian.drill.clients import Answer, Sender
from fangxian.drill.plan import Step, What
from fangxian.drill.sheets import workbook
from fangxian.drill.truth import Truth
from fangxian.lines.reports.bulk import file_lines
from fangxian.lines.reports.ledger import ledger, zeros
from fangxian.mechanisms.forms.vocabulary import Form
from fangxian.trees.bodies.models import Body
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

NEW, SAME = 201, 200
HELD = 10_000
MARGIN = datetime.timedelta(seconds=1)
"""So long before a deadline what is held is filed: each reading of the clock takes a moment."""
API = "/api/v1/"
EXPECTED = {
    What.SHEET: {NEW, SAME}, What.ARRIVAL: {NEW}, What.ARRIVAL_AGAIN: {SAME}, What.ARRIVAL_CORRECTED: {SAME},
    What.REPORT: {NEW}, What.REPORT_AGAIN: {SAME}, What.REPORT_CORRECTED: {SAME},
}  # fmt: skip


class Entering(Protocol):
    """A way in; ``refused`` says what was not taken, and why."""

    form: Form
    refused: list[str]

    def before(self, step: Step, truth: Truth) -> None:
        """Do what is to be done before the clock moves on to a step."""
        ...

    def take(self, step: Step, truth: Truth) -> None:
        """Enter a step, and count it as entered."""
        ...

    def finish(self, truth: Truth) -> None:
        """Enter what is still held back."""
        ...


class Known:
    """Fills a form's fields in from the ledgers, as its page does; what was sent is repeated word for word."""

    def __init__(self, response: Response, form: Form) -> None:
        self.response, self.form, self.fills = response, form, bool(zeros(form))
        self._bodies: dict[str, uuid.UUID] = {}
        self._sent: dict[str, dict[str, int]] = {}

    def filled(self, told: dict[str, Any]) -> dict[str, Any]:
        """Return a report with the ledgers' numbers."""
        if not self.fills:
            return told
        if told["id"] not in self._sent:
            body, day = self._body(told["body"]), datetime.date.fromisoformat(told["day"])
            numbers = ledger(self.response, day, told["line"], body, self.form).get(body, {})
            self._sent[told["id"]] = {**told["numbers"], **zeros(self.form), **numbers}
        return told | {"numbers": self._sent[told["id"]]}

    def _body(self, code: str) -> uuid.UUID:
        if code not in self._bodies:
            self._bodies[code] = Body.objects.values_list("id", flat=True).get(code=code)
        return self._bodies[code]


class Public:
    """Workbooks through the import, everything else as JSON, over the API."""

    def __init__(self, sender: Sender, response: Response, form: Form) -> None:
        self.sender, self.response, self.form = sender, response, form
        self.known = Known(response, form)
        self.refused: list[str] = []

    def before(self, step: Step, truth: Truth) -> None:
        """Nothing waits."""

    def take(self, step: Step, truth: Truth) -> None:
        """Send a step; what is refused is not counted as entered."""
        told = step.told
        if step.what in (What.REPORT, What.REPORT_AGAIN, What.REPORT_CORRECTED):
            told = self.known.filled(told)
        status, answer = self._send(step.what, told)
        taken = status in EXPECTED[step.what] and not answer.get("problems")
        if not taken:
            self.refused.append(f"{step.at:%m-%d %H:%M} {step.what} {step.sender}: {status} {_why(answer)}")
            return
        was = told["numbers"] if step.was is not None and self.known.fills else step.was
        truth.add(replace(step, told=told, was=was), clock.now())

    def finish(self, truth: Truth) -> None:
        """Nothing is held back."""

    def _send(self, what: What, told: dict[str, Any]) -> Answer:
        query = f"?response={self.response.id}"
        if what is What.SHEET:
            return self._sheet(told)
        if what in (What.ARRIVAL, What.ARRIVAL_AGAIN):
            return self.sender.send("POST", f"{API}arrivals{query}", told)
        if what is What.ARRIVAL_CORRECTED:
            return self.sender.send("PUT", f"{API}arrivals/{told['id']}{query}", told)
        if what is What.REPORT_CORRECTED:
            return self.sender.send("PUT", f"{API}reports/{told['id']}{query}", told)
        return self.sender.send("POST", f"{API}reports{query}", told)

    def _sheet(self, told: dict[str, Any]) -> Answer:
        fields = {name: told[name] for name in ("kind", "body", "line", "place") if told.get(name)}
        fields |= {"response": str(self.response.id), "partial": "true"}
        return self.sender.upload(f"{API}imports", fields, "返程人员登记表.xlsx", workbook(told["rows"]))


class Direct(Public):
    """Reports in sets by the bulk path, the rest as the public ways would take it.

    Reports are held until one of them would become late, or there are many; corrections follow them.
    """

    def __init__(self, sender: Sender, response: Response, form: Form, actor: Actor) -> None:
        super().__init__(sender, response, form)
        self.actor = actor
        self.held: list[Step] = []
        self.corrections: list[Step] = []
        self.until: datetime.datetime | None = None

    def before(self, step: Step, truth: Truth) -> None:
        """File what is held before the clock passes its deadline."""
        if len(self.held) >= HELD or (self.until and step.at > self.until - MARGIN):
            self.finish(truth)

    def take(self, step: Step, truth: Truth) -> None:
        """Hold a report, or send anything else."""
        if step.what is What.REPORT_CORRECTED:
            self.corrections.append(step)
        elif step.what in (What.REPORT, What.REPORT_AGAIN):
            self.held.append(step)
            if step.due_at and step.at <= step.due_at:
                self.until = min(self.until or step.due_at, step.due_at)
        else:
            super().take(step, truth)

    def finish(self, truth: Truth) -> None:
        """File what is held, then correct what is to be corrected."""
        held = [replace(step, told=self.known.filled(step.told)) for step in self.held]
        lines = (json.dumps(step.told, ensure_ascii=False).encode() for step in held)
        results = chain.from_iterable(file_lines(self.actor, self.response, lines))
        for step, result in zip(held, results, strict=True):
            if result.is_taken:
                truth.add(step, clock.now())
            else:
                why = result.errors or result.detail
                self.refused.append(f"{step.at:%m-%d %H:%M} {step.what} {step.sender}: {why}")
        corrections, self.held, self.corrections, self.until = self.corrections, [], [], None
        for step in corrections:
            super().take(step, truth)


def _why(answer: dict[str, Any]) -> str:
    told = next((answer[name] for name in ("errors", "problems", "detail") if answer.get(name)), answer)
    return json.dumps(told, ensure_ascii=False)[:200]

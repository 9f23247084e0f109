"""Take a form in, correct what fills it, fill it, take it out, fill it again tomorrow (M8)."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fangxian.core import clock, crypto
from fangxian.core.audit import trail
from fangxian.core.errors import Invalid
from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.filling import reading, remembering
from fangxian.mechanisms.filling.computing import Cell, Order, Sheetful, compute
from fangxian.mechanisms.filling.dictionary import windows_of
from fangxian.mechanisms.filling.instants import Instants, end_on
from fangxian.mechanisms.filling.ledgers import all_ledgers, ledger_of
from fangxian.mechanisms.filling.models import Filling, KnownForm
from fangxian.mechanisms.filling.owners import PERMISSION, Owner
from fangxian.mechanisms.filling.recording import as_recorded, record, watermark
from fangxian.mechanisms.filling.rules.choices import Choice, Constant, Source
from fangxian.mechanisms.filling.understanding import Form, Key
from fangxian.mechanisms.filling.writing import where, write
from fangxian.trees.people.actor import Actor
from fangxian.trees.responses.models import Response

DISCLOSE = "arrivals.disclose"
MOST_BLANKS = 20_000
SHORTEST_PURPOSE, LONGEST_PURPOSE = 2, 200


def upload(actor: Actor, response: Response, owner: Owner, filename: str, content: bytes) -> Filling:
    """Take a form in, sealed, with what is remembered of it or proposed; the same file unfilled is the same filling.

    Raises ``Invalid`` (``file``) for a file that cannot be read, ``Missing`` outside the actor's scope.
    """
    actor.must(PERMISSION, **owner.paths)
    digest = crypto.token(response.key_owner, f"form:{content.hex()}")
    held = {"response": response, "body": owner.body, "line_id": owner.line or None, "place": owner.place}
    same = Filling.objects.filter(**held, digest=digest, filled_at=None).first()
    if same is not None:
        return same
    form = reading.read_for(response, content)
    if not form.asked:
        raise Invalid({"file": _("Nothing to fill was found: no blank cells beside or below labels.")})
    if sum(len(asked.slots) for asked in form.asked.values()) > MOST_BLANKS:
        raise Invalid({"file": _("This form has more blanks than can be filled at once.")})
    recalled = remembering.recall(response, owner, form)
    proposed = reading.proposals_for(response, owner, form)
    choices = proposed | remembering.carried(recalled, proposed, form)
    filling = Filling(
        **held, body_path=owner.position.path if owner.position else "",
        path=owner.place.path if owner.place else "", digest=digest, title=form.title[: remembering.LONGEST_TITLE],
        fingerprint=form.fingerprint, choices={key: each.to_json() for key, each in choices.items()},
        changes=reading.told(recalled, form), created_at=clock.now(), created_by_id=actor.id,
    )  # fmt: skip
    reading.seal(filling, filename, content)
    with transaction.atomic():
        filling.save()
        trail.record(actor, trail.Kind.WRITE, "filling.upload", response=response.id, subject=filling.id)
    return filling


def choose(actor: Actor, filling: Filling, key: Key, choice: Choice) -> None:
    """Correct what fills a blank. Raises ``Invalid`` for what does not exist."""
    actor.must(PERMISSION, **reading.owner_of(filling).paths)
    _must_be_open(filling)
    if key not in filling.choices:
        raise Invalid({"key": _("The form has no such blank.")})
    filling.choices[key] = checked(choice).to_json()
    filling.save(update_fields=["choices"])


def checked(choice: Choice) -> Choice:
    """Return a person's choice as certain; raises ``Invalid`` (``code``, ``line``)."""
    if choice.source is Source.MEASURE:
        windows = windows_of(registry.measure(choice.code))
        choice = replace(choice, window=choice.window if choice.window in windows else windows[0])
    elif choice.source is Source.LEDGER:
        ledger, _dot, name = choice.code.partition(".")
        if name not in {field.code for field in ledger_of(ledger).fields()}:
            raise Invalid({"code": _("Choose what the column holds.")})
    elif choice.source is Source.CONSTANT and choice.code not in list(Constant):
        raise Invalid({"code": _("Choose what the column holds.")})
    return replace(choice, confidence=100, confirmed=True)


def fill(
    actor: Actor, filling: Filling, to: datetime.datetime | datetime.date | None = None, purpose: str = "",
    hides_small: bool = False,
) -> Filling:  # fmt: skip
    """Fill a form until an instant (a day means the form's cut-off, else its end) and remember what was let stand.

    With a purpose persons are shown in full, if the actor may; the record keeps figures, never persons. With
    ``hides_small`` numbers too small to be published leave as <3.
    """
    _must_be_open(filling)
    actor.must(PERMISSION, **reading.owner_of(filling).paths)
    purpose = purpose.strip()[:LONGEST_PURPOSE]
    form = reading.form_of(filling)
    filling.as_of = clock.now()
    filling.to = _until(to, form, filling.as_of)
    filling.purpose, filling.filled_by, filling.hides_small = purpose, actor.account, hides_small
    done = _computed(actor, filling, form)
    write(form, done)  # a form that cannot hold its list is refused before anything is kept
    filling.cells = [record(form, done, cell, filling.line_id or "") for cell in done.cells]
    filling.persons, filling.filled_at = done.persons, clock.now()
    with transaction.atomic():
        filling.save()
        remembering.remember(actor, filling, form, reading.choices_of(filling))
        trail.record(
            actor, trail.Kind.WRITE, "filling.fill", response=filling.response_id, subject=filling.id,
            count=len(filling.cells), persons=done.persons,
        )  # fmt: skip
    return filling


def take_out(actor: Actor, filling: Filling) -> bytes:
    """Return the filled file as its record says; with persons it is an export, on record before it leaves."""
    actor.must(PERMISSION, **reading.owner_of(filling).paths)
    if filling.filled_at is None:
        raise Invalid({"state": _("Fill the form first.")})
    form = reading.form_of(filling)
    done = as_recorded(filling, form, _computed(actor, filling, form))
    content = write(form, done, watermark(actor, filling) if done.persons else "")
    trail.record(
        actor, trail.Kind.EXPORT, "filling.export", response=filling.response_id, subject=filling.id,
        purpose=filling.purpose, count=max(done.persons, 1), masked=not filling.purpose, persons=done.persons,
    )  # fmt: skip
    return content


def fill_again(
    actor: Actor, known: KnownForm, to: datetime.datetime | datetime.date | None = None, purpose: str = ""
) -> Filling:
    """Fill a form that was filled before, for another day, with the mapping confirmed then."""
    last = known.last
    actor.must(PERMISSION, **reading.owner_of(last).paths)
    filling = Filling(
        response=last.response, body=last.body, line=last.line, body_path=last.body_path, place=last.place,
        path=last.path, digest=last.digest, title=last.title, fingerprint=last.fingerprint,
        choices=known.choices, created_at=clock.now(), created_by_id=actor.id,
    )  # fmt: skip
    reading.seal(filling, reading.file_name(last), reading.unseal(last, "content"))
    with transaction.atomic():
        return fill(actor, filling, to, purpose, last.hides_small)


def reopen(actor: Actor, filling: Filling) -> Filling:
    """Begin anew with a form that was filled, to correct what fills it; the record of before stays as it is."""
    content = reading.unseal(filling, "content")
    name = reading.file_name(filling)
    return upload(actor, filling.response, reading.owner_of(filling), name, content)


def _must_be_open(filling: Filling) -> None:
    if filling.filled_at is not None:
        raise Invalid({"state": _("This form has been filled: begin anew to change it.")})


def holds_persons(choices: Mapping[Key, Choice]) -> bool:
    """Tell whether a form lists persons in fields that are masked without a purpose."""
    personal = {
        f"{ledger.code}.{each.code}" for ledger in all_ledgers() for each in ledger.fields() if each.personal
    }
    return any(choice.fills and choice.code in personal for choice in choices.values())


def preview(actor: Actor, filling: Filling) -> list[Cell]:
    """Return what would be filled now, or was, persons masked; nothing is written."""
    form = reading.form_of(filling)
    if filling.filled_at:
        return as_recorded(filling, form, _computed(actor, filling, form, in_full=False)).cells
    filling.as_of = clock.now()
    filling.to = filling.to or _until(None, form, filling.as_of)
    return _computed(actor, filling, form, in_full=False).cells


def listed(actor: Actor, filling: Filling) -> list[dict[str, Any]]:
    """Return every blank of a filled form with what stands in it; persons masked, whatever the file shows."""
    form = reading.form_of(filling)
    done = as_recorded(filling, form, _computed(actor, filling, form, in_full=False))
    shown = {(cell.key, where(form, done, cell)): cell.value for cell in done.cells if cell.personal}
    return [cell | {"value": shown.get((cell["key"], cell["cell"]), cell["value"])} for cell in filling.cells]


def holds_small(choices: Mapping[Key, Choice]) -> bool:
    """Tell whether a form asks for figures of which small ones are not for publication."""
    measures = {each.code for each in registry.all_measures() if each.small_cell}
    return any(choice.fills and choice.code in measures for choice in choices.values())


def _until(
    to: datetime.datetime | datetime.date | None, form: Form, now: datetime.datetime
) -> datetime.datetime:
    if isinstance(to, datetime.datetime):
        return to
    return end_on(to or reading.local_day(now), form.cut_off)


def _computed(actor: Actor, filling: Filling, form: Form, in_full: bool | None = None) -> Sheetful:
    owner, choices = reading.owner_of(filling), reading.choices_of(filling)
    _may_list(actor, owner, choices)
    shown = bool(filling.purpose) if in_full is None else in_full
    if shown and holds_persons(choices):
        actor.must(DISCLOSE, **owner.paths)
        if len(filling.purpose) < SHORTEST_PURPOSE:
            raise Invalid({"purpose": _("State the purpose: it is kept.")})
    if filling.to is None or filling.as_of is None:
        raise Invalid({"to": _("Say until when.")})
    instants = Instants(filling.response, filling.to, filling.as_of, form.cut_off)
    filler = filling.filled_by or actor.account
    return compute(Order(form, choices, actor, owner, instants, shown, filler, filling.hides_small))


def _may_list(actor: Actor, owner: Owner, choices: Mapping[Key, Choice]) -> None:
    ledgers = {
        each.code.partition(".")[0]
        for each in choices.values()
        if each.source is Source.LEDGER and each.fills
    }
    for code in ledgers:
        held = [permission for permission in ledger_of(code).permissions if actor.may(permission)]
        actor.must(held[0] if held else ledger_of(code).permissions[0])

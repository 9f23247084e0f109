"""Declaring a room's ledgers and measures to the whole system."""

from typing import Any

from fangxian.mechanisms.figures import registry
from fangxian.mechanisms.figures.evidence import Reading
from fangxian.mechanisms.figures.evidence import register as register_reading
from fangxian.mechanisms.figures.measures import AnyMeasure
from fangxian.mechanisms.figures.questions import Question
from fangxian.mechanisms.imports.kinds import register as register_import
from fangxian.mechanisms.ledgers.declaring import Ledger, add, ledger_of_table
from fangxian.mechanisms.ledgers.sheets import LedgerImport
from fangxian.trees.people.actor import Actor

PAGE = "ledgers:entries"


def register(*ledgers: Ledger) -> None:
    """Add ledgers: their pages, operations and imports come with them."""
    for ledger in ledgers:
        add(ledger)
        register_import(LedgerImport(ledger))


def register_measures(room: str, *measures: AnyMeasure) -> None:
    """Add measures ``<room>.…`` over ledgers' tables; whoever sees the rows opens the facts behind them."""
    registry.register(*measures)
    register_reading(room, Reading(room, _opened, page=PAGE))


def _opened(actor: Actor, _question: Question, facts: Any) -> Any:
    return facts.filter(actor.scope(ledger_of_table(facts.model).view).q())

"""The drill's invented people, under the name by which measurements know them."""

from fangxian.drill.people import HARSH, START, Corruption, Entry, generate

__all__ = ["HARSH", "START", "Corruption", "Entry", "generate"]

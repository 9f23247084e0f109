"""The pages of self-registration are open to everybody; what they refuse leads on to one's receipt."""

from fangxian.mechanisms.visitors.bounds import LARGEST, opened_to_all

__all__ = ["LARGEST", "for_everybody"]

for_everybody = opened_to_all("selfreg/refused.html")

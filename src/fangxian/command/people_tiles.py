"""The tiles of people on the home page of those who oversee: sent down, on duty, paired, reported in (M9–M11)."""

from typing import Any

from django.utils.translation import gettext_lazy

from fangxian.command.overview import figures_url
from fangxian.core.errors import Text
from fangxian.mechanisms.figures import answers, registry
from fangxian.mechanisms.figures.questions import Question

Tile = tuple[Text, Text, tuple[str, ...]]
"""Label; detail, with the measures after the first by their position; measures, the first being the tile's value."""
TILES: tuple[Tile, ...] = (
    (gettext_lazy("People sent down"), gettext_lazy("in place {1} · on leave {2} · {3} communities · {4} checkpoints"),
     ("dispatch.people", "dispatch.in_place", "dispatch.on_leave", "dispatch.communities", "dispatch.checkpoints")),
    (gettext_lazy("On duty now"), gettext_lazy("posts not filled {1}"),
     ("dispatch.on_duty", "dispatch.posts_unfilled")),
    (gettext_lazy("Units paired"), gettext_lazy("{1} communities · five ones complete {2} · gaps {3}"),
     ("pairing.units", "pairing.communities", "pairing.five_ones_complete", "pairing.five_ones_gaps")),
    (gettext_lazy("Units reported in"), gettext_lazy("{1} people · {2} communities · members by themselves {3}"),
     ("checkin.units", "checkin.people", "checkin.communities", "checkin.members")),
)  # fmt: skip


def tiles(question: Question) -> list[dict[str, Any]]:
    """Return a tile for each of the four of which there is anything; every number leads to its entries."""
    wanted = [registry.measure(code) for _label, _detail, codes in TILES for code in codes]
    told = {answer.measure.code: answer.total for answer in answers.answers(question, wanted)}
    return [
        {
            "label": label, "value": told[codes[0]].value, "unit": registry.measure(codes[0]).unit,
            "detail": str(detail).format(*(told[code].text for code in codes)),
            "url": figures_url(question, codes, "place"),
        }
        for label, detail, codes in TILES if any(told[code].value for code in codes)
    ]  # fmt: skip

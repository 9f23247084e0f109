"""Make the traditional catalogue from the simplified one: OpenCC, then corrections made by hand.

`locale/zh_Hant/corrections.toml` says why this conversion and what it gets wrong; only the .mo file is written.
"""

import tomllib
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import polib
from opencc import OpenCC

CONVERSION = "s2hk"
SIMPLIFIED, TRADITIONAL = "zh_Hans", "zh_Hant"


def target_of(simplified: Path) -> Path:
    """Return the traditional .mo file that belongs to a simplified catalogue."""
    return simplified.parents[2] / TRADITIONAL / "LC_MESSAGES" / f"{simplified.stem}.mo"


def corrections_of(simplified: Path) -> Path:
    """Return the file of corrections beside a simplified catalogue."""
    return simplified.parents[2] / TRADITIONAL / "corrections.toml"


def traditional(simplified: Path) -> polib.POFile:
    """Return a simplified catalogue in traditional characters; messages and placeholders stay as they are."""
    file = corrections_of(simplified)
    convert = converter(tomllib.loads(file.read_text(encoding="utf-8")) if file.exists() else {})
    catalogue = polib.pofile(str(simplified))
    catalogue.metadata["Language"] = TRADITIONAL
    for entry in catalogue:
        entry.msgstr = convert(entry.msgstr)
        entry.msgstr_plural = {number: convert(text) for number, text in entry.msgstr_plural.items()}
    return catalogue


def converter(corrections: Mapping[str, Mapping[str, str]]) -> Callable[[str], str]:
    """Return a function from simplified to traditional text, corrections included."""
    characters = str.maketrans(dict(corrections.get("characters", {})))

    def convert(text: str) -> str:
        found = str(_opencc().convert(text)).translate(characters)
        for wrong, right in corrections.get("words", {}).items():
            found = found.replace(wrong, right)
        return found

    return convert


@cache
def _opencc() -> OpenCC:
    return OpenCC(CONVERSION)

"""Keep the gettext catalogues without the gettext programs.

Usage: python -m tools.setup.catalogues compile | check | update
"""

import ast
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import polib

from tools.setup import traditional, wording
from tools.setup.environment import ROOT

PACKAGE = ROOT / "src" / "fangxian"
NAMES = {  # gettext function: positions of context, message, plural (None: not taken)
    "_": (None, 0, None),
    "gettext": (None, 0, None),
    "gettext_lazy": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "ngettext": (None, 0, 1),
    "ngettext_lazy": (None, 0, 1),
    "pgettext": (0, 1, None),
    "pgettext_lazy": (0, 1, None),
    "npgettext": (0, 1, 2),
    "npgettext_lazy": (0, 1, 2),
}
LITERAL = r"""u?(?:'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*")"""
TEMPLATE_CALL = re.compile(rf"(?<!\w)((?:n?p?gettext|_)\((?:\s*{LITERAL}\s*,?)+)")


class Message(NamedTuple):
    """One translatable string: its context, its text, its plural."""

    context: str | None
    text: str
    plural: str | None


def literal(node: ast.expr) -> str | None:
    """Return the text of a literal string, else None."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def messages_in_code(source: str) -> Iterator[Message]:
    """Yield the messages of Python source: calls of a gettext function with literal strings."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            literals = [literal(part) for part in node.args]
            if name in NAMES:
                context, text, plural = (None if at is None else literals[at] for at in NAMES[name])
                if text is not None:
                    yield Message(context, text, plural)


def messages_in_template(source: str) -> Iterator[Message]:
    """Yield the messages of a Django template."""
    from django.utils.translation.template import templatize

    for found in TEMPLATE_CALL.finditer(templatize(source)):
        call = found[1].rstrip().rstrip(",")
        yield from messages_in_code(f"{call})")


def used_messages() -> dict[Message, str]:
    """Map each message of the package to the first file that uses it."""
    used: dict[Message, str] = {}
    for path in sorted(PACKAGE.rglob("*")):
        if path.suffix in {".py", ".html", ".txt"} and not {"tests", "static"} & set(path.parts):
            read = messages_in_code if path.suffix == ".py" else messages_in_template
            for message in read(path.read_text(encoding="utf-8")):
                used.setdefault(message, str(path.relative_to(ROOT)))
    return used


def catalogues() -> list[Path]:
    """List the .po files of the package."""
    return sorted(PACKAGE.rglob("locale/*/LC_MESSAGES/django.po"))


def key(entry: polib.POEntry) -> Message:
    """Return the message that a catalogue entry translates."""
    return Message(entry.msgctxt, entry.msgid, entry.msgid_plural or None)


def is_translated(entry: polib.POEntry) -> bool:
    """Say whether an entry is complete, neither fuzzy nor obsolete."""
    return bool(entry.translated()) and not entry.obsolete


def compile_all() -> int:
    """Write the .mo file of every catalogue that is newer than it, and the traditional one beside it."""
    for path in catalogues():
        if is_stale(path.with_suffix(".mo"), path):
            polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
        target = traditional.target_of(path)
        if is_stale(target, path, traditional.corrections_of(path)):
            target.parent.mkdir(parents=True, exist_ok=True)
            traditional.traditional(path).save_as_mofile(str(target))
    return 0


def is_stale(target: Path, *sources: Path) -> bool:
    """Say whether a file made from others is missing or older than one of them."""
    return not target.exists() or any(target.stat().st_mtime < path.stat().st_mtime for path in sources)


def complaints(path: Path, used: dict[Message, str]) -> Iterator[str]:
    """Yield what is wrong in one catalogue: missing, unused and unequal placeholders; also in traditional."""
    catalogue = polib.pofile(str(path))
    entries = {key(entry) for entry in catalogue if is_translated(entry)}
    name = os.path.relpath(path, ROOT)
    yield from (f"{name}: no translation of {m.text!r} ({used[m]})" for m in used if m not in entries)
    yield from (f"{name}: nobody uses {m.text!r}" for m in entries if m not in used)
    here = list(unequal(catalogue))
    yield from (f"{name}: {fault}" for fault in here or unequal(traditional.traditional(path)))


def unequal(catalogue: polib.POFile) -> Iterator[str]:
    """Yield the translations of a catalogue whose placeholders are not those of the message."""
    for entry in filter(is_translated, catalogue):
        for translation in [entry.msgstr, *entry.msgstr_plural.values()]:
            message = entry.msgid_plural or entry.msgid
            if translation and placeholders(translation) != placeholders(message):
                yield f"other placeholders in {translation!r} than in {entry.msgid!r}"


def placeholders(text: str) -> set[str]:
    """Return the named placeholders of a message: ``%(name)s``, ``%s`` and ``{name}``."""
    return set(re.findall(r"%(?:\(\w+\))?[sd]|\{\w*\}", text))


def check() -> int:
    """Print every complaint, and what escapes translation; returns 1 if there is any or no catalogue, else 0."""
    used, paths = used_messages(), catalogues()
    found = [line for path in paths for line in complaints(path, used)]
    found += wording.escapes(PACKAGE, frozenset(NAMES))
    if used and not paths:
        found = [f"{len(used)} messages, but no catalogue"]
    print("\n".join(found) or f"{len(used)} messages translated in {len(paths)} catalogues")
    return 1 if found else 0


def update() -> int:
    """Add empty entries for new messages to every catalogue and drop those that nobody uses."""
    used = used_messages()
    for path in catalogues():
        catalogue = polib.pofile(str(path), wrapwidth=100)
        for entry in [entry for entry in catalogue if key(entry) not in used]:
            catalogue.remove(entry)
        known = {key(entry) for entry in catalogue}
        catalogue.extend(new_entry(message, used[message]) for message in used if message not in known)
        catalogue.save()
    return 0


def new_entry(message: Message, file: str) -> polib.POEntry:
    """Make an untranslated catalogue entry that says where the message is used."""
    plural = {"msgid_plural": message.plural, "msgstr_plural": {0: ""}} if message.plural else {}
    return polib.POEntry(msgctxt=message.context, msgid=message.text, occurrences=[(file, "")], **plural)


if __name__ == "__main__":
    sys.exit({"compile": compile_all, "check": check, "update": update}[sys.argv[1]]())

"""Finds words that escape translation: Chinese written into pages and actions, and messages that are no literals.

What reads or writes Chinese as data (sheets, chats, addresses, official papers, examples of the API) may hold it.
"""

import ast
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

CHINESE = re.compile("[\u3400-\u9fff]")
WORDS = re.compile("[\u3400-\u9fff、。，；：？！（）]")
"""What a page may not hold: Chinese words, and the marks that stand between them."""
PAPERS = ("mechanisms/papers/templates/papers/document.html",)
"""Pages that show an official paper, which is Chinese in any language."""
COMMENT = re.compile(r"{%\s*comment\b.*?endcomment\s*%}|{#.*?#}", re.DOTALL)
DATA = (
    "cli/*",
    "command/api/*",
    "drill/*",
    "lines/arrivals/employers.py",
    "lines/arrivals/imports.py",
    "lines/arrivals/ledger_rows.py",
    "lines/arrivals/passengers/imports.py",
    "lines/arrivals/passengers/rules.py",
    "lines/arrivals/rules/*",
    "lines/arrivals/sheet.py",
    "lines/dispatch/imports.py",
    "lines/grid/ground.py",
    "lines/grid/setup.py",
    "lines/reports/form.py",
    "lines/reports/imports.py",
    "lines/reports/relay/*",
    "lines/service/rules.py",
    "lines/structure/rules.py",
    "lines/*/*ledgers.py",
    "mechanisms/figures/answers.py",
    "mechanisms/filling/*",
    "mechanisms/forms/sheets/*",
    "mechanisms/forms/values.py",
    "mechanisms/imports/*",
    "mechanisms/ledgers/fields/plain.py",
    "mechanisms/personnel/sameness.py",
    "mechanisms/papers/*",
    "mechanisms/personnel/leaves.py",
    "mechanisms/personnel/ledgers.py",
    "scenario/*",
    "trees/bodies/resolver.py",
    "trees/places/resolver.py",
    "trees/responses/models.py",
)


def may_hold_chinese(name: str) -> bool:
    """Say whether a module, by its path in the package, works on Chinese text."""
    return any(fnmatch(name, pattern) for pattern in DATA)


def in_code(source: str, gettext: frozenset[str]) -> Iterator[str]:
    """Yield the Chinese literals of Python source; docstrings and messages of `gettext` calls are left out."""
    tree = ast.parse(source)
    told = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    told |= {id(part) for call in calls(tree, gettext) for part in call.args}
    for node in ast.walk(tree):
        text = node.value if isinstance(node, ast.Constant) else None
        if isinstance(text, str) and id(node) not in told and CHINESE.search(text):
            yield text


def in_template(source: str) -> Iterator[str]:
    """Yield the lines of a template that hold Chinese words or marks; comments are left out."""
    return (line.strip() for line in COMMENT.sub("", source).splitlines() if WORDS.search(line))


def no_literals(source: str, gettext: frozenset[str]) -> Iterator[str]:
    """Yield the gettext calls whose message is put together: such a sentence is in no catalogue."""
    for call in calls(ast.parse(source), gettext):
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
            yield ast.unparse(call)


def calls(tree: ast.AST, gettext: frozenset[str]) -> Iterator[ast.Call]:
    """Yield the calls of gettext functions."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in gettext:
                yield node


def escapes(package: Path, gettext: frozenset[str]) -> Iterator[str]:
    """Yield what escapes translation anywhere in a package; tests and migrations are left out."""
    for path in sorted(package.rglob("*")):
        name = path.relative_to(package).as_posix()
        if path.suffix not in {".py", ".html", ".txt"} or {"tests", "migrations", "static", "data"} & set(
            path.parts
        ):
            continue
        if path.name == "conftest.py":
            continue
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            yield from (f"{name}: not a literal: {call}" for call in no_literals(source, gettext))
            found = () if may_hold_chinese(name) else in_code(source, gettext)
        else:
            found = () if name in PAPERS else in_template(source)
        yield from (f"{name}: Chinese outside the catalogues: {text!r}" for text in found)

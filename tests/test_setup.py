"""What `make demo` and `make test` stand on: locks, catalogues, the choice of Node, the runner of checks."""

import gettext
import re
import sys
from pathlib import Path

import polib
import pytest

from tools.setup.catalogues import Message, complaints, messages_in_code, messages_in_template
from tools.setup.check import CLOSING, Step, run
from tools.setup.environment import ROOT
from tools.setup.node import is_fit
from tools.setup.postgresql import audit_url

LOCKS = sorted((ROOT / "requirements").glob("*.txt"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_every_package_with_a_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text(encoding="utf-8")
    packages = re.split(r"\n(?=[a-z0-9])", text.split("make lock\n", 1)[1])
    assert packages
    assert all(re.match(r"[a-z0-9._-]+(\[[a-z,-]+\])?==\S+", package) for package in packages)
    assert all("--hash=sha256:" in package for package in packages)
    assert "://" not in text


def test_the_locks_agree_on_versions() -> None:
    chosen = [re.findall(r"^(\S+)==(\S+)", lock.read_text(encoding="utf-8"), re.M) for lock in LOCKS]
    versions = dict(chosen[[lock.stem for lock in LOCKS].index("base")])
    assert len(versions) > 20
    differing = {
        name for pairs in chosen for name, version in pairs if versions.get(name, version) != version
    }
    assert not differing


def test_the_front_end_lock_names_no_address_to_fetch_from() -> None:
    assert '"resolved"' not in (ROOT / "frontend" / "package-lock.json").read_text(encoding="utf-8")


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.0.1\n"])
def test_a_fit_node_is_used(version: str) -> None:
    assert is_fit(version)


@pytest.mark.parametrize("version", ["v18.20.0", "v20.18.3", "v21.7.0", "v22.11.0", "", "node"])
def test_an_unfit_node_is_replaced(version: str) -> None:
    assert not is_fit(version)


def test_the_audit_database_stands_beside_the_main_one() -> None:
    assert audit_url("postgresql://u@/fangxian?host=/run") == "postgresql://u@/fangxian_audit?host=/run"


def test_messages_are_found_in_code() -> None:
    source = (
        'a = _("Late"); b = ngettext("%(n)d day", "%(n)d days", n); c = pgettext("rank", "Open"); d = _(x)'
    )
    assert list(messages_in_code(source)) == [
        Message(None, "Late", None),
        Message(None, "%(n)d day", "%(n)d days"),
        Message("rank", "Open", None),
    ]


def test_messages_are_found_in_templates() -> None:
    source = """{% translate "Who's late" %} {{ value|default:_("none") }} <p class="x">plain</p>
    {% blocktranslate count n=total trimmed %}
      {{ n }} body {% plural %} {{ n }} bodies
    {% endblocktranslate %}"""
    assert set(messages_in_template(source)) == {
        Message(None, "Who's late", None),
        Message(None, "none", None),
        Message(None, "%(n)s body", "%(n)s bodies"),
    }


def catalogue(folder: Path, **translations: str) -> Path:
    """Write a catalogue of simple translations and return its path."""
    file = polib.POFile()
    file.metadata = {"Content-Type": "text/plain; charset=utf-8"}
    file.extend(polib.POEntry(msgid=text, msgstr=translation) for text, translation in translations.items())
    file.save(str(folder / "django.po"))
    return folder / "django.po"


def test_the_locale_check_finds_missing_unused_and_unequal_messages(tmp_path: Path) -> None:
    path = catalogue(tmp_path, **{"Filed": "已报", "Old": "旧", "%(n)d late": "%(m)d 迟报", "Due": ""})
    used = {Message(None, text, None): "views.py" for text in ("Filed", "%(n)d late", "Due")}
    found = [line.split(": ", 1)[1] for line in complaints(path, used)]
    assert found == [
        "no translation of 'Due' (views.py)",
        "nobody uses 'Old'",
        "other placeholders in '%(m)d 迟报' than in '%(n)d late'",
    ]


def test_a_compiled_catalogue_is_read_by_gettext(tmp_path: Path) -> None:
    polib.pofile(str(catalogue(tmp_path, Filed="已报"))).save_as_mofile(str(tmp_path / "django.mo"))
    with (tmp_path / "django.mo").open("rb") as compiled:
        assert gettext.GNUTranslations(compiled).gettext("Filed") == "已报"


@pytest.mark.parametrize(
    "line",
    [
        "============== 3 passed, 1 skipped in 0.16s ===============",
        "====== 1 failed, 2 passed in 75.20s (0:01:15) ======",
        "====== no tests ran in 0.02s ======",
    ],
)
def test_the_closing_line_of_a_test_run_is_known(line: str) -> None:
    assert CLOSING.match(line)


def test_a_failing_step_is_remembered_with_its_closing_line(capfd: pytest.CaptureFixture[str]) -> None:
    program = "print('working'); print('== 1 failed in 2.00s =='); raise SystemExit(3)"
    result = run(Step("story", [sys.executable, "-c", program], {}))
    assert (result.code, result.closing) == (3, "== 1 failed in 2.00s ==")
    assert "working" in capfd.readouterr().out

"""What `make demo` and `make test` stand on: locks, catalogues, the choice of Node, the runner of checks."""

import gettext
import re
import sys
import tomllib
from pathlib import Path

import polib
import pytest

from tools.setup.catalogues import Message, complaints, messages_in_code, messages_in_template
from tools.setup.check import CLOSING, Step, run
from tools.setup.environment import ROOT
from tools.setup.node import is_fit
from tools.setup.postgresql import audit_url
from tools.setup.traditional import converter, corrections_of, traditional
from tools.setup.wording import escapes, in_code, in_template, no_literals

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
    versions: dict[str, set[str]] = {}  # several where a newer Python takes another
    for name, version in chosen[[lock.stem for lock in LOCKS].index("base")]:
        versions.setdefault(name, set()).add(version)
    assert len(versions) > 20
    differing = {
        name for pairs in chosen for name, version in pairs if version not in versions.get(name, {version})
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


GETTEXT = frozenset({"_", "ngettext"})
CATALOGUE = ROOT / "src/fangxian/core/locale/zh_Hans/LC_MESSAGES/django.po"


def test_chinese_outside_the_catalogues_is_found_and_docstrings_and_messages_are_not() -> None:
    source = '"""中文"""\ntitle = "标题"\nnote = _("such as 示例")\nplain = "title"\n'
    assert list(in_code(source, GETTEXT)) == ["标题"]
    assert list(in_template("{# 中文 #}<p>{% translate 'Hi' %}</p>\n<p>标题</p>")) == ["<p>标题</p>"]
    assert list(in_template("<b>{{ name }}：</b>\n<b>{{ name }}</b>")) == ["<b>{{ name }}：</b>"]


def test_a_message_that_is_put_together_is_found() -> None:
    source = '_("Late"); _(f"{n} late"); _("so " + "on"); ngettext("%(n)s day", "%(n)s days", n)'
    assert list(no_literals(source, GETTEXT)) == ["_(f'{n} late')", "_('so ' + 'on')"]


def test_no_words_of_the_package_escape_translation() -> None:
    assert list(escapes(ROOT / "src" / "fangxian", GETTEXT)) == []


@pytest.mark.parametrize(
    ("simplified", "wanted"),
    [
        ("查看表单", "查看表單"),
        ("清单只列您范围内的", "清單只列您範圍內的"),
        ("群里复制链接，尽快复核", "群裏複製鏈接，儘快覆核"),
        ("同意并发送", "同意並發送"),
        ("对表头的确认", "對表頭的確認"),
        ("应报数和已报数里都不算", "應報數和已報數裏都不算"),
        ("在以前的版本里", "在以前的版本裏"),
        ("制发单位", "製發單位"),
        ("同一户的说明", "同一戶的說明"),
        ("请填写 %(name)s", "請填寫 %(name)s"),
    ],
)
def test_traditional_text_is_as_people_write_it(simplified: str, wanted: str) -> None:
    assert (
        converter(tomllib.loads(corrections_of(CATALOGUE).read_text(encoding="utf-8")))(simplified) == wanted
    )


def test_each_correction_is_needed_and_the_traditional_catalogue_is_as_complete() -> None:
    corrections = tomllib.loads(corrections_of(CATALOGUE).read_text(encoding="utf-8"))
    convert = converter({})
    source = polib.pofile(str(CATALOGUE))
    made = "".join(convert(text) for e in source for text in (e.msgstr, *e.msgstr_plural.values()))
    assert [wrong for wrong in corrections["words"] if wrong not in made] == []
    assert len(traditional(CATALOGUE)) == len(source)
    assert {e.msgid for e in traditional(CATALOGUE).translated_entries()} == {
        e.msgid for e in source.translated_entries()
    }


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

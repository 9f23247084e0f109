"""A clerk writes one text; its figures, conditions and headings come out of it."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fangxian.mechanisms.papers.document import Document, Heading, Paragraph, Table, text_of
from fangxian.mechanisms.papers.mistakes import MESSAGES
from fangxian.mechanisms.papers.source import (
    Letterhead,
    Reference,
    Shown,
    SourceError,
    parse,
    placeholders,
    resolve,
)

DEFAULT = (Path(__file__).parents[1] / "data" / "default-bulletin.txt").read_text(encoding="utf-8")
HEAD = "标题：情况报告\n主送：领导小组\n"
LETTERHEAD = Letterhead(
    issuer="市直机关工委", date=date(2020, 2, 11), as_of=datetime(2020, 2, 10, 16, 0, tzinfo=UTC)
)


def filled(body: str, **figures: Shown) -> Document:
    """Fill a body in; a figure `a.b` is given as `a_b`."""
    return resolve(parse(HEAD + body), lambda ref: figures[ref.measure.replace(".", "_")], LETTERHEAD)


def texts(document: Document) -> list[str]:
    return [
        text_of(block.runs + getattr(block, "body", ()))
        for block in document.blocks
        if not isinstance(block, Table)
    ]


def test_a_figure_carries_its_reference_and_the_way_to_its_entries() -> None:
    document = filled(
        "截至{as_of}，申报{arrivals.declared line=organs to=2020年2月10日}人。",
        arrivals_declared=Shown(271, url="/entries/?measure=arrivals.declared"),
    )

    words, figure, rest = document.blocks[0].runs  # type: ignore[union-attr]
    assert (words.text, words.reference) == ("截至2020年2月10日，申报", None)
    assert (figure.text, figure.url) == ("271", "/entries/?measure=arrivals.declared")
    assert figure.reference == Reference("arrivals.declared", line="organs", until="2020-02-10")
    assert rest.text == "人。"


@pytest.mark.parametrize(
    ("gap", "text"), [(0, "全部到社区登记。"), (1, "尚有1人未到社区登记。"), (3, "尚有3人未到社区登记。")]
)
def test_the_sentence_follows_the_gap(gap: int, text: str) -> None:
    body = "{if arrivals.unit_only = 0}全部{else}尚有{arrivals.unit_only}人未{end}到社区登记。"

    assert texts(filled(body, arrivals_unit_only=Shown(gap))) == [text]


@pytest.mark.parametrize(
    ("sign", "holds"),
    [(">", False), (">=", True), ("<", False), ("<=", True), ("=", True), ("!=", False), ("≥", True)],
)
def test_every_sign_compares(sign: str, holds: bool) -> None:
    document = filled(f"{{if a.b {sign} 5}}\n是\n{{else}}\n否\n{{end}}", a_b=Shown(5))

    assert texts(document) == ["是" if holds else "否"]


def test_a_rate_is_compared_exactly_and_needs_a_denominator() -> None:
    body = (
        "完成率{a.b}（{a.b part=numerator}/{a.b part=denominator}）"
        "{if a.b >= 100%}，全部完成{else}，未完成{end}。"
    )

    assert texts(filled(body, a_b=Shown(numerator=271, denominator=271))) == [
        "完成率100%（271/271），全部完成。"
    ]
    assert texts(filled(body, a_b=Shown(numerator=2999, denominator=3000))) == [
        "完成率99.9%（2999/3000），未完成。"
    ]
    nothing = filled(body, a_b=Shown(numerator=0, denominator=0))
    assert texts(nothing) == ["完成率—（0/0）。"]
    assert nothing.missing == (Reference("a.b"),)


def test_what_nobody_knows_is_neither_claimed_nor_denied() -> None:
    document = filled("{if a.b > 0}\n有。\n{else}\n无。\n{end}\n共{a.b}人。", a_b=Shown(0, missing=True))

    assert texts(document) == ["共—人。"]
    assert document.missing == (Reference("a.b"),)


def test_qualifiers_of_entries_and_of_style_are_kept() -> None:
    assert texts(filled("转发{a.b}次", a_b=Shown(5000, qualifier="余"))) == ["转发5000余次"]
    assert texts(filled("转发{a.b style=余}次", a_b=Shown(5000, qualifier="余"))) == ["转发5000余次"]
    assert texts(filled("转发{a.b style=多}次", a_b=Shown(5021))) == ["转发5000多次"]
    assert texts(filled("折款{a.b}元", a_b=Shown(text="214290"))) == ["折款214290元"]


def test_a_list_is_a_sentence_within_a_line_and_a_table_on_its_own() -> None:
    gaps = Shown(
        3,
        unit="人",
        label="社区未登记",
        rows=(("甲局", Shown(2, unit="人", url="/a")), ("乙局", Shown(0)), ("丙局", Shown(1, unit="人"))),
    )

    document = filled("分单位为：{list a.b by=body}。\n{list a.b by=body}", a_b=gaps)

    assert texts(document) == ["分单位为：甲局2人、丙局1人。"]
    table = document.blocks[1]
    assert isinstance(table, Table)
    assert table.head == ("单位", "社区未登记（人）")
    assert [[cell.text for cell in row] for row in table.rows] == [["甲局", "2"], ["丙局", "1"]]
    assert table.rows[0][1].url == "/a"
    assert texts(filled("分单位为：{list a.b by=body}。", a_b=Shown(0))) == ["分单位为：无。"]


def test_headings_are_known_by_their_numbers_and_may_run_into_their_text() -> None:
    document = filled(
        "一、总体情况\n（一）机关线。申报{a.b}人。另有说明。\n1.部门。\n2020.2万人\n（1）细目\n正文",
        a_b=Shown(271),
    )

    levels = [block.level if isinstance(block, Heading) else 0 for block in document.blocks]
    assert levels == [1, 2, 3, 0, 4, 0]
    section = document.blocks[1]
    assert isinstance(section, Heading)
    assert text_of(section.runs) == "（一）机关线。"
    assert text_of(section.body) == "申报271人。另有说明。"
    assert isinstance(document.blocks[5], Paragraph)


def test_each_figure_is_looked_up_once_and_only_where_it_is_needed() -> None:
    asked: list[str] = []

    def lookup(reference: Reference) -> Shown:
        asked.append(reference.measure)
        return Shown(1)

    source = parse(HEAD + "{a.b}、{a.b style=余}{if a.b > 0}是{else}{c.d}{end}")
    resolve(source, lookup)

    assert asked == ["a.b"]
    assert placeholders(source) == [Reference("a.b"), Reference("c.d")]


def test_braces_are_printed_when_doubled_and_full_width_signs_are_understood() -> None:
    document = filled("集合{{甲}}{如果 a.b ＞ ０}，有{a.b}人{否则}，无{完}", a_b=Shown(2))

    assert texts(document) == ["集合{甲}，有2人"]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "no_title"),
        ("\n情况报告\n正文", 2, "no_title"),
        ("标题：\n正文", 1, "empty"),
        ("标题：甲\n正文\n主送：乙", 3, "misplaced"),
        (HEAD + "申报{arrivals.declared人", 3, "lone_brace"),
        (HEAD + "申报｛arrivals.declared｝人", 3, "wide_brace"),
        (HEAD + "申报{ }人", 3, "empty_braces"),
        (HEAD + "申报{人数}人", 3, "not_a_measure"),
        (HEAD + "申报{arrivals.declard}人", 3, "unknown_measure"),
        (HEAD + "申报{arrivals.declared lines=organs}人", 3, "attribute"),
        (HEAD + "申报{arrivals.declared line=organs line=organs}人", 3, "twice"),
        (HEAD + "申报{arrivals.declared part=all}人", 3, "value"),
        (HEAD + "申报{arrivals.declared to=2020-02-30}人", 3, "date"),
        (HEAD + "{if arrivals.declared}有{end}", 3, "condition"),
        (HEAD + "{if arrivals.declared > 0}\n正文\n\n有{end}", 6, "unopened"),
        (HEAD + "正文\n{if arrivals.declared > 0}\n正文", 4, "unclosed"),
        (HEAD + "正文{if arrivals.declared > 0}有", 3, "unclosed"),
        (HEAD + "{if arrivals.declared > 0}\n{else}\n{else}\n{end}", 5, "second_else"),
        (HEAD + "{if arrivals.declared > 0}有{else}无{else}有{end}", 3, "second_else"),
        (HEAD + "正文\n{end}", 4, "unopened"),
        (HEAD + "{list arrivals.declared}", 3, "by"),
        (HEAD + "正\x07文", 3, "control"),
        (HEAD + "{if arrivals.declared > 0}" * 201, 3, "too_many"),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, line: int, code: str) -> None:
    with pytest.raises(SourceError) as caught:
        parse(text, measures={"arrivals.declared", "arrivals.late"})

    assert (caught.value.line, caught.value.code) == (line, code)
    assert str(line) in str(caught.value)
    assert "%(" not in caught.value.sentence


def test_a_misspelt_figure_is_told_its_likely_name() -> None:
    with pytest.raises(SourceError) as caught:
        parse(HEAD + "{arrivals.declard}", measures={"arrivals.declared", "reports.zero"})

    assert caught.value.details["known"].split()[0] == "arrivals.declared"
    assert "unknown_measure" in MESSAGES


# --- round trip -----------------------------------------------------------------------------------------

words = st.text(st.sampled_from("一二、（）1.返程人员。：标题 #$\\\"'<&"), max_size=8)
references = st.builds(
    lambda measure, attributes: " ".join([measure, *attributes]),
    st.sampled_from(["arrivals.declared", "reports.zero"]),
    st.lists(
        st.sampled_from(
            ["line=organs", 'body="市 局"', "place=220602", "from=2020-02-01", "to=2020-02-10T18:00"]
        ),
        unique_by=lambda pair: pair.split("=")[0],
    ),
)
conditions = st.builds(
    "{{if {} {} {}}}".format,
    references,
    st.sampled_from([">", "≥", "!=", "="]),
    st.sampled_from(["0", "98.5", "100%"]),
)
leaves = (
    words.map(lambda text: text.replace("{", "{{"))
    | references.map("{{{} part=numerator style=余}}".format)
    | references.map("{{list {} by=body}}".format)
    | st.sampled_from(["{{", "}}", "{as_of style=hour}", "{date}", "{issuer}"])
)
inlines = st.recursive(
    leaves,
    lambda inner: (
        st.builds("{}{}{{else}}{}{{end}}".format, conditions, inner, inner) | st.lists(inner).map("".join)
    ),
    max_leaves=8,
)
blocks = st.recursive(
    inlines.map(lambda text: "。" + text),
    lambda inner: (
        st.builds("{}\n{}\n{{else}}\n{}\n{{end}}".format, conditions, inner, inner)
        | st.lists(inner).map("\n".join)
        | references.map("{{list {} by=place}}".format)
    ),
    max_leaves=8,
)


@given(inlines, words, blocks)
def test_what_is_parsed_writes_itself_back_as_the_same_source(title: str, addressee: str, body: str) -> None:
    source = parse(f"标题：报告{title}\n主送：组{addressee}\n{body}")

    assert parse(str(source)) == source
    assert str(parse(str(source))) == str(source)


@given(st.text() | st.text(st.sampled_from('{}標标题：主送 ifelsend a.b>0=\n｛“”"'), max_size=60))
def test_any_text_at_all_is_either_read_or_refused_with_a_line(text: str) -> None:
    text = "标题：报告\n" + text
    last = text.count("\n") + text.count("\r") + 1
    try:
        source = parse(text)
    except SourceError as error:
        refused_at = error.line
    else:
        refused_at = 1 if parse(str(source)) == source else 0

    assert 1 <= refused_at <= last


# --- the default bulletin -------------------------------------------------------------------------------


def figures(gaps: int) -> Callable[[Reference], Shown]:
    """A city's figures, with or without gaps."""

    def lookup(reference: Reference) -> Shown:
        size = {"organs": 271, "industry": 194}.get(reference.line, 465)
        if reference.measure.endswith(("rate", "completeness", "timeliness")):
            return Shown(numerator=size - gaps, denominator=size)
        if reference.measure in ("arrivals.declared", "arrivals.registered", "reports.due", "reports.filed"):
            return Shown(size)
        return Shown(gaps, unit="人", label="人数", rows=(("甲局（虚构）", Shown(gaps, unit="人")),))

    return lookup


def test_the_default_bulletin_without_gaps_promises_no_chasing() -> None:
    document = resolve(parse(DEFAULT), figures(0), LETTERHEAD)
    whole = "\n".join(texts(document))

    assert "申报返程人员271人" in whole
    assert "申报返程人员194人" in whole
    assert whole.count("完成率100%") == 4
    assert "截至2月10日24时" in whole
    assert "催" not in whole
    assert not document.missing
    assert not any(isinstance(block, Table) for block in document.blocks)


def test_the_default_bulletin_with_gaps_names_them_by_body() -> None:
    document = resolve(parse(DEFAULT), figures(3), LETTERHEAD)
    whole = "\n".join(texts(document))

    assert "完成率98.9%" in whole
    assert "分单位为：甲局（虚构）3人。" in whole
    assert "催促单位已申报的3人到居住社区登记" in whole
    assert sum(isinstance(block, Table) for block in document.blocks) == 2

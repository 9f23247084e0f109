"""Papers that the tests print: an issued bulletin, and one that tries to break out of its text."""

from datetime import UTC, date, datetime

from fangxian.mechanisms.papers.document import Document
from fangxian.mechanisms.papers.source import Letterhead, Reference, Shown, parse, resolve

LETTERHEAD = Letterhead(
    issuer="中共白山市直属机关工作委员会",
    banner="疫情防控工作简报",
    number="白山直党工发〔2020〕1号",
    issue=1,
    date=date(2020, 2, 11),
    as_of=datetime(2020, 2, 10, 16, 0, tzinfo=UTC),
)
HOSTILE = r"""#read("/etc/passwd") $x^2$ \u{41} *粗* _斜_ `码` <b>甲</b> & "引" @引用 // 注 ]"""


def bulletin(body: str, letterhead: Letterhead = LETTERHEAD) -> Document:
    """A bulletin whose every figure is 271, and whose lists name one fictitious office."""

    def lookup(reference: Reference) -> Shown:
        part = Shown(271, unit="人", url="/entries/?body=1&line=organs")
        return Shown(271, unit="人", label="未登记", url="/entries/?a=1&b=2", rows=(("甲局（虚构）", part),))

    return resolve(parse(f"标题：情况报告\n主送：领导小组\n{body}"), lookup, letterhead)


def hostile() -> Document:
    """Title, heading, paragraph, addressee, letterhead and table that all look like markup."""
    words = HOSTILE.replace("{", "{{").replace("}", "}}")
    head = Letterhead(issuer=HOSTILE, number=HOSTILE, issue=1, date=date(2020, 2, 11))
    text = f"标题：{words}\n主送：{HOSTILE}\n一、{words}\n{words}\n{{list a.b by=body}}"
    return resolve(parse(text), lambda _: Shown(1, label=HOSTILE, rows=((HOSTILE, Shown(1)),)), head)

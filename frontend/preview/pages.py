"""Sample pages: name → context. Every person, unit and number here is invented."""

from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.html import format_html

Context = dict[str, Any]
SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2020, 2, 8, 13, 12, tzinfo=SHANGHAI)


def shell(active: str = "今日待办", wall: bool = False, **more: Any) -> Context:
    """What the context processors of the real site give every page."""
    items = {
        "": [("今日待办", 7, True), ("一张图", 0, False), ("日报告", 12, False)],
        "条线": [("返程与双报", 31, False), ("居家观察", 0, False), ("督查整改", 4, False)],
        "成文": [("简报", 0, False), ("数字口径", 0, False)],
    }
    return {
        "request": SimpleNamespace(
            user=SimpleNamespace(pk=1, is_authenticated=True, display_name="市直机关工委 · 值班"),
            GET={"wall": "1"} if wall else {},
            get_full_path="/",
        ),
        "navigation": [
            {"title": title, "items": [_item(name, count, urgent, active) for name, count, urgent in group]}
            for title, group in items.items()
        ],
        "response": {"name": "新冠疫情防控", "level": "一级响应"},
        "place_trail": [{"name": "吉林省", "url": "#"}, {"name": "白山市", "url": "#"}],
        "place_children": [{"name": "浑江区", "url": "#"}, {"name": "江源区", "url": "#"}],
        "demo_accounts": [{"value": "1", "label": "宜宾社区 · 网格员"}],
        "now": NOW,
        "as_of": None,
        **more,
    }


def _item(name: str, count: int, urgent: bool, active: str) -> Context:
    return {"url": "#", "title": name, "count": count, "urgent": urgent, "active": name == active}


def _duty(status: str, when: str, title: str, detail: str, line: str, action: str) -> Context:
    primary = action == "逐人核对"
    return {"status": status, "when": when, "title": title, "detail": detail, "line": line} | {
        "action": action,
        "url": "#",
        "primary": primary,
    }


DUTIES = [
    _duty(
        "late",
        "超时 14 小时",
        "9 人已由单位上报，社区尚未登记",
        "浑江区 2 个街道 · 超过到达后 24 小时时限",
        "返程双报",
        "逐人核对",
    ),
    _duty(
        "late",
        "超时 3 小时",
        "5 个单位今日未报",
        "零报告也须报 · 截止 10:00 · 已自动提醒 2 次",
        "日报告",
        "提醒全部",
    ),
    _duty("due", "18:00 前", "复核 12 份日报告，其中 3 份与台账不一致", "差异合计 4 人", "日报告", "复核"),
    _duty(
        "due",
        "明日 9:00",
        "向领导小组报告返程人员情况（一）",
        "初稿 23 个数字，2 个较昨日口径有变",
        "简报",
        "起草",
    ),
]
TILES: list[Context] = [
    {
        "label": "单位上报返程人员",
        "value": "262",
        "unit": "人",
        "detail": "今日 +11 · 62 个部门中 48 个",
        "points": "180,190,204,228,240,251,262",
    },
    {
        "label": "双报一致",
        "value": "96.6",
        "unit": "%",
        "detail": "253 / 262 · 单位独有 9 · 社区独有 2 · 冲突 1",
        "points": "71,75,80,91,94,95,96.6",
        "tone": "ok",
    },
    {
        "label": "今日应报",
        "value": "57",
        "unit": "/ 62 份",
        "detail": "零报告 31 · 迟报 4 · 未报 5",
        "points": "60,61,58,62,62,59,57",
        "tone": "due",
    },
    {"label": "企业线双报率", "value": None, "unit": "", "detail": "还没有应报人员"},
]
MISSING = [
    ("示例单位一", "zero", "零报告", "3 时 12 分"),
    ("示例单位二", "ok", "3 人", "3 时 12 分"),
    ("示例单位三", "late", "未报", "27 时 12 分"),
]
PARTS = [{"status": "ok", "count": 26}, {"status": "zero", "count": 31}, {"status": "late", "count": 5}]


def home(wall: bool = False) -> Context:
    """What I owe, most overdue first; then my place's figures."""
    return shell(wall=wall, duties=DUTIES, tiles=TILES, missing=MISSING, parts=PARTS)


def inbox(as_of: datetime | None = None) -> Context:
    """Two accounts of one person, now or as known at an hour."""
    digit = '220602<mark class="diff">{}</mark>99＊＊＊＊＊＊＊＊＊'
    rows = [
        ("姓名", "陳＊＊", "陈＊＊", False),
        ("证件号", format_html(digit, "1"), format_html(digit, "7"), False),
        ("手机", "138＊＊＊＊0612", "138＊＊＊＊0612", False),
        ("从何处来", "湖北省 武汉市", "湖北省 武汉市", False),
        ("到达", "2月6日 14:20 铁路", "2月6日 14:20 铁路", False),
        ("住址", "新建街道 2 号楼", "宜宾社区 2 号楼 3 单元 501", True),
        ("登记", "2月7日 08:55 · 到达后 18 时 35 分", "2月6日 19:10 · 到达后 4 时 50 分", False),
    ]
    names = ("label", "left", "right", "differs")
    filters = [
        {"status": "late", "label": "单位有、社区无", "count": 9, "url": "#"},
        {"status": "due", "label": "可能是同一人", "count": 3, "url": "#", "active": True},
        {"status": "due", "label": "信息冲突", "count": 1, "url": "#"},
        {"status": "neutral", "label": "社区有、单位无", "count": 2, "url": "#"},
        {"status": "ok", "label": "一致", "count": 253, "url": "#"},
    ]
    gaps = [
        ("李＊", "市直部门乙", "喜丰社区", "2月6日 09:30", "late", "超时 32 时"),
        ("赵＊", "市直部门甲", "古兰社区", "2月8日 11:00", "due", "还有 17 时"),
    ]
    comparison = {
        "left_title": "单位上报 · 市直部门甲",
        "right_title": "社区登记 · 宜宾社区",
        "rows": [dict(zip(names, row, strict=True)) for row in rows],
    }
    return shell("返程与双报", as_of=as_of, comparison=comparison, filters=filters, gaps=gaps)


class ReportForm(forms.Form):
    """A few figures of the daily report, each with the reason for a difference."""

    new = forms.IntegerField(label="新增返程人员")
    key_area = forms.IntegerField(label="其中来自重点地区")
    observed = forms.IntegerField(label="居家观察中")
    reason = forms.CharField(label="说明差异", widget=forms.Textarea(attrs={"rows": 2}), required=False)
    fever = forms.IntegerField(label="发热人员")


def report() -> Context:
    """Today's report on a phone: one tap for zero, or confirm what the ledgers say."""
    form = ReportForm(
        initial={"new": 2, "key_area": 1, "observed": 4, "fever": 0, "reason": "1 人昨晚已解除，社区尚未登记"}
    )
    figures = [
        {"field": form["new"], "ledger": 2, "url": "#"},
        {"field": form["key_area"], "ledger": 1},
        {"field": form["observed"], "ledger": 5, "reason": form["reason"]},
        {"field": form["fever"], "ledger": 0},
    ]
    return shell("日报告", figures=figures)


class RegisterForm(forms.Form):
    """An arrival as a community registers it on a phone."""

    name = forms.CharField(
        label="姓名", widget=forms.TextInput(attrs={"data-personal": True, "autocomplete": "off"})
    )
    id_number = forms.CharField(
        label="证件号",
        required=False,
        help_text="没有证件号也可以登记。",
        widget=forms.TextInput(attrs={"data-personal": True, "data-id-number": True, "autocomplete": "off"}),
    )
    sex = forms.ChoiceField(
        label="性别",
        choices=[("male", "男"), ("female", "女")],
        widget=forms.RadioSelect(attrs={"data-fill": "sex"}),
    )
    birth_date = forms.DateField(
        label="出生日期",
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "data-fill": "birth_date"}),
    )
    native_county = forms.CharField(
        label="户籍区县代码", required=False, widget=forms.TextInput(attrs={"data-fill": "native_county"})
    )
    phone = forms.CharField(
        label="手机", required=False, widget=forms.TextInput(attrs={"data-personal": True, "type": "tel"})
    )
    transport = forms.ChoiceField(
        label="交通方式", choices=[("rail", "铁路"), ("air", "航空"), ("own", "自驾"), ("coach", "客运")]
    )
    key_area = forms.BooleanField(label="14 天内到过重点地区", required=False)
    remark = forms.CharField(label="备注", required=False, widget=forms.Textarea)


def register(data: dict[str, str] | None = None) -> Context:
    """The register form, fresh or sent back with errors."""
    return shell("返程与双报", form=RegisterForm(data))


def ledger() -> Context:
    """A list with filters, keyset pages and masked data, and the trend as chart and table."""
    people = [
        ("王＊＊", "138＊＊＊＊0001", "市直部门丙", "园林社区", "2月7日 03:40", "late", "单位有、社区无"),
        ("陈＊＊", "139＊＊＊＊0002", "市直部门甲", "宜宾社区", "2月6日 14:20", "ok", "一致"),
        ("刘＊", "—", "—（学生）", "红旗社区", "2月6日 10:05", "zero", "无须单位上报"),
        ("孙＊＊", "137＊＊＊＊0003", "示例企业一", "新建社区", "2月5日 21:15", "due", "信息冲突"),
    ]
    trend = [
        ("2月4日", 204, 190),
        ("2月5日", 228, 221),
        ("2月6日", 240, 232),
        ("2月7日", 251, 244),
        ("2月8日", 262, 253),
    ]
    return shell("返程与双报", people=people, trend=trend, filters=inbox()["filters"])


def entrance() -> Context:
    """The sign-in page."""
    form = type(
        "SignIn",
        (forms.Form,),
        {
            "account": forms.CharField(label="手机号或姓名"),
            "password": forms.CharField(label="密码", widget=forms.PasswordInput),
        },
    )
    return {"form": form()}


def behave() -> Context:
    """Whatever the script must handle, on one page (`behave.py` walks it)."""
    columns = [{"label": "社区"}, {"label": "登记", "number": True}]
    rows = [{"url": "#", "cells": ["宜宾社区", {"number": 0}]}]
    return shell(columns=columns, rows=rows, caption="各社区登记人数")


PAGES: dict[str, Callable[[], Context]] = {
    "home": home,
    "home-wall": lambda: home(wall=True),
    "inbox": inbox,
    "inbox-past": lambda: inbox(NOW.replace(hour=18, minute=0)),
    "report": report,
    "register": register,
    "register-errors": lambda: register({"name": "", "sex": ""}),
    "ledger": ledger,
    "entrance": entrance,
    "behave": behave,
}

"""Reports by the thousand over the API: streamed, packed or not, an answer to every line (M8)."""

import gzip
import json
from typing import Any

import pytest

from fangxian.command.api.tests.caller import API, Caller, committee, liaison
from fangxian.conftest import World
from fangxian.lines.reports.bulk.tests.sending import line, packed
from fangxian.lines.reports.models import DailyReport
from fangxian.lines.reports.tests.supplies import approved

URL = f"{API}/reports:bulk"
NDJSON = "application/x-ndjson"


@pytest.fixture
def goods(world: World) -> World:
    """The form on goods is asked for."""
    approved(world)
    return world


def send(caller: Caller, *lines: object, query: str = "", content_type: str = NDJSON, **headers: str) -> Any:
    return caller.client.post(
        URL + query, b"\n".join(packed(lines)), content_type=content_type, headers=headers
    )


def answered(answer: Any) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.content
    assert answer["Content-Type"] == NDJSON
    return [json.loads(each) for each in answer.getvalue().splitlines()]


def test_every_line_is_answered_and_counted_at_the_end(goods: World) -> None:
    caller, told = liaison(goods), line()
    *lines, last = answered(send(caller, told, line("archives"), b"{", line(numbers={"received": -1})))
    assert [(each["line"], each["status"]) for each in lines] == [
        (1, "new"), (2, "missing"), (3, "malformed"), (4, "invalid"),
    ]  # fmt: skip
    assert lines[0]["id"] == told["id"]
    assert set(lines[3]["errors"]) == {"received", "total"}
    assert last == {"done": True, "lines": 4, "new": 1, "missing": 1, "malformed": 1, "invalid": 1}
    assert answered(send(caller, told))[-1] == {"done": True, "lines": 1, "unchanged": 1}


def test_what_is_wrong_is_said_in_the_caller_s_language(goods: World) -> None:
    said = [
        answered(send(liaison(goods), line(numbers={"total": 1}), **{"Accept-Language": language}))[0][
            "errors"
        ]
        for language in ("en", "zh-hans")
    ]
    assert "blank" in said[0]["received"]
    assert said[0] != said[1]


def test_packed_it_is_the_same_and_damaged_it_says_so(goods: World) -> None:
    caller, lines = liaison(goods), packed([line(), line("archives")])
    whole = gzip.compress(b"\n".join(lines))
    post = {"content_type": NDJSON, "headers": {"Content-Encoding": "gzip"}}
    cut = answered(caller.client.post(URL, whole[:-12], **post))[-1]
    assert (cut["done"], bool(cut["detail"])) == (False, True)
    found = answered(caller.client.post(URL, whole, **post))
    assert [each.get("status") for each in found[:2]][1] == "missing"
    assert found[-1]["done"]
    assert answered(caller.client.post(URL, b"plain", **post))[-1]["done"] is False
    assert DailyReport.objects.count() == 1


def test_a_dry_run_judges_and_writes_nothing(goods: World) -> None:
    found = answered(send(liaison(goods), line(), line("archives"), query="?dry_run=true"))
    assert [each.get("status") for each in found] == ["new", "missing", None]
    assert not DailyReport.objects.exists()


def test_nothing_is_nothing_and_another_kind_of_content_is_refused(goods: World) -> None:
    assert answered(send(liaison(goods), b"", b"")) == [{"done": True, "lines": 0}]
    assert send(liaison(goods), line(), content_type="application/json").status_code == 415
    assert send(committee(goods, "figures.view"), line()).status_code == 403
    assert send(Caller(), line()).status_code == 401
    assert (
        send(liaison(goods), line(), query="?response=01900000-0000-7000-8000-000000000003").status_code
        == 404
    )

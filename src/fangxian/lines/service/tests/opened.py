"""What the addresses of service open, for the permission matrix."""

from typing import Any

from fangxian.conftest import World
from fangxian.lines.service import arriving, ledgers, links, post_ledgers
from fangxian.mechanisms.personnel.ledgers import PERSONS, POSTINGS, POSTS
from fangxian.mechanisms.personnel.tests.opened import stated

PERSON = "李和"


def opened(world: World) -> dict[str, dict[str, Any]]:
    """Return by the beginning of an address what its parameters are."""
    person = stated(world, "audit-office", PERSONS, name=PERSON, body="audit-office")
    post = stated(world, "spring", POSTS, name="南门卡点", kind="gate", place="春晖社区")
    stated(world, "committee", POSTINGS, person=PERSON, place="春晖社区", post="南门卡点")
    here = {"place": "春晖社区", "day": "2020-02-01"}
    rows = {
        ledgers.CHECKINS: stated(world, "audit-office", ledgers.CHECKINS, body="audit-office", people="12", **here),
        ledgers.TASKS: stated(world, "spring", ledgers.TASKS, name="消杀", duty="disinfection", people_needed=2,
                              **here),
        ledgers.SERVICE: stated(world, "spring", ledgers.SERVICE, person=PERSON, work="值守", minutes=90, **here),
        post_ledgers.ATTENDANCES: stated(
            world, "spring", post_ledgers.ATTENDANCES, person=PERSON, post="南门卡点", **here
        ),
        post_ledgers.HANDOVERS: stated(
            world, "spring", post_ledgers.HANDOVERS, post="南门卡点", items="测温枪没电", **here
        ),
        ledgers.REMARKS: stated(world, "spring", ledgers.REMARKS, person=PERSON, text="日期不对", place="春晖社区"),
    }  # fmt: skip
    handing = {"deed": "accept", "entry_id": rows[ledgers.CHECKINS].entry_id}
    found: dict[str, dict[str, Any]] = {
        "service/answer/": handing,
        "service/posts/": {"entry_id": post.entry_id},
        "api/v1/service/posts/": {"post_id": post.entry_id},
        "api/v1/service/mine/posts/": {"post_id": post.entry_id},
        "api/v1/service/mine/log/": {"entry_id": rows[ledgers.SERVICE].entry_id},
        "api/v1/service/tasks/": {"task_id": rows[ledgers.TASKS].entry_id},
        "api/v1/service/here/": {"token": links.token(post)},
        "service/mine/posts/": {"entry_id": post.entry_id},
        "service/mine/record/": {"code": "service-log", "entry_id": rows[ledgers.SERVICE].entry_id},
        "service/here/": {"token": links.token(post)},
        "service/arrive/": {"token": arriving.token(world.response, person.entry_id)},
    }
    for ledger, row in rows.items():
        for start in ("ledgers/", "api/v1/"):
            found[f"{start}{ledger.code}"] = {"entry_id": row.entry_id}
    return found

"""Pages that no tour leads through: sign-in, administration, audit, dictionary; at both widths."""

import pytest

from tests.browser.conftest import Visit

pytestmark = pytest.mark.browser

PAGES = {
    "": ["/sign-in/", "/sign-in/as/", "/no-such-page/"],
    "administrator": [
        "/", "/accounts/", "/accounts/new/", "/territory/", "/territory/places/new", "/territory/bodies",
        "/territory/bodies/new", "/territory/responses", "/response/", "/me/", "/me/password/",
        "/webhooks/", "/messages/rules/", "/messages/groups/", "/messages/log/",
    ],
    "auditor": ["/audit/"],
    "committee": [
        "/arrivals/export/", "/reports/", "/reports/missing/", "/reports/review/", "/reports/excuses/",
        "/reports/obligations/", "/measures/", "/wall/", "/reports/burden/", "/reports/locks/", "/forms/",
        "/forms/new/", "/forms/from-file/", "/forms/daily-returnees/", "/forms/daily-returnees/owing/",
        "/filling/", "/messages/", "/messages/channels/", "/messages/rules/", "/messages/log/",
        "/passengers/", "/arrivals/self/links/", "/imports/", "/imports/mappings/",
    ],
    "dept-16": ["/reports/mine/", "/reports/relay/", "/reports/chat/", "/imports/mappings/"],
    "c220602004003": ["/", "/arrivals/self/", "/arrivals/self/links/", "/passengers/", "/passengers/waiting/"],
    "supervisor": ["/", "/arrivals/gaps/", "/bulletins/"],
}  # fmt: skip


@pytest.mark.parametrize("account", PAGES)
def test_pages_are_whole_and_accessible(visit: Visit, account: str) -> None:
    with visit(account) as visitor:
        for path in PAGES[account]:
            visitor.open(path)
            visitor.look()

"""The explorer: each number is the figure of its entries; a rate shows its parts; exports hold no formula (M24)."""

import csv
import io
import zipfile
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from django.test import Client

from fangxian.command.exporting import as_csv, as_xlsx
from fangxian.conftest import World
from fangxian.core.csv_lines import defused
from fangxian.mechanisms.figures import registry
from fangxian.trees.people.models import Account

SignIn = Callable[[Account], Client]
FIGURES = "/figures/"


@pytest.fixture
def told(world: World) -> World:
    """Three declared, one of them registered too; one registered without a declaration; one zero report."""
    world.declare(1, "audit-office", "spring")
    world.declare(2, "statistics", "autumn")
    world.declare(3, "north-bank", "summer")
    world.register(1, "spring", "audit-office")
    world.register(4, "autumn", "archives")
    world.file("archives")
    return world


@pytest.fixture
def committee(told: World, client_for: SignIn) -> Client:
    return client_for(told.accounts["committee"])


def test_places_with_their_figures_and_the_whole(committee: Client) -> None:
    table = committee.get(f"{FIGURES}?place=220602&measure=arrivals.declared").context["table"]
    assert [(row.label, row.cells[0].value.value) for row in table.rows] == [("东街道", 2), ("西街道", 1)]
    assert table.whole.cells[0].value.value == 3


@pytest.mark.parametrize("by", ["place", "body", "line", "day"])
def test_every_number_opens_the_entries_that_make_it_up(committee: Client, by: str) -> None:
    codes = ["arrivals.declared", "arrivals.unit_only", "reports.filed", "cases.open"]
    query = "&".join(f"measure={code}" for code in codes)
    table = committee.get(f"{FIGURES}?by={by}&place=220602&{query}").context["table"]
    assert table.rows
    for row in [table.whole, *table.rows]:
        for cell, code in zip(row.cells, codes, strict=True):
            page = committee.get(cell.url)
            assert page.status_code == 200, cell.url
            if code == "reports.filed":
                assert len(page.context["rows"]) == cell.value.value


def test_a_rate_shows_numerator_and_denominator_and_a_dash_where_there_is_none(committee: Client) -> None:
    page = committee.get(f"{FIGURES}?place=220602&measure=arrivals.dual_report_rate")
    east, west = page.context["table"].rows
    assert (east.cells[0].value.numerator, east.cells[0].value.denominator) == (1, 2)
    assert west.cells[0].value.value == 0
    assert "1 / 2" in page.content.decode()
    nothing = committee.get(
        f"{FIGURES}?by=line&measure=arrivals.dual_report_rate&to=2020-01-31&from=2020-01-30"
    )
    assert "—</a>" in nothing.content.decode()


def test_a_reader_counts_his_own_part(told: World, client_for: SignIn) -> None:
    def declared(name: str) -> object:
        page = client_for(told.accounts[name]).get(f"{FIGURES}?measure=arrivals.declared")
        return page.context["table"].whole.cells[0].value.value

    assert [declared(name) for name in ("committee", "statistics", "spring")] == [3, 1, 1]


@pytest.mark.parametrize("query", ["place=110101", "body=no-body", "own=no-body", "measure=no.figure"])
def test_what_is_not_there_does_not_exist(committee: Client, query: str) -> None:
    assert committee.get(f"{FIGURES}?{query}").status_code == 404


def test_a_foreign_body_does_not_exist(told: World, client_for: SignIn) -> None:
    client = client_for(told.accounts["statistics"])
    assert client.get(f"{FIGURES}?body=archives&line=organs").status_code == 404


@pytest.mark.parametrize(
    "query", ["by=colour", "from=soon", "from=2020-02-02&to=2020-02-01", "as_of=2030-01-01"]
)
def test_a_question_that_makes_no_sense_is_refused(committee: Client, query: str) -> None:
    assert committee.get(f"{FIGURES}?{query}").status_code == 422


def test_too_many_figures_at_a_time_are_refused(committee: Client) -> None:
    query = "&".join(f"measure={measure.code}" for measure in registry.all_measures()[:13])
    assert committee.get(f"{FIGURES}?{query}").status_code == 422


def test_days_can_be_seen_as_they_stood(told: World, committee: Client) -> None:
    query = f"{FIGURES}?by=day&from=2020-01-31&measure=arrivals.declared&running=1"
    rows = committee.get(query).context["table"].rows
    assert [row.cells[0].value.value for row in rows] == [0, 3]


def test_the_chart_draws_one_unit_only(committee: Client) -> None:
    query = f"{FIGURES}?place=220602&measure=arrivals.declared&measure=arrivals.dual_report_rate"
    chart = committee.get(query).context["chart"]
    assert len(chart.titles) == 1
    assert [values for _label, values in chart.rows] == [[2], [1]]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_table_can_be_taken_along(committee: Client, ending: str) -> None:
    answer = committee.get(f"/figures/table.{ending}?place=220602&measure=arrivals.dual_report_rate")
    assert answer["Content-Disposition"].endswith(f'.{ending}"')
    if ending == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[1][2:] == ["33.33", "1", "3"]
        assert rows[2][:2] == ["220602001", "东街道"]
    else:
        assert zipfile.is_zipfile(io.BytesIO(answer.content))


def test_there_is_no_other_export(committee: Client) -> None:
    assert committee.get("/figures/table.exe").status_code == 404


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_text_becomes_a_formula(text: str) -> None:
    assert defused(text) == f"'{text}"
    (row,) = csv.reader(io.StringIO(as_csv([[text.strip() or text]]).decode("utf-8-sig"), newline=""))
    assert row[0].startswith("'")
    sheet = zipfile.ZipFile(io.BytesIO(as_xlsx([[text]]))).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert [defused(cell) for cell in (-3, 2.5, None)] == [-3, 2.5, ""]


def test_the_dictionary_explains_every_figure(told: World, client_for: SignIn) -> None:
    page = client_for(told.accounts["auditor"]).get("/measures/").content.decode()
    assert [m.code for m in registry.all_measures() if f'id="{m.code}"' not in page] == []


@pytest.mark.parametrize("query", ["", "?by=day", "?by=body&line=organs", "?by=line"])
def test_the_explorer_takes_a_bounded_number_of_queries(
    committee: Client, django_assert_max_num_queries: Callable[..., object], query: str
) -> None:
    with django_assert_max_num_queries(24):
        committee.get(f"{FIGURES}{query}")


def test_links_stay_on_this_site(committee: Client) -> None:
    table = committee.get(FIGURES).context["table"]
    assert not any(urlsplit(cell.url).netloc for row in table.rows for cell in row.cells)

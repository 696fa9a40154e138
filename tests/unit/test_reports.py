"""Reports: counted, masked, merged where too much is masked, blank where nothing was collected."""

from datetime import date, datetime
from decimal import Decimal

import attrs
import pytest

from sro_core import BadValue, SchoolYear, Sensitivity, SiteId, load_rules
from sro_core.periods import ONE_DAY
from sro_core.reports.merging import MergeTables
from sro_core.reports.report import Cell, Form, Grid, Report, ReportKind, Row, State
from sro_core.reports.topics import CONTACTS, INCIDENTS, QUESTIONS, TOPICS, Collected, Counted
from sro_core.reports.yearly import NO_CLAIM, WORK, Figure, yearly

RULES = load_rules("us-ca")
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
YEAR, BEFORE, FIRST = SchoolYear(2025), SchoolYear(2024), SchoolYear(2023)
AT = datetime(2026, 7, 20, 9)


def made(*counted, collected=(), figures=(), earlier=(), year=YEAR, through=None):
    return yearly(
        year=year, through=through or year.period.end - ONE_DAY, sites=(HIGH, MIDDLE),
        counted=counted, collected=collected, figures=figures, earlier=earlier, rules=RULES,
    )  # fmt: skip


def contacts(site, year=YEAR, **numbers):
    on = date(year.start, 10, 1)
    return [Counted("contacts", row, site, on, number) for row, number in numbers.items()]


def cells(table, *, before=False):
    grid = table.before if before else table.now
    return {row.heading: [str(each) for each in row.cells] for row in grid.rows}


MUCH = {"none": 40, "warning": 20, "citation": 15, "arrest": 12, "other": 11}
SOME = {"none": 40, "warning": 3, "citation": 5, "arrest": 2, "other": 20}


def test_what_is_large_enough_stands_by_site_with_totals():
    table = made(*contacts(HIGH, **MUCH), *contacts(MIDDLE, **MUCH)).table("contacts")
    assert table.form is Form.SITES
    assert table.now.columns == ("HIGH", "MIDDLE", "total")
    assert cells(table)["without enforcement"] == ["40", "40", "80"]
    assert cells(table)["total"] == ["98", "98", "196"]


def test_where_too_much_is_masked_rows_merge_then_sites_and_it_says_so():
    small = made(*contacts(HIGH, **SOME), *contacts(MIDDLE, **SOME)).table("contacts")
    assert small.form is Form.SITES
    assert cells(small)["with enforcement"] == ["30", "30", "60"]
    assert "rows are merged, since too much of the table was masked" in small.notes
    few = {"none": 9, "warning": 3}
    lone = made(*contacts(HIGH, **SOME), *contacts(MIDDLE, **few)).table("contacts")
    assert lone.form is Form.PROGRAMME
    assert any(each.startswith("sites and rows are merged") for each in lone.notes)


def three_years(**numbers):
    return [each for year in (FIRST, BEFORE, YEAR) for each in contacts(HIGH, year, **numbers)]


def test_where_the_programme_is_still_masked_three_years_merge():
    table = made(*three_years(none=8, warning=6)).table("contacts")
    assert table.form is Form.YEARS
    assert table.now.years == "2023-24 to 2025-26"
    assert cells(table)["without enforcement"] == ["24"]
    assert table.before is None
    assert any("three years are merged" in each for each in table.notes)


def test_a_year_that_was_published_is_never_merged_with_others():
    out = published(made(*three_years(none=60, warning=20), year=BEFORE))
    table = made(*three_years(none=8, warning=6), earlier=(out,)).table("contacts")
    assert table.form is Form.PROGRAMME
    assert set(cells(table)["without enforcement"]) == {"*"}
    assert "not merged with earlier years, since 2023-24 stands in a report" in table.notes[-1]


def published(report):
    return attrs.evolve(report, published=AT, by="op", sensitivity=Sensitivity.PUBLIC)


def test_the_year_before_stands_beside_as_it_was_published():
    first = published(made(*contacts(HIGH, BEFORE, **MUCH), year=BEFORE))
    fewer = contacts(HIGH, BEFORE, none=11, warning=11, citation=15, arrest=12, other=11)
    table = made(*contacts(HIGH, **MUCH), *fewer, earlier=(first,)).table("contacts")
    assert table.before == first.table("contacts").now
    assert "2024-25 as it was published" in table.notes


def test_the_year_before_in_another_form_is_left_to_its_own_report():
    first = published(made(*contacts(HIGH, BEFORE, none=40, warning=3), year=BEFORE))
    assert (
        first.table("contacts").form is not Form.SITES or len(first.table("contacts").now.rows) < 5
    )
    table = made(*contacts(HIGH, **MUCH), earlier=(first,)).table("contacts")
    assert table.before is None
    assert "2024-25 stands in its own report, broken down otherwise" in table.notes


def test_a_report_asked_for_again_is_the_one_that_was_published():
    out = published(made(*contacts(HIGH, **MUCH)))
    again = made(*contacts(HIGH, none=90), earlier=(out,))
    assert again.table("contacts").now == out.table("contacts").now


# --- none and not collected


def test_what_nobody_collected_is_blank_and_not_none():
    table = made().table("contacts")
    assert set(cells(table)["arrest"]) == {""}
    assert any("nobody stated that it was collected" in each for each in table.notes)


def test_what_was_collected_and_is_none_is_masked_like_any_small_number():
    stated = [Collected("contacts", HIGH, YEAR), Collected("contacts", MIDDLE, YEAR)]
    table = made(collected=stated).table("contacts")
    assert {state for row in table.now.rows for state in map(str, row.cells)} == {"*"}


def test_a_site_that_did_not_collect_is_blank_beside_one_that_did():
    table = made(*contacts(HIGH, **MUCH)).table("contacts")
    assert table.now.columns == ("HIGH", "MIDDLE")
    assert cells(table)["arrest"] == ["12", ""]
    assert "blank: not collected at MIDDLE" in table.notes


def test_the_year_before_that_was_not_collected_is_blank():
    table = made(*contacts(HIGH, **MUCH)).table("contacts")
    assert {cell.state for row in table.before.rows for cell in row.cells} == {State.BLANK}


# --- months


def incidents(year, months, number):
    return [
        Counted("incidents", key, HIGH, date(year.start + (month < 7), month, 3), number)
        for month in months
        for key in INCIDENTS.keys
    ]


def test_months_stand_apart_where_they_may_and_merge_into_the_year_where_not():
    every = (*range(7, 13), *range(1, 7))
    rich = made(*incidents(YEAR, every, 20), *incidents(BEFORE, every, 20)).table("incidents")
    assert rich.form is Form.MONTHS
    assert rich.now.columns[0] == "Jul 2025"
    assert rich.now.columns[-1] == "total"
    assert cells(rich)["total"][-1] == "720"
    poor = made(*incidents(YEAR, (9, 10), 20)).table("incidents")
    assert poor.form is Form.PROGRAMME
    assert cells(poor)["within a school site"] == ["40"]
    assert any(each.startswith("months are merged") for each in poor.notes)


def test_months_that_have_not_begun_are_not_in_the_table():
    some = incidents(YEAR, (7, 8, 9), 20)
    table = made(*some, through=date(2025, 9, 10)).table("incidents")
    assert table.now.columns == ("Jul 2025", "Aug 2025", "Sep 2025", "total")


# --- ratio, plain figures, the whole


def test_the_ratio_is_worked_out_of_what_is_shown_only():
    report = made(*contacts(HIGH, **SOME), *contacts(MIDDLE, **MUCH))
    ratio = report.table("ratio")
    shown = cells(report.table("contacts"))
    for n, said in enumerate(cells(ratio)["without, for each one with"]):
        parts = [row[n] for name, row in shown.items() if name != "total"]
        assert (said == "*") == ("*" in parts)
    full = made(*contacts(HIGH, **MUCH)).table("ratio")
    assert cells(full)["without, for each one with"] == ["0.7", ""]


def test_plain_figures_stand_by_site_with_the_year_before():
    figures = [
        Figure(WORK.id, "drills held", "HIGH", YEAR, Decimal(9)),
        Figure(WORK.id, "drills held", "programme", YEAR, Decimal(9)),
        Figure(WORK.id, "drills held", "HIGH", BEFORE, Decimal(7)),
    ]
    table = made(figures=figures).table(WORK.id)
    assert table.now.columns == ("HIGH", "programme")
    assert cells(table) == {"drills held": ["9", "9"]}
    assert cells(table, before=True) == {"drills held": ["7", ""]}
    out = published(made(figures=figures, year=BEFORE))
    changed = [attrs.evolve(figures[2], amount=Decimal(8)), figures[0]]
    kept = made(figures=changed, earlier=(out,)).table(WORK.id)
    assert cells(kept, before=True) == {"drills held": ["7"]}


def test_a_report_claims_no_effect_and_says_its_rules_and_its_last_day():
    report = made()
    assert NO_CLAIM in report.notes
    assert (report.rules, report.through) == ("us-ca", date(2026, 6, 30))
    assert {each.id for each in TOPICS} <= {each.id for each in report.tables}


def test_a_report_of_a_year_that_has_not_begun_is_refused():
    with pytest.raises(BadValue, match="has not begun"):
        made(through=date(2025, 6, 30))


def test_without_a_rule_on_masking_there_is_no_report():
    with pytest.raises(BadValue, match="how counts are masked"):
        made(year=SchoolYear(2005))


# --- records that cannot be built wrong


@pytest.mark.parametrize(
    "build",
    [
        lambda: Cell(State.MASKED, Decimal(3)),
        lambda: Cell(State.SHOWN),
        lambda: Counted("contacts", "nonsense", HIGH, date(2025, 9, 1)),
        lambda: Counted("nonsense", "none", HIGH, date(2025, 9, 1)),
        lambda: Counted("contacts", "none", HIGH, date(2025, 9, 1), 0),
        lambda: Grid(first=YEAR, last=YEAR, columns=("a",), rows=(Row("r", ()),)),
        lambda: MergeTables(0),
        lambda: Report(id="r", kind=ReportKind.MONTHLY, title="t", year=YEAR, through=AT.date(),
                       rules="us-ca", tables=()),
        lambda: Report(id="r", kind=ReportKind.YEARLY, title="t", year=YEAR, through=AT.date(),
                       rules="us-ca", tables=(), sensitivity=Sensitivity.PUBLIC),
    ],
)  # fmt: skip
def test_what_could_not_be_right_is_refused(build):
    with pytest.raises(BadValue):
        build()


def test_rows_of_a_topic_are_named_once():
    for topic in TOPICS:
        assert len(set(topic.keys)) == len(topic.keys)
    assert {key for _, keys in CONTACTS.coarse for key in keys} < set(CONTACTS.keys)
    assert QUESTIONS.adds_up


def test_a_table_merges_where_over_a_third_of_it_is_masked_and_not_at_a_third():
    from sro_core.masking import Masked

    def of(*states):
        return Masked("t", ("r",), tuple("abc"), (states,), (), (), None, "")

    assert not MergeTables(3).wants(of(1, 2, None))
    assert MergeTables(3).wants(of(1, None, None))

"""Nobody works a small number out of the published reports, all tables and years together.

The attacker knows of each cell which counts it sums, whatever the table, and solves everything
that was ever published as linear equations. A table by itself is tried harder where masking is
(`tests/property/test_masking_attack.py`).
"""

from fractions import Fraction

import attrs
from hypothesis import given, settings
from hypothesis import strategies as st

from sro_core import load_rules
from sro_core.masking import SmallCells
from sro_core.periods import SchoolYear, months_later
from sro_core.privacy import Sensitivity
from sro_core.reports.counting import NOWHERE, PROGRAMME
from sro_core.reports.merging import TOTAL
from sro_core.reports.report import State
from sro_core.reports.topics import CONTACTS, INCIDENTS, SCHOOL_REFERRALS, TOPICS, Apart
from sro_core.reports.yearly import yearly
from tests.strategies_reports import SITES, YEARS, happenings, stated

RULES = load_rules("us-ca")
(SMALL,) = (each.value for each in RULES.all(SmallCells, YEARS[-1].period.start))
SOME = (CONTACTS, INCIDENTS, SCHOOL_REFERRALS)
"""Topics of every shape: by site with rows that merge, by month, rows that may not be summed."""


def published(counted, years, topics=SOME):
    """The reports of years, published one after the other."""
    found = ()
    for year in years:
        end = year.period.end
        made = yearly(
            year=year, through=end.replace(day=1), sites=SITES,
            counted=[each for each in counted if each.on < end],
            collected=stated(topics, years), figures=(), earlier=found, rules=RULES,
        )  # fmt: skip
        found = (*found, attrs.evolve(made, published=end, sensitivity=Sensitivity.PUBLIC))
    return found


def keys_of(topic, heading):
    """The rows that a heading of a table sums."""
    if heading == TOTAL:
        return set(topic.keys)
    coarse = dict(topic.coarse)
    if heading in coarse:
        return set(coarse[heading])
    return {key for key, said in topic.rows if said == heading}


def unknowns(counted, topic):
    """What the attacker does not know: the number of each row, place (or month) and year."""
    found = {}
    for year in YEARS:
        months = [f"{months_later(year.period.start, n):%b %Y}" for n in range(12)]
        nowhere = any(
            each.site is None and each.on in year.period
            for each in counted
            if each.topic == topic.id
        )
        places = [*SITES, *([NOWHERE] if nowhere else [])]
        for key in topic.keys:
            for where in months if topic.apart is Apart.MONTHS else places:
                found[year, key, where] = 0
    for each in counted:
        if each.topic == topic.id:
            by_month = topic.apart is Apart.MONTHS
            where = f"{each.on:%b %Y}" if by_month else each.site or NOWHERE
            found[SchoolYear.of(each.on), each.row, where] += each.number
    return found


def cells(reports, topic):
    """Every cell of every grid of a topic: what it sums of the unknowns, and what it says."""
    for report in reports:
        table = report.table(topic.id)
        for grid in (table.now, table.before):
            for row in grid.rows if grid else ():
                for column, cell in zip(grid.columns, row.cells, strict=True):
                    yield table, grid, row, column, cell


def summed(topic, grid, row, column, every):
    """The unknowns that a cell sums."""
    keys = keys_of(topic, row.heading)
    return frozenset(
        (year, key, where)
        for year, key, where in every
        if key in keys and grid.covers(year) and column in (TOTAL, PROGRAMME, where)
    )


def reduced(equations):
    """Bring sums into echelon form: leading place to the rest of its equation."""
    rows = {}
    for places, _ in equations:
        row = {n: Fraction(1) for n in places}
        row = eliminated(row, rows)
        if row:
            lead = min(row)
            rows[lead] = {n: value / row[lead] for n, value in row.items()}
    return rows


def eliminated(row, rows):
    row = dict(row)
    while True:
        lead = next((n for n in sorted(row) if n in rows), None)
        if lead is None:
            return row
        factor = row[lead]
        for n, value in rows[lead].items():
            left = row.get(n, Fraction(0)) - factor * value
            if left:
                row[n] = left
            else:
                row.pop(n, None)


@settings(max_examples=30)
@given(st.data(), st.sampled_from(SOME))
def test_no_small_number_can_be_worked_out_of_all_that_was_ever_published(data, topic):
    counted = data.draw(happenings(topics=(topic,), years=YEARS[:4]))
    reports = published(counted, YEARS[2:4], (topic,))
    every = unknowns(counted, topic)
    asked = [
        (summed(topic, grid, row, column, every), cell)
        for _, grid, row, column, cell in cells(reports, topic)
    ]
    told = [(each, cell.amount) for each, cell in asked if cell.state is State.SHOWN]
    for each, amount in told:
        assert sum(every[n] for n in each) == amount, "what is shown is true"
    rows = reduced(told)
    hidden = {each for each, cell in asked if cell.state is State.MASKED}
    hidden |= {frozenset({n}) for n, number in every.items() if number <= SMALL.at_most}
    for each in hidden:
        assert eliminated(dict.fromkeys(each, Fraction(1)), rows), each


@settings(max_examples=25)
@given(happenings(topics=SOME, years=YEARS))
def test_no_small_number_is_shown_and_no_year_is_told_in_two_ways(counted):
    reports = published(counted, YEARS[2:])
    told = {}
    found = [(topic, *each) for topic in SOME for each in cells(reports, topic)]
    for topic, table, grid, row, column, cell in found:
        if cell.state is State.SHOWN:
            assert cell.amount > SMALL.at_most
        if grid.first == grid.last:
            key = (topic.id, grid.first, row.heading, column)
            assert told.setdefault(key, (table.form, cell)) == (table.form, cell)


@settings(max_examples=15)
@given(happenings(topics=SOME, years=YEARS), st.data())
def test_rows_sealed_later_change_nothing_that_was_published(counted, data):
    first = published(counted, YEARS[2:3])
    kept = [each for each in counted if data.draw(st.booleans(), label="kept")]
    later = yearly(
        year=YEARS[3], through=YEARS[3].period.end.replace(day=1), sites=SITES, counted=kept,
        collected=stated(SOME, YEARS), figures=(), earlier=first, rules=RULES,
    )  # fmt: skip
    for topic in SOME:
        was, beside = first[0].table(topic.id), later.table(topic.id).before
        if beside is not None and was.now.first == was.now.last:
            assert beside == was.now


@settings(max_examples=15)
@given(happenings(topics=TOPICS, years=YEARS[:3]), st.randoms())
def test_the_same_records_give_the_same_report_in_any_order(counted, random):
    shuffled = list(counted)
    random.shuffle(shuffled)
    first, again = published(counted, YEARS[2:3], TOPICS), published(shuffled, YEARS[2:3], TOPICS)
    assert first == again

"""How all rows of one student on one date become one fact."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_core import AttendanceKind, BadValue, Excuse, Scope
from sro_core.truancy.attendance import fold
from tests.strategies import SHAPES, SITES, row

DAY = date(2026, 9, 1)
HIGH = SITES[0]
EXCUSED, UNEXCUSED, UNKNOWN = Excuse.EXCUSED, Excuse.UNEXCUSED, Excuse.UNKNOWN


def full(excuse, minutes=None, site=HIGH):
    return row(site, DAY, (AttendanceKind.ABSENT, Scope.DAY, excuse, minutes))


def gap(excuse, minutes=None, kind=AttendanceKind.TARDY, scope=Scope.DAY, site=HIGH):
    return row(site, DAY, (kind, scope, excuse, minutes))


@pytest.mark.parametrize("minutes", [-1, 1441])
def test_minutes_that_no_day_has_are_refused(minutes):
    with pytest.raises(BadValue, match="0 to 1440"):
        full(UNEXCUSED, minutes)


def test_nobody_is_missing_on_a_day_without_rows_or_with_a_row_present():
    assert fold([], {}) is None
    assert fold([gap(UNEXCUSED, 45, AttendanceKind.PRESENT)], {}) is None


@pytest.mark.parametrize("excuse", Excuse)
def test_a_daily_absence_without_minutes_is_a_full_day_with_its_excuse(excuse):
    assert fold([full(excuse)], {}).full is excuse


@pytest.mark.parametrize(
    ("excuses", "together"),
    [
        ((UNEXCUSED, UNEXCUSED), UNEXCUSED),
        ((EXCUSED, EXCUSED), EXCUSED),
        ((EXCUSED, UNEXCUSED), UNKNOWN),
        ((UNEXCUSED, UNKNOWN), UNKNOWN),
        ((EXCUSED, UNKNOWN), UNKNOWN),
        ((EXCUSED, UNEXCUSED, EXCUSED), UNKNOWN),
        ((UNEXCUSED, EXCUSED, UNEXCUSED), UNKNOWN),
    ],
)
def test_full_day_rows_that_disagree_leave_the_day_open(excuses, together):
    fact = fold([full(each) for each in excuses], {})
    assert fact.full is together
    assert bool(fact.unresolved) is (together is UNKNOWN)


def test_a_full_day_covers_the_gaps_and_says_how_many():
    fact = fold([gap(UNEXCUSED, 45), full(EXCUSED), gap(UNKNOWN)], {})
    assert (fact.full, fact.gaps, fact.ignored) == (EXCUSED, (), 2)
    assert not fact.unresolved


@pytest.mark.parametrize(("minutes", "whole"), [(359, False), (360, True), (361, True)])
@pytest.mark.parametrize(
    "kind", [AttendanceKind.ABSENT, AttendanceKind.PARTIAL, AttendanceKind.TARDY]
)
def test_as_many_minutes_as_are_taught_are_a_full_day(kind, minutes, whole):
    fact = fold([gap(UNEXCUSED, minutes, kind)], {HIGH: 360})
    assert (fact.full is UNEXCUSED) is whole


def test_without_bell_times_minutes_are_a_gap():
    assert fold([full(UNEXCUSED, 1440)], {}).gaps == ((UNEXCUSED, 1440),)


def test_a_row_is_held_against_the_minutes_of_its_own_school():
    rows = [gap(UNEXCUSED, 300, site=SITES[1])]
    assert fold(rows, {HIGH: 300, SITES[1]: 360}).full is None
    assert fold(rows, {HIGH: 360, SITES[1]: 300}).full is UNEXCUSED


@pytest.mark.parametrize(
    ("kind", "scope"),
    [
        (AttendanceKind.TARDY, Scope.DAY),
        (AttendanceKind.ABSENT, Scope.CLASS),
        (AttendanceKind.PARTIAL, Scope.DAY),
    ],
)
def test_a_gap_without_minutes_has_an_unknown_length(kind, scope):
    fact = fold([gap(UNEXCUSED, None, kind, scope)], {HIGH: 360})
    assert fact.gaps == ((UNEXCUSED, None),)
    assert fact.unresolved == "unexcused partial absence of unknown length"


def test_an_excused_gap_of_unknown_length_is_settled():
    assert not fold([gap(EXCUSED)], {}).unresolved


@pytest.mark.parametrize(
    ("minutes", "said"), [(5, "5 min"), (45, "45 min"), (None, "unknown length")]
)
def test_a_gap_with_no_known_excuse_leaves_the_day_open_whatever_its_length(minutes, said):
    fact = fold([gap(UNKNOWN, minutes)], {})
    assert fact.unresolved == f"partial absence ({said}) with no known excuse"


def test_a_settled_gap_beside_an_open_one_leaves_the_day_open():
    assert fold([gap(UNEXCUSED, 45), gap(UNKNOWN, 5)], {}).unresolved


@given(
    st.lists(st.tuples(st.sampled_from(SITES), st.sampled_from(SHAPES)), max_size=6),
    st.randoms(use_true_random=False),
)
def test_the_order_of_the_rows_does_not_matter(given_rows, dice):
    rows = [row(site, DAY, shape) for site, shape in given_rows]
    taught = {SITES[0]: 240, SITES[1]: 31}
    assert fold(dice.sample(rows, len(rows)), taught) == fold(rows, taught)

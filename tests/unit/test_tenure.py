"""How long officers serve: on each date of the policy and the day before."""

from datetime import date, timedelta

import pytest

from sro_core import BadValue, Outcome, lay_over
from sro_core.rotations.tenure import (
    CountedBy,
    Tenure,
    break_findings,
    served,
    tenure_findings,
)
from tests.staffing import HIGH, MIDDLE, MIDDLE_POST, ON, ONE, RULES, TWO, tour

DAY = timedelta(days=1)
BY_SITE = lay_over(
    RULES,
    """
id = "by-site"
title = "Counted by site"
[[tenure]]
id = "tour"
says = "counted by site"
cites = ["local: staffing"]
from = 2005-01-01
minimum_years = 2
maximum_years = 4
break_years = 2
notice_months = 6
counted_by = "site"
""",
    file="by-site.toml",
)


def judged(assignments, on, rules=RULES, who=ONE):
    found = tenure_findings(who, assignments, rules=rules, on=date.fromisoformat(str(on)))
    return {each.code: (each.outcome, each.since and str(each.since)) for each in found}


@pytest.mark.parametrize(
    ("on", "possible", "due"),
    [
        ("2022-08-15", (Outcome.PENDING, None), (Outcome.NOT_MET, None)),
        ("2024-08-14", (Outcome.PENDING, None), (Outcome.NOT_MET, None)),
        ("2024-08-15", (Outcome.MET, "2024-08-15"), (Outcome.NOT_MET, None)),
        ("2026-02-14", (Outcome.MET, "2024-08-15"), (Outcome.NOT_MET, None)),
        ("2026-02-15", (Outcome.MET, "2024-08-15"), (Outcome.PENDING, "2026-02-15")),
        ("2026-08-14", (Outcome.MET, "2024-08-15"), (Outcome.PENDING, "2026-02-15")),
        ("2026-08-15", (Outcome.MET, "2024-08-15"), (Outcome.MET, "2026-08-15")),
    ],
)
def test_two_to_four_years(on, possible, due):
    found = judged([tour("A", ONE, "2022-08-15")], on)
    assert found == {"rotation_possible": possible, "rotation_due": due}


def test_nobody_has_a_term_before_or_after_the_tour_or_the_policy():
    known = [tour("A", ONE, "2022-08-15", "2024-08-15")]
    assert judged(known, "2022-08-14") == judged(known, "2024-08-15") == {}
    assert judged(known, "2023-01-01", who=TWO) == {}


def test_the_asks_go_from_may_to_must():
    def asks(on):
        found = tenure_findings(
            ONE, [tour("A", ONE, "2022-08-15")], rules=RULES, on=date.fromisoformat(on)
        )
        return [(ask.force, ask.due and str(ask.due)) for each in found for ask in each.asks]

    assert asks("2024-08-14") == []
    assert asks("2024-08-15") == [("may", None)]
    assert asks("2026-02-15") == asks("2026-12-31") == [("must", "2026-08-15")]


def test_an_end_on_record_settles_who_must_go():
    known = [tour("A", ONE, "2022-08-15", "2026-08-01")]
    found = tenure_findings(ONE, known, rules=RULES, on=date(2026, 3, 1))
    assert [each.asks for each in found] == [(), ()]
    assert "its end is on record" in found[1].why


def test_another_site_is_the_same_term_in_the_programme_and_a_new_one_by_site():
    known = [
        tour("A", ONE, "2020-08-01", "2022-08-01"),
        tour("B", ONE, "2022-08-01", post=MIDDLE_POST),
    ]
    assert judged(known, "2024-08-01")["rotation_due"] == (Outcome.MET, "2024-08-01")
    assert judged(known, "2024-07-31")["rotation_due"][0] is Outcome.PENDING
    assert judged(known, "2024-08-01", BY_SITE) == {
        "rotation_possible": (Outcome.MET, "2024-08-01"),
        "rotation_due": (Outcome.NOT_MET, None),
    }


def test_a_shorter_pause_than_the_break_begins_no_new_term():
    first = tour("A", ONE, "2018-08-01", "2020-08-01")
    (short,) = served(ONE, [first, tour("B", ONE, "2022-07-31")], rules=RULES, on=date(2023, 7, 30))
    assert (short.days, str(short.ends)) == (731 + 365, "2024-07-30")
    (new,) = served(ONE, [first, tour("B", ONE, "2022-08-01")], rules=RULES, on=date(2023, 7, 31))
    assert (new.days, str(new.ends), new.words) == (365, "2026-08-01", "1 year")


def test_days_at_two_sites_count_once():
    known = [
        tour("A", ONE, "2022-08-01", shared=True),
        tour("B", ONE, "2023-08-01", post=MIDDLE_POST, shared=True),
    ]
    found = served(ONE, known, rules=RULES, on=date(2024, 7, 31))
    assert {each.days for each in found} == {731}


def test_a_bound_says_at_most():
    known = [tour("A", ONE, "2022-08-15", start_is_bound=True)]
    (one,) = served(ONE, known, rules=RULES, on=date(2024, 11, 14))
    assert (one.at_most, one.words) == (True, "at most 2 years 3 months")
    gone = [tour("A", ONE, "2022-08-15", "2026-08-15", end_is_bound=True)]
    assert served(ONE, gone, rules=RULES, on=ON) == ()


@pytest.mark.parametrize(
    ("on", "words"),
    [
        ("2022-08-15", "0 months"),
        ("2022-09-14", "1 month"),
        ("2023-08-13", "11 months"),
        ("2023-08-14", "1 year"),
        ("2025-10-14", "3 years 2 months"),
    ],
)
def test_time_served_in_words(on, words):
    known = [tour("A", ONE, "2022-08-15")]
    (one,) = served(ONE, known, rules=RULES, on=date.fromisoformat(on))
    assert one.words == words


@pytest.mark.parametrize(
    ("start", "short"),
    [("2026-08-01", False), ("2026-08-02", True), ("2028-07-31", True), ("2028-08-01", False)],
)
def test_two_years_lie_between_two_tours(start, short):
    known = [tour("A", ONE, "2022-08-01", "2026-08-01")]
    (found,) = break_findings(ONE, HIGH, known, rules=RULES, start=date.fromisoformat(start))
    assert (found.outcome is Outcome.MET) is short


def test_a_break_by_site_leaves_other_sites_open():
    known = [tour("A", ONE, "2022-08-01", "2026-08-01")]
    start = date(2027, 1, 1)
    assert break_findings(ONE, MIDDLE, known, rules=BY_SITE, start=start) == ()
    (found,) = break_findings(ONE, HIGH, known, rules=BY_SITE, start=start)
    assert found.outcome is Outcome.MET


@pytest.mark.parametrize("years", [(4, 2, 0), (-1, 2, 0), (0, 0, 0), (1, 2, -1)])
def test_a_term_that_ends_before_it_may_is_refused(years):
    with pytest.raises(BadValue):
        Tenure(*years, 6, CountedBy.SITE)

"""A calendar of closures closes days at a site, says what it changes, and opens none."""

from datetime import date

import attrs
import pytest

from sro_core import BadValue, Refused, Role, SiteId, Unknown
from sro_core.privacy import Viewer
from sro_core.usecases import closures
from tests.served import HIGH, MIDDLE, operator, serve

THANKSGIVING, FRIDAY = date(2026, 11, 26), date(2026, 11, 27)


@pytest.fixture
def desk():
    return serve().desk


def calendar(desk, site=HIGH):
    with desk.open() as stores:
        return stores.sites.all()[site].record.calendar


def take_in(desk, days, **more):
    return closures.take_in(desk, operator(desk), HIGH, days, source="days.ics", **more)


def test_days_are_closed_and_renamed_and_the_rest_stays(desk):
    found = take_in(desk, {THANKSGIVING: "Thanksgiving Day", FRIDAY: "Day after"})
    assert [each.change for each in found.days] == ["renamed", "closed"]
    assert (found.changes, found.kept, found.saved) == (2, 0, True)
    assert calendar(desk).why_not(FRIDAY) == "closed (Day after)"
    assert calendar(desk).closed[THANKSGIVING] == "Thanksgiving Day"
    assert calendar(desk, MIDDLE).is_school_day(FRIDAY)


def test_the_same_again_changes_nothing_and_is_no_act(desk):
    take_in(desk, {FRIDAY: "Day after"})
    again = take_in(desk, {FRIDAY: "Day after"})
    assert (again.changes, again.kept) == (0, 1)
    with desk.open() as stores:
        acts = [entry.act for entry in stores.audit.all()]
    assert acts.count("close days") == 1


def test_a_dry_run_says_the_same_and_saves_nothing(desk):
    found = take_in(desk, {FRIDAY: "Day after"}, dry_run=True)
    assert (found.changes, found.saved) == (1, False)
    assert calendar(desk).is_school_day(FRIDAY)


def test_days_outside_every_session_are_told_and_left(desk):
    found = take_in(desk, {date(2026, 7, 4): "Independence Day"})
    assert [each.change for each in found.days] == ["outside"]
    assert found.changes == 0


def test_a_weekend_is_not_closed_and_an_added_day_stays_a_school_day(desk):
    saturday, sunday = date(2026, 11, 28), date(2026, 11, 29)
    with desk.open(exclusive=True) as stores:
        stored = stores.sites.all()[HIGH]
        added = attrs.evolve(calendar(desk), added={saturday: "make-up day"})
        stores.sites.put(attrs.evolve(stored.record, calendar=added), stored.version)
        stores.commit()
    found = take_in(desk, {saturday: "Recess", sunday: "Recess"})
    assert [each.change for each in found.days] == ["added day", "weekend"]
    assert calendar(desk).is_school_day(saturday)


def test_what_repeats_is_written_out_as_far_as_the_sessions_reach(desk):
    reach = closures.sessions_of(desk, operator(desk), HIGH)
    assert (reach.start, reach.end) == (date(2026, 8, 17), date(2027, 6, 5))


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SERGEANT, Role.AUDITOR, Role.PUBLIC])
def test_who_keeps_no_calendar_changes_none(desk, role):
    access = desk.admit(Viewer("v", role))
    with pytest.raises(Refused):
        closures.take_in(desk, access, HIGH, {FRIDAY: ""}, source="f")
    with pytest.raises(Refused):
        closures.sessions_of(desk, access, HIGH)


def test_a_clerk_closes_days_of_their_own_site_only(desk):
    access = desk.admit(Viewer("v", Role.CLERK, frozenset({MIDDLE})))
    with pytest.raises(Refused, match="HIGH is another site"):
        closures.take_in(desk, access, HIGH, {FRIDAY: ""}, source="f")


def test_an_unknown_site_is_told_with_the_known_ones(desk):
    for ask in (
        lambda site: closures.take_in(desk, operator(desk), site, {}, source="f"),
        lambda site: closures.sessions_of(desk, operator(desk), site),
    ):
        with pytest.raises(Unknown, match="HIGH, MIDDLE"):
            ask(SiteId("NOWHERE"))


def test_a_site_without_a_session_wants_its_school_year_first(desk, monkeypatch):
    with desk.open(exclusive=True) as stores:
        stored = stores.sites.all()[HIGH]
        bare = attrs.evolve(stored.record, calendar=attrs.evolve(calendar(desk), sessions=()))
        stores.sites.put(bare, stored.version)
        stores.commit()
    with pytest.raises(BadValue, match="take in the school year first"):
        closures.sessions_of(desk, operator(desk), HIGH)

"""Feeds are given by whoever may, show no more than their giver reads, and are taken back."""

from datetime import datetime, time, timedelta

import attrs
import pytest

from sro_core import BadValue, Permission, Refused, Role, SiteId, Unknown
from sro_core.due import DueKind
from sro_core.feeds import PUBLISHED, Feed, Reader
from sro_core.findings import Subject
from sro_core.privacy import Sensitivity, Viewer
from sro_core.safety.drill_rules import DrillKind
from sro_core.safety.drills import DRILLS, Drill, DrillStatus
from sro_core.usecases import calendar_feeds, reporting
from sro_core.usecases.reporting import Area
from tests.served import HIGH, MIDDLE, NOW, ON, operator, serve
from tests.unit.test_feeds import item

SECRETS = ("S-00001", "S-00002", "S/00005")


@pytest.fixture
def desk():
    return serve().desk


def feed(role=Role.ADMINISTRATOR, **changes):
    plain = {
        "id": "0123456789ab", "digest": "d", "reader": Reader.SCHOOL, "name": "front office",
        "role": role, "site": HIGH, "made": NOW, "by": "op", "expires": NOW + timedelta(days=30),
    }  # fmt: skip
    return Feed(**(plain | changes))


def admit(desk, role, *sites):
    return desk.admit(Viewer("v", role, frozenset(sites) or None, "test"))


def acts(desk):
    with desk.open() as stores:
        return [entry.act for entry in stores.audit.all()]


def test_a_feed_shows_what_is_due_at_its_site_without_a_student(desk):
    calendar_feeds.give(desk, operator(desk), feed())
    entries = calendar_feeds.read(desk, feed(), on=ON)
    assert entries
    assert {each.item.kind for each in entries} > {DueKind.TRUANCY}
    assert {each.item.site.id for each in entries} == {HIGH}
    assert not [each for each in SECRETS if each in repr(entries)]
    assert acts(desk)[-1] == "publish calendar"


def test_reading_it_again_changes_nothing_but_the_log_of_readings(desk):
    calendar_feeds.give(desk, operator(desk), feed())
    first = calendar_feeds.read(desk, feed(), on=ON)
    assert calendar_feeds.read(desk, feed(), on=ON) == first
    with desk.open() as stores:
        assert stores.records(PUBLISHED).get(feed().id).version == 1
    assert acts(desk).count("publish calendar") == 1
    assert acts(desk).count("review attendance") == 2


def test_only_whoever_may_gives_feeds_and_only_of_their_site(desk):
    with pytest.raises(Refused):
        calendar_feeds.give(desk, admit(desk, Role.CLERK, HIGH), feed())
    with pytest.raises(Refused, match="MIDDLE is another site"):
        calendar_feeds.give(desk, admit(desk, Role.ADMINISTRATOR, HIGH), feed(site=MIDDLE))
    with pytest.raises(Refused, match="whole district"):
        calendar_feeds.give(desk, admit(desk, Role.ADMINISTRATOR, HIGH), feed(site=None))
    with pytest.raises(Unknown, match="HIGH, MIDDLE"):
        calendar_feeds.give(desk, operator(desk), feed(site=SiteId("NOWHERE")))


def test_nobody_hands_on_what_they_may_not_read_themselves(desk):
    with pytest.raises(Refused, match="would show attendance, and no police officer lists"):
        calendar_feeds.give(desk, admit(desk, Role.SERGEANT), feed())
    assert acts(desk)[-1] == "refused"
    calendar_feeds.give(desk, admit(desk, Role.SERGEANT), feed(Role.OFFICER, officer="O-01"))


@pytest.mark.parametrize("role", [Role.OPERATOR, Role.SERGEANT])
def test_whoever_keeps_the_officers_files_gives_an_officer_a_feed(desk, role):
    calendar_feeds.give(desk, admit(desk, role), feed(Role.OFFICER, officer="O-01"))
    assert [each.officer for each in calendar_feeds.feeds(desk, operator(desk))] == ["O-01"]


def test_an_administrator_gives_no_officer_a_feed_of_what_is_closed_to_administrators(desk):
    with pytest.raises(Refused, match="it would show"):
        calendar_feeds.give(
            desk, admit(desk, Role.ADMINISTRATOR, HIGH), feed(Role.OFFICER, officer="O-01")
        )


@pytest.mark.parametrize("name", ["ICE field office", "Customs and Border Protection"])
def test_immigration_agencies_are_given_none(desk, name):
    with pytest.raises(BadValue, match=r"section 234\.7"):
        calendar_feeds.give(desk, operator(desk), feed(name=name))


def test_a_feed_is_taken_back_once_and_for_all(desk):
    calendar_feeds.give(desk, operator(desk), feed())
    with pytest.raises(Refused):
        calendar_feeds.revoke(desk, admit(desk, Role.ADMINISTRATOR, MIDDLE), feed().id)
    taken = calendar_feeds.revoke(desk, operator(desk), feed().id)
    assert taken.revoked == NOW
    assert calendar_feeds.revoke(desk, operator(desk), feed().id) == taken
    assert acts(desk).count("revoke feed") == 1
    assert calendar_feeds.feeds(desk, operator(desk)) == (taken,)


def test_each_sees_the_feeds_of_their_sites(desk):
    calendar_feeds.give(desk, operator(desk), feed())
    assert calendar_feeds.feeds(desk, admit(desk, Role.ADMINISTRATOR, MIDDLE)) == ()
    assert len(calendar_feeds.feeds(desk, admit(desk, Role.ADMINISTRATOR, HIGH))) == 1


def test_the_day_of_the_last_reading_is_kept(desk):
    calendar_feeds.give(desk, operator(desk), feed())
    with desk.open() as stores:
        stored = stores.records(calendar_feeds.FEEDS).get(feed().id)
    calendar_feeds.note_use(desk, stored, NOW)
    calendar_feeds.note_use(desk, stored, NOW + timedelta(days=1))  # by now of an old version
    (found,) = calendar_feeds.feeds(desk, operator(desk))
    assert found.used == ON


# --- which kinds of information leave


def other_area(monkeypatch, *items):
    def due(_, __, *, on, site=None):
        return tuple(items)

    area = Area("others", (DueKind.TRAINING,), (Permission.READ_CALENDAR,), due)
    monkeypatch.setattr(reporting, "AREAS", (area,))


def of(kind, sensitivity, subject):
    return attrs.evolve(item(kind, subject=subject), sensitivity=sensitivity)


def test_tactical_dates_never_leave_and_an_officers_file_goes_to_that_officer(desk, monkeypatch):
    mine, theirs = (Subject("officer", id, HIGH) for id in ("O-01", "O-02"))
    site = Subject("site", HIGH, HIGH)
    other_area(
        monkeypatch,
        of("training", Sensitivity.PERSONNEL, mine),
        of("training", Sensitivity.PERSONNEL, theirs),
        of("plan", Sensitivity.TACTICAL, site),
        of("drill", Sensitivity.STAFF, site),
    )
    of_operator = calendar_feeds.read(desk, feed(Role.OPERATOR), on=ON)
    assert [each.item.kind for each in of_operator] == ["drill"]


def test_a_moved_drill_keeps_its_uid_and_raises_its_sequence(desk, monkeypatch):
    def read(days):
        other_area(monkeypatch, item("drill", days=days))
        (entry,) = calendar_feeds.read(desk, feed(), on=ON)
        return entry

    first, moved, again = read(10), read(14), read(14)
    assert (first.sequence, moved.sequence) == (0, 1)
    assert first.uid == moved.uid
    assert moved == again


def drill(**changes):
    plain = Drill(id="D-1", site=HIGH, kind=DrillKind.FIRE, on=ON + timedelta(days=5),
                  status=DrillStatus.PLANNED, starts=time(10, 15), ends=time(10, 35))  # fmt: skip
    return attrs.evolve(plain, **changes)


def keep(desk, record):
    with desk.open(exclusive=True) as stores:
        drills = stores.records(DRILLS)
        try:
            version = drills.get(record.id).version
        except Unknown:
            version = 0
        drills.put(record, version)
        stores.commit()


def planned(desk, **changes):
    found = calendar_feeds.read(desk, feed(**changes), on=ON)
    return [each for each in found if each.item.planned]


def test_a_planned_drill_is_an_appointment_that_moves_with_it(desk):
    keep(desk, drill())
    (first,) = planned(desk)
    assert first.item.title == "Drill: fire, High School"
    assert (first.item.begins, first.item.minutes) == (time(10, 15), 20)
    keep(desk, drill(on=ON + timedelta(days=9)))
    (moved,) = planned(desk)
    assert (moved.uid, moved.sequence) == (first.uid, 1)
    assert moved.item.day == ON + timedelta(days=9)


@pytest.mark.parametrize(
    "changes",
    [
        {"announced": False},
        {"status": DrillStatus.DRAFT},
        {"on": ON - timedelta(days=1)},
        {"site": MIDDLE},
    ],
    ids=str,
)
def test_a_drill_kept_secret_held_or_of_another_site_is_in_no_calendar(desk, changes):
    keep(desk, drill(**changes))
    assert planned(desk) == []


def test_drills_are_in_a_feed_of_that_area_only(desk):
    keep(desk, drill())
    assert planned(desk, kinds=frozenset({DueKind.TRUANCY})) == []
    assert len(planned(desk, kinds=frozenset({DueKind.DRILL}))) == 1
    assert planned(desk, role=Role.OFFICER, officer="O-01", site=None) == []


def test_a_file_of_ones_own_due_list_is_kept_under_a_name_of_its_own(desk):
    access = operator(desk)
    items = reporting.due(desk, access, on=ON).items
    first = calendar_feeds.written(desk, access, items)
    assert calendar_feeds.written(desk, access, items) == first
    with desk.open() as stores:
        assert stores.records(PUBLISHED).get("file").version == 1
    assert datetime.min < first[0].changed == NOW

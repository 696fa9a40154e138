"""Whatever the findings ask, and in whatever words, no calendar made of them names a student."""

import itertools
from datetime import datetime, timedelta

import vobject
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange.calendars import write_calendar
from sro_core import SchoolSite
from sro_core.due import due_list, joined
from sro_core.feeds import Published, lines_of
from tests.strategies_due import SECRET, SITES, areas

PLACES = {site: SchoolSite(site, f"{site.title()} School") for site in SITES}
AT = datetime(2026, 11, 20, 9, 30)


def lines(by_area):
    items = joined(item for kind, found in by_area.items() for item in due_list(kind, found))
    return items, lines_of(items, PLACES)


@given(areas)
def test_no_line_its_key_or_its_calendar_names_a_student_or_what_was_asked_in_words(by_area):
    items, shown = lines(by_area)
    numbers = itertools.count()
    now = Published("f").updated(shown, at=AT, new_id=lambda: f"uid{next(numbers)}")
    raw = write_calendar("Due", now.entries(shown), zone="America/Los_Angeles").decode()
    unfolded = raw.replace("\r\n ", "")
    for said in (repr(shown), repr(now), unfolded):
        assert SECRET not in said
        assert "write to the parents" not in said
    if shown:
        assert {each.uid.value for each in vobject.readOne(raw).vevent_list} == {
            each.uid for each in now.lines
        }
    assert bool(shown) == any(each.due for each in items)


@given(areas)
def test_every_dated_item_has_its_day_in_the_calendar(by_area):
    items, shown = lines(by_area)
    assert {(each.kind, each.due) for each in items if each.due} == {
        (each.item.kind, each.item.day) for each in shown
    }
    keys = [each.key for each in shown]
    assert len(set(keys)) == len(keys)


@given(areas, areas, st.integers(1, 9))
def test_uids_live_for_ever_and_sequences_never_fall(before, after, hours):
    numbers = itertools.count()

    def new_id():
        return f"uid{next(numbers)}"

    was = Published("f").updated(lines(before)[1], at=AT, new_id=new_id)
    now = was.updated(lines(after)[1], at=AT + timedelta(hours=hours), new_id=new_id)
    later = {each.key: each for each in now.lines}
    for each in was.lines:
        same = later[each.key]
        assert same.uid == each.uid
        assert same.sequence - each.sequence == (same.mark != each.mark)
        assert (same.changed > each.changed) == (same.mark != each.mark)
    assert len({each.uid for each in now.lines}) == len(now.lines)

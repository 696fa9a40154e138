"""Closures out of iCalendar: whole days, written out where they repeat; the rest is refused."""

from datetime import date

import pytest

from sro_adapters.interchange.closures import CalendarRefused, closures_of, components
from sro_core import DatePeriod

YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))


def calendar(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:test"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event.split("\n"), "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


def days_of(*events, within=YEAR):
    return closures_of(calendar(*events), name="days.ics", within=within).days


def whole(start, *more, label="Holiday"):
    return "\n".join((f"DTSTART;VALUE=DATE:{start}", f"SUMMARY:{label}", *more))


def d(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("event", "days"),
    [
        (whole("20260907"), ["2026-09-07"]),
        (whole("20261123", "DTEND;VALUE=DATE:20261125"), ["2026-11-23", "2026-11-24"]),
        (whole("20261123", "DURATION:P2D"), ["2026-11-23", "2026-11-24"]),
        (whole("20260601", "DTEND;VALUE=DATE:20260818"), ["2026-08-17"]),
        (whole("20200907", "RRULE:FREQ=YEARLY;BYMONTH=9;BYDAY=1MO"), ["2026-09-07"]),
        (whole("20260904", "RRULE:FREQ=WEEKLY;COUNT=2"), ["2026-09-04", "2026-09-11"]),
        (whole("20260904", "RRULE:FREQ=WEEKLY;UNTIL=20260912"), ["2026-09-04", "2026-09-11"]),
        (
            whole("20260904", "RRULE:FREQ=WEEKLY;COUNT=3", "EXDATE;VALUE=DATE:20260911"),
            ["2026-09-04", "2026-09-18"],
        ),
        (
            whole("20260904", "RDATE;VALUE=DATE:20261002", "RDATE;VALUE=DATE:20261003"),
            ["2026-09-04", "2026-10-02", "2026-10-03"],
        ),
        (
            whole("20260815", "DTEND;VALUE=DATE:20260818", "RRULE:FREQ=YEARLY"),
            ["2026-08-17"],
        ),
        (whole("20300101"), []),
    ],
    ids=lambda each: each.replace("\n", " ") if isinstance(each, str) else None,
)  # fmt: skip
def test_whole_days_are_closures_and_repeated_ones_are_written_out(event, days):
    assert list(days_of(event)) == [d(each) for each in days]


def test_a_label_is_kept_in_one_line_and_the_first_of_a_day_counts():
    found = days_of(whole("20260907", label="Labor\\n  Day"), whole("20260907", label="Other"))
    assert found == {d("2026-09-07"): "Labor Day"}


def test_events_with_a_time_close_no_day_and_are_counted():
    timed = "DTSTART:20260910T100000\nSUMMARY:Assembly"
    found = closures_of(calendar(timed, whole("20260907")), name="n", within=YEAR)
    assert (list(found.days), found.timed) == ([d("2026-09-07")], 1)


@pytest.mark.parametrize(
    ("event", "why"),
    [
        ("SUMMARY:Never", "it has no DTSTART"),
        ("DTSTART;VALUE=DATE:20260230", "DTSTART cannot be read"),
        (whole("20260907", "DTEND;VALUE=DATE:20260907"), "is not after its start"),
        (whole("20260907", "DTEND:20260907T120000"), "ends with a time"),
        (whole("20260907", "DTEND;VALUE=DATE:20271231"), "a closure of over a year"),
        (whole("20260907", "DURATION:PT3H"), "no number of whole days"),
        (whole("20260907", "DURATION:P1D", "DTEND;VALUE=DATE:20260908"), "both DTEND and DURATION"),
        (whole("20260907", "RRULE:FREQ=HOURLY"), "repeats by the hour"),
        (whole("20260907", "RRULE:FREQ=DAILY;BYHOUR=9"), "repeats by the hour"),
        (whole("20260907", "RRULE:FREQ=DAILY;INTERVAL=0"), "every 0 times"),
        (whole("20260907", "RRULE:FREQ=SOMETIMES"), "RRULE cannot be read"),
        (whole("20260907", "RRULE:FREQ=DAILY;UNTIL=20260909T000000Z"), "cannot be used"),
        (whole("20260907", "RRULE:FREQ=DAILY", "RRULE:FREQ=WEEKLY"), "several RRULEs"),
        (whole("20260907", "RECURRENCE-ID;VALUE=DATE:20260907"), "one day of a repeated event"),
        (whole("20260907", "EXDATE:20260907T100000"), "EXDATE has a time"),
        (whole("00010101", "RRULE:FREQ=DAILY"), "before 1900"),
    ],
    ids=lambda each: each.replace("\n", " "),
)  # fmt: skip
def test_an_event_that_would_need_guessing_refuses_the_file_with_its_reason(event, why):
    with pytest.raises(CalendarRefused, match=why):
        days_of(event)


def test_every_reason_is_given_at_once_with_the_event():
    with pytest.raises(CalendarRefused) as refused:
        days_of("SUMMARY:A", whole("20260907"), whole("20260908", "DURATION:PT3H", label="B"))
    first, last = refused.value.reasons
    assert first.startswith("event 1 (A): ")
    assert last.startswith("event 3 (B): ")
    assert str(refused.value).startswith(
        "days.ics: 2 problem(s); nothing of it is used:\n  event 1"
    )


def test_what_repeats_for_ever_is_refused_where_there_is_no_end():
    with pytest.raises(CalendarRefused, match="no sessions to write it out for"):
        days_of(whole("20260907", "RRULE:FREQ=DAILY"), within=DatePeriod(None, None))


OFFSET = b"""BEGIN:VCALENDAR\r
BEGIN:VTIMEZONE\r
TZID:X\r
BEGIN:STANDARD\r
DTSTART:16010101T000000\r
TZOFFSETFROM:+5744\r
TZOFFSETTO:+5744\r
END:STANDARD\r
END:VTIMEZONE\r
END:VCALENDAR\r
"""


@pytest.mark.parametrize(
    "raw",
    [
        b"not a calendar",
        b"\xff\xfe\x00",
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nEND:VCALENDAR\r\n",
        b"BEGIN:VCALENDAR\r\nX\r\nEND:VCALENDAR\r\n",
        OFFSET,
        b"",
        calendar(),
    ],
)
def test_what_is_no_calendar_is_refused_with_a_reason(raw):
    with pytest.raises(CalendarRefused) as refused:
        closures_of(raw, name="broken.ics", within=YEAR)
    assert all(refused.value.reasons)


BROKEN = {
    "fuzz_testcase_invalid_month.ics", "fuzz_testcase_vtimezone_lone_cr.ics",
    "issue_104_broken_calendar.ics", "parsing_error_in_UTC_offset.ics",
}  # fmt: skip


def test_of_the_real_files_the_four_broken_ones_are_refused_and_all_others_parse(shared_data):
    refused = {}
    files = sorted((shared_data / "ics-icalendar-py").rglob("*.ics"))
    for file in files:
        try:
            components(file.read_bytes(), name=file.name)
        except CalendarRefused as why:
            refused[file.name] = why.reasons
    assert len(files) == 163
    assert set(refused) == BROKEN
    assert all(
        why[0].startswith("it is no iCalendar that can be read: ") for why in refused.values()
    )

"""A cell gives the value it says and no other; what could mean two things is refused."""

from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange import columns
from sro_adapters.interchange.columns import CellRefused
from sro_adapters.interchange.layouts import LAYOUTS

READERS = {
    "text": columns.text,
    "identifier": columns.identifier,
    "identifiers": columns.identifiers,
    "day": columns.day,
    "moment": columns.moment,
    "clock": columns.clock,
    "boolean": columns.boolean,
    "minutes": columns.minutes,
    "year": columns.year,
    "choice": columns.choice("absent", "districtAdministrator"),
    "weekday": columns.weekday,
}
BLANK = {
    "text": "", "identifier": "", "identifiers": (), "day": None, "moment": None, "clock": None,
    "boolean": None, "minutes": None, "year": None, "choice": "",
}  # fmt: skip
KNOWN = {each.name: each for layout in LAYOUTS.values() for each in layout.columns}


@pytest.mark.parametrize(
    ("reader", "cell", "value"),
    [
        ("text", 'Ångström, "x"\n\'', 'Ångström, "x"\n\''),
        ("text", " spaces stay ", " spaces stay "),
        ("identifier", "007", "007"),
        ("identifier", "a b", "a b"),
        ("identifiers", "007, 7,,a b", ("007", "7", "a b")),
        ("day", "2026-09-01", date(2026, 9, 1)),
        ("day", " 2024-02-29 ", date(2024, 2, 29)),
        ("moment", "2026-09-01T08:30:00Z", datetime(2026, 9, 1, 8, 30, tzinfo=UTC)),
        ("moment", "2026-09-01", datetime(2026, 9, 1)),
        ("clock", "08:30", time(8, 30)),
        ("clock", "8:30", time(8, 30)),
        ("clock", "00:00", time(0)),
        ("boolean", "TRUE", True),
        ("boolean", "false", False),
        ("minutes", "0", 0),
        ("minutes", "030", 30),
        ("minutes", "1440", 1440),
        ("year", "2027", 2027),
        ("choice", "Absent", "absent"),
        ("choice", " districtadministrator", "districtAdministrator"),
        ("weekday", "monday", 0),
        ("weekday", "Sun", 6),
    ],
)
def test_a_good_cell_gives_its_value(reader, cell, value):
    assert READERS[reader](cell) == value


@pytest.mark.parametrize(
    ("reader", "cell", "code"),
    [
        ("text", "a\ab", "control_character"),
        ("text", "\x1b[31m", "control_character"),
        ("identifier", " 7", "space_around_id"),
        ("identifier", "7\xa0", "space_around_id"),
        ("identifier", "7\x1b", "control_character"),
        ("identifiers", "a,\x1b", "control_character"),
        ("day", "2026-02-29", "bad_date"),
        ("day", "09/01/2026", "bad_date"),
        ("day", "2026-9-1", "bad_date"),
        ("day", "20260901", "bad_date"),
        ("day", "2026-W36-2", "bad_date"),
        ("day", "2026-09-01T00:00:00Z", "bad_date"),
        ("day", "٢٠٢٦-09-01", "bad_date"),
        ("moment", "yesterday", "bad_time"),
        ("clock", "24:00", "bad_time"),
        ("clock", "8:5", "bad_time"),
        ("clock", "8.30", "bad_time"),
        ("clock", "08:30 AM", "bad_time"),
        ("clock", "1_0:30", "bad_time"),
        ("clock", "+8:30", "bad_time"),
        ("boolean", "1", "bad_boolean"),
        ("boolean", "yes", "bad_boolean"),
        ("minutes", "4O", "bad_number"),
        ("minutes", "-1", "bad_number"),
        ("minutes", "1.5", "bad_number"),
        ("minutes", "1441", "bad_number"),
        ("minutes", "٣٠", "bad_number"),
        ("minutes", "9" * 5000, "bad_number"),
        ("year", "26", "bad_number"),
        ("choice", "missing", "bad_choice"),
        ("weekday", "M", "bad_weekday"),
        ("weekday", "", "bad_weekday"),
    ],
)
def test_any_other_cell_is_refused_with_what_to_do(reader, cell, code):
    with pytest.raises(CellRefused) as raised:
        READERS[reader](cell)
    assert raised.value.code == code
    assert raised.value.says
    assert raised.value.hint


@pytest.mark.parametrize("reader", sorted(BLANK))
def test_a_blank_cell_has_no_value(reader):
    assert READERS[reader]("") == BLANK[reader]


@pytest.mark.parametrize("name", sorted(KNOWN))
def test_what_a_column_refuses_is_refused(name):
    with pytest.raises(CellRefused):
        KNOWN[name].read(KNOWN[name].refuses)


@pytest.mark.parametrize("reader", sorted(READERS))
@given(cell=st.text(max_size=20) | st.from_regex(r"[0-9T:.Zz/+ -]{1,20}"))
def test_no_cell_crashes_a_reader(reader, cell):
    try:
        READERS[reader](cell)
    except CellRefused as refused:
        assert refused.hint  # noqa: PT017 - that some cells are taken is the point

"""A roll written as a bundle and read again is equal, or it is refused before it is written."""

from datetime import date, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import attrs
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange import read_bundle
from sro_adapters.interchange.writing import write_bundle
from sro_core import (
    Action,
    AttendanceEvent,
    BellTime,
    DatePeriod,
    Enrollment,
    Excuse,
    Roll,
    SchoolCalendar,
    Scope,
    Session,
    StepTaken,
    Student,
    StudentFile,
)
from sro_core import (
    AttendanceKind as Kind,
)
from sro_core.errors import BadValue
from sro_core.sites import SchoolSite
from sro_core.truancy.roll import Statement
from tests.bundles import full, look
from tests.strategies import cases

FIRST = date(2026, 8, 17)
DAYS = st.integers(-40, 400).map(lambda n: FIRST + timedelta(n))
IN_A_YEAR = st.integers(-40, 320).map(lambda n: FIRST + timedelta(n))
# Everything that a spreadsheet might choke on, and whatever else there is.
ODD = st.sampled_from(
    ("", " ", ",", '"', '""', "\n", "\r", "\r\n", "a,b", "'", ";", "\ufeff", "=1")
)
WORDS = ODD | st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=6)
TEXT = st.lists(WORDS, max_size=3).map("".join)
IDS = TEXT.map(lambda text: f"0{text}7".replace(",", ";")) | st.sampled_from(("7", "07", "a b"))


def written_and_read(roll):
    with TemporaryDirectory() as folder:
        write_bundle(roll, Path(folder))
        return read_bundle(folder)


def periods(days=DAYS):
    return (
        st.tuples(days, days).filter(lambda pair: pair[0] < pair[1]).map(lambda p: DatePeriod(*p))
    )


@st.composite
def sessions(draw):
    found = draw(
        st.lists(
            st.builds(Session, TEXT.map(lambda text: f"{text}!"), periods(IN_A_YEAR)),
            max_size=3,
            unique=True,
        )
    )
    return tuple(sorted(found, key=lambda each: (each.first, each.after, each.title)))


def bells(draw):
    minutes = st.integers(0, 24 * 60 - 1)
    spans = st.tuples(minutes, minutes).filter(lambda pair: pair[0] < pair[1])
    rings = st.lists(spans, min_size=1, max_size=2, unique_by=lambda pair: pair[0]).map(sorted)
    return {
        day: tuple(BellTime(*(time(*divmod(each, 60)) for each in span)) for span in draw(rings))
        for day in draw(st.sets(st.integers(0, 6), max_size=3))
    }


@st.composite
def spells(draw, sites):
    """Spells by site and date that do not touch each other at a site."""
    found = []
    for site in sorted(draw(st.sets(st.sampled_from(sites)))):
        free = FIRST - timedelta(30)
        for _ in range(draw(st.integers(1, 2))):
            start = free + timedelta(draw(st.integers(1, 40)))
            free = start + timedelta(draw(st.integers(1, 40)))
            found.append(Enrollment(site, DatePeriod(start, free)))
    return tuple(found)


@st.composite
def files(draw, ref, sites, meanings):
    events = draw(
        st.lists(
            st.builds(
                lambda kind, code, **rest: AttendanceEvent(
                    student=ref, kind=kind, code=code,
                    excuse=Excuse.UNKNOWN if kind is Kind.PRESENT else meanings[code], **rest,
                ),
                kind=st.sampled_from((Kind.ABSENT, Kind.TARDY, Kind.PRESENT)),
                code=st.sampled_from(sorted(meanings)),
                site=st.sampled_from(sites),
                on=DAYS,
                scope=st.sampled_from(Scope),
                minutes=st.none() | st.integers(0, 1440),
                section=st.just("") | IDS,
            ),
            max_size=6,
            unique=True,
        )
    )  # fmt: skip
    absent = {each.on for each in events if (each.kind, each.scope) == (Kind.ABSENT, Scope.DAY)}
    events = [
        each
        for each in events
        if (each.kind, each.scope) != (Kind.PRESENT, Scope.DAY) or each.on not in absent
    ]
    steps = st.builds(
        StepTaken,
        st.just(ref),
        st.sampled_from(Action),
        DAYS,
        st.none() | st.sampled_from(sites),
        TEXT,
    )
    return StudentFile(
        Student(ref, draw(st.none() | st.dates(date(2000, 1, 1), date(2022, 1, 1)))),
        draw(spells(sites)),
        tuple(sorted(events, key=lambda each: each.on)),
        tuple(draw(st.lists(steps, max_size=3, unique=True))),
    )


@st.composite
def rolls(draw):
    """Rolls in the order in which bundles are read, of everything that a bundle can hold."""
    sites = draw(st.lists(IDS, min_size=1, max_size=3, unique=True))
    taught = draw(sessions())
    labels = st.dictionaries(DAYS, TEXT, max_size=2)
    calendars = {
        site: SchoolCalendar(
            site,
            taught,
            closed=draw(labels),
            added=draw(labels),
            minutes=draw(st.dictionaries(DAYS, st.integers(0, 1440), max_size=2)),
            bells=bells(draw),
        )
        for site in sites
    }
    meanings = {"": Excuse.UNKNOWN} | draw(
        st.dictionaries(TEXT, st.sampled_from(Excuse), max_size=3)
    )
    found = tuple(
        draw(files(ref, sites, meanings))
        for ref in sorted(draw(st.lists(IDS, max_size=3, unique=True)))
    )
    through = {}
    for each in found:
        for event in each.events:
            through[event.site] = max(event.on, through.get(event.site, event.on))
    homes = st.none() | IDS
    enrolled = {(file.ref, spell.site) for file in found for spell in file.spells}
    left = draw(st.frozensets(st.tuples(IDS, st.sampled_from(sites)), max_size=2))
    span = None
    if taught:
        span = DatePeriod(min(each.first for each in taught), max(each.after for each in taught))
    return Roll(
        found,
        calendars,
        {
            site: SchoolSite(site, draw(TEXT), draw(homes), draw(st.just("") | IDS))
            for site in sites
        },
        through,
        Statement(span, draw(st.booleans()), left - enrolled),
    )


@given(rolls())
def test_a_bundle_written_and_read_again_is_equal(roll):
    assert written_and_read(roll) == roll


def nearly_writable(case):
    """A case whose sites, spells and codes a bundle can hold; its rows are of any kind."""
    file = case.file
    events = tuple(
        attrs.evolve(each, code=str(each.excuse))
        for each in dict.fromkeys(file.events)
        if each.site in case.calendars
    )
    ends = (date(1990, 1, 1), date(2100, 1, 1))
    spells = tuple(
        Enrollment(each.site, DatePeriod(each.period.start or ends[0], each.period.end or ends[1]))
        for each in file.spells
        if each.site in case.calendars
    )
    file = StudentFile(
        Student(file.ref, file.student.born), spells, events, tuple(dict.fromkeys(file.steps))
    )
    taught = next(iter(case.calendars.values())).sessions
    return Roll(
        (file,),
        {site: attrs.evolve(each, sessions=taught) for site, each in case.calendars.items()},
        {site: SchoolSite(site, site) for site in case.calendars},
        last_rows(events),
    )


def last_rows(events):
    return {
        site: max(each.on for each in events if each.site == site)
        for site in {each.site for each in events}
    }


@given(cases().map(nearly_writable))
def test_a_roll_of_any_kind_is_refused_or_comes_back_in_the_order_of_bundles(roll):
    try:
        again = written_and_read(roll)
    except BadValue:
        return
    (old,), (new,) = roll.files, again.files
    assert new.student == old.student
    assert new.spells == tuple(sorted(old.spells, key=lambda each: (each.site, each.period.start)))
    assert new.events == tuple(sorted(old.events, key=lambda each: each.on))
    assert new.steps == old.steps
    assert again.data_through == roll.data_through
    for site, calendar in roll.calendars.items():
        ordered = sorted(calendar.sessions, key=lambda each: each.first)
        assert again.calendars[site] == attrs.evolve(calendar, sessions=tuple(ordered))


FULL = {name: text.encode() for name, text in full().items()}
BITS = st.sampled_from(
    (b"", b'"', b",", b"\n", b"\r", b"\0", b"\xff", b" ", b"tobedeleted", b"S-1")
)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(sorted(FULL)),
            st.integers(0, 400),
            st.integers(0, 30),
            BITS | st.binary(),
        ),
        min_size=1,
        max_size=5,
    )
)
def test_a_damaged_bundle_is_read_or_refused_and_never_crashes(edits):
    files = dict(FULL)
    for name, start, length, bits in edits:
        files[name] = files[name][:start] + bits + files[name][start + length :]
    checked = look(files)
    assert (checked.roll is None) is (checked.report.errors > 0)
    for problem in checked.report:
        assert str(problem).startswith(problem.file)

"""Students, calendars and acts for tests: some by hand, most at random.

The random ones are made so that the limits of the law are met often: a school year has few
school days, so that one absence more or less crosses ten per cent; minutes lie around 30 and
around the length of a day; acts fall on and around the days absent.
"""

from datetime import date, time, timedelta

import attrs
from hypothesis import strategies as st

from sro_core import (
    Action,
    AttendanceEvent,
    AttendanceKind,
    BellTime,
    DatePeriod,
    Enrollment,
    Excuse,
    Roll,
    SchoolCalendar,
    Scope,
    Session,
    SiteId,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    classify,
)

SITES = (SiteId("HIGH"), SiteId("MIDDLE"), SiteId("NIGHT"))
PUPIL = StudentRef("S-1")

# The first weeks of a year, weeks around 29 February, weeks that cross 1 July.
FIRST_DAYS = (date(2026, 8, 17), date(2022, 2, 7), date(2026, 6, 15), date(2028, 2, 14))
MORNING, DAY, SHORT = (BellTime(time(8), end) for end in (time(12), time(14), time(8, 31)))
TWO = (BellTime(time(8), time(8, 20)), BellTime(time(9), time(9, 25)))
BELLS = (
    {},
    dict.fromkeys(range(5), (MORNING,)),
    dict.fromkeys(range(6), TWO),
    {0: (DAY,), 1: (SHORT,)},
)
MINUTES = (31, 30, 29, 20, 45, 0, 1, 32, 44, 46, 119, 120, 121, 239, 240, 241, 359, 360, 361)


def day(number):
    return timedelta(days=number)


@attrs.frozen(repr=False)
class Case:
    """One student file with the calendars and the date it is judged by."""

    file: StudentFile
    calendars: dict
    on: date

    @property
    def roll(self):
        """The student alone."""
        return Roll([self.file], self.calendars)

    @property
    def dates(self):
        """The date judged and some more: shares are exact on every tenth school day."""
        taught = sorted({day for each in self.calendars.values() for day in each.school_days})
        return sorted({self.on, *taught[9::10], *taught[10::10], *taught[-1:]})

    def __repr__(self):
        """A page that can be read; the shapes of the library would fill three."""
        file = self.file
        lines = [f"judged on {self.on}, {file.student.born=} {file.student.compulsory_age=}"]
        lines += [f"  enrolled at {each.site} {each.period}" for each in file.spells]
        lines += [
            f"  row {each.on} {each.site} {each.kind} {each.scope} {each.excuse} {each.minutes}"
            for each in file.events
        ]
        lines += [f"  act {each.on} {each.action}" for each in file.steps]
        for site, each in self.calendars.items():
            sessions = ", ".join(str(session.period) for session in each.sessions)
            bells = [(on, sum(bell.minutes for bell in rings)) for on, rings in each.bells.items()]
            lines.append(f"  {site}: {sessions} closed {list(map(str, each.closed))}")
            lines.append(f"    added {list(map(str, each.added))} {each.minutes=} {bells=}")
        return "\n".join(lines)

    def _repr_pretty_(self, printer, cycle):
        printer.text(repr(self))

    def with_file(self, **changes):
        """The same case with other rows or acts."""
        return attrs.evolve(self, file=attrs.evolve(self.file, **changes))


# ------------------------------------------------------------------ by hand

SCHOOL_YEAR = DatePeriod(date(2026, 8, 17), date(2027, 6, 5))
ALWAYS = DatePeriod(None, None)


def plain_calendar(site=SITES[0], period=SCHOOL_YEAR, stated_days=None, **more):
    """The calendar of a site with one session."""
    return SchoolCalendar(site, (Session("the year", period, stated_days),), **more)


def absent(*days, site=SITES[0], shape=None, **changes):
    """Rows of the pupil: whole days without excuse, unless said otherwise."""
    return tuple(attrs.evolve(row(site, each, shape or PLAIN), **changes) for each in days)


def acts(**days):
    """Acts on record, by name: one day or several."""
    return tuple(
        StepTaken(PUPIL, Action(act), on)
        for act, given in days.items()
        for on in (given if isinstance(given, tuple | list) else (given,))
    )


def judged(
    events=(),
    steps=(),
    *,
    on=date(2027, 1, 29),
    rules,
    born=date(2012, 3, 1),
    compulsory_age=None,
    spells=None,
    calendars=None,
):
    """Classify one pupil, who is enrolled all year unless said otherwise."""
    spells = (Enrollment(SITES[0], ALWAYS),) if spells is None else spells
    file = StudentFile(Student(PUPIL, born, compulsory_age), spells, tuple(events), tuple(steps))
    roll = Roll([file], {SITES[0]: plain_calendar()} if calendars is None else calendars)
    return next(classify(roll, rules=rules, on=on), None)


# ------------------------------------------------------------------ at random


@st.composite
def calendars(draw, site, first):
    """A calendar of one or two short sessions, with closed, added and shorter days."""
    start = first + day(draw(st.sampled_from((0, 0, 0, 1, 7))))
    weeks = draw(st.sampled_from((2, 3, 4, 6)))
    spans = [DatePeriod(start, start + day(7 * weeks - 2))]
    if draw(st.integers(0, 3)) == 0:
        # a second session, with a hole of some days or lapping over the first
        again = spans[0].end + day(draw(st.sampled_from((-3, 2, 9))))
        spans.append(DatePeriod(again, again + day(draw(st.sampled_from((5, 11))))))
    near = st.integers(-2, 7 * weeks + 2).map(lambda n: start + day(n))
    few = {"max_size": 3, "unique": True}
    return SchoolCalendar(
        site,
        tuple(Session(f"session {n}", span) for n, span in enumerate(spans)),
        closed=dict.fromkeys(draw(st.lists(near, **few)), "closed"),
        added=dict.fromkeys(
            draw(st.lists(near | st.sampled_from((5, 6, 12)).map(lambda n: start + day(n)), **few)),
            "make-up day",
        ),
        minutes={
            each: draw(st.sampled_from((30, 31, 120))) for each in draw(st.lists(near, **few))
        },
        bells=draw(st.sampled_from(BELLS)),
    )


@st.composite
def spells(draw, sites, first):
    """Where the student is enrolled: mostly all year at one site, else odd, lapping, broken."""
    if draw(st.booleans()):
        return (Enrollment(sites[0], DatePeriod(first - day(10), None)),)
    found = []
    for _ in range(draw(st.integers(1, 3))):
        start = draw(st.none() | st.integers(-5, 20).map(lambda n: first + day(n)))
        length = draw(st.none() | st.integers(0, 25))
        end = None if length is None else (start or first) + day(length)
        site = draw(st.sampled_from((*sites, SiteId("NOWHERE"))))
        found.append(Enrollment(site, DatePeriod(start, end)))
    return tuple(found)


@st.composite
def students(draw, first):
    """A student around the ages of 6 and 18, safely between, or of unknown age."""
    sort = draw(st.sampled_from(("between", "between", "six", "eighteen", "leap", "unknown")))
    if sort == "unknown":
        return Student(PUPIL, None, draw(st.sampled_from((None, True, False))))
    if sort == "between":
        return Student(PUPIL, date(2013, 1, 31), draw(st.sampled_from((None, False))))
    years = draw(st.sampled_from((6, 18))) if sort == "leap" else {"six": 6, "eighteen": 18}[sort]
    if sort == "leap":
        born = first.year - years
        leap = born % 4 == 0
        return Student(PUPIL, date(born, 2, 29) if leap else date(born, 3, 1))
    turns = first + day(draw(st.integers(-1, 25)))
    return Student(PUPIL, turns.replace(year=turns.year - years, day=min(turns.day, 28)))


FULL, GAP, TARDY, HERE = (
    AttendanceKind.ABSENT,
    AttendanceKind.PARTIAL,
    AttendanceKind.TARDY,
    AttendanceKind.PRESENT,
)
# What a row says: kind, scope, excuse, minutes. Whole days without excuse come most often.
PLAIN = (FULL, Scope.DAY, Excuse.UNEXCUSED, None)
SHAPES = (
    *(PLAIN,) * 24,
    *((FULL, Scope.DAY, excuse, None) for excuse in (Excuse.EXCUSED, Excuse.UNKNOWN) * 2),
    *((kind, Scope.DAY, Excuse.UNEXCUSED, each) for kind in (GAP, TARDY) for each in MINUTES),
    *((TARDY, Scope.DAY, Excuse.UNEXCUSED, each) for each in (30, 31) * 5),
    *((FULL, scope, Excuse.UNEXCUSED, each) for scope in Scope for each in (29, 31, 120, 240)),
    *(
        (kind, scope, excuse, each)
        for kind in (FULL, GAP, TARDY)
        for scope in Scope
        for excuse in Excuse
        for each in (None, 30, 31, 240)
    ),
    *((HERE, scope, Excuse.UNEXCUSED, each) for scope in Scope for each in (None, 45)),
)


def row(site, on, shape):
    """One attendance row of the pupil."""
    kind, scope, excuse, minutes = shape
    return AttendanceEvent(PUPIL, site, on, kind, scope, excuse, minutes)


ACTS = (
    *(Action.TRUANCY_REPORT,) * 8,
    *(Action.CONFERENCE_EFFORT,) * 3,
    Action.TRUANCY_NOTICE,
    Action.SARB_REVIEW,
    Action.CONFERENCE_HELD,
    Action.OTHER,
)
WANTED = (
    Action.TRUANCY_REPORT,
    Action.CONFERENCE_EFFORT,
    Action.TRUANCY_NOTICE,
    Action.SARB_REVIEW,
)


@st.composite
def events_of(draw, days, sites):
    """Rows of a student: some days in a row without excuse, and anything on other days."""
    first, run = (
        draw(st.sampled_from((0, 0, 1, 3))),
        draw(st.sampled_from((3, 5, 0, 1, 2, 4, 5, 6, 8))),
    )
    plain = [row(sites[0], each, PLAIN) for each in days[0][first : first + run]]
    others = st.tuples(
        st.sampled_from((*sites, sites[0], SITES[2])),
        st.one_of(*map(st.sampled_from, days)),
        st.sampled_from(SHAPES),
    )
    found = [*plain, *(row(*each) for each in draw(st.lists(others, max_size=6)))]
    # the same day once more, by another hand
    again = draw(st.lists(st.tuples(st.sampled_from(SHAPES), st.integers(0, 20)), max_size=2))
    found += [row(sites[-1], found[n % len(found)].on, shape) for shape, n in again if found]
    return tuple(draw(st.permutations(found))) if draw(st.booleans()) else tuple(found)


@st.composite
def steps_of(draw, missed):
    """Acts on and around the days absent, in any order."""
    around = tuple(each + day(n) for each in missed for n in (0, 0, 0, -1, 1, 3))
    drawn = st.tuples(st.sampled_from(ACTS), st.sampled_from(around))
    steps = draw(st.lists(drawn, max_size=4))
    sort = draw(st.sampled_from(("diligent", "reported", "late", "anything")))
    if sort in ("diligent", "late"):
        # a district that does what it should, but perhaps for one act
        left_out = draw(st.sampled_from((None, *WANTED)))
        late = missed[-1] + day(draw(st.sampled_from((0, 0, -1, 1))))
        steps += [(act, late) for act in WANTED if act is not left_out]
    if sort in ("diligent", "reported"):
        steps += [(Action.TRUANCY_REPORT, each) for each in missed[2:6]]
    return tuple(StepTaken(PUPIL, act, on) for act, on in steps)


@st.composite
def cases(draw):
    """A student at one or two sites, with rows and acts, and the date judged."""
    first = draw(st.sampled_from(FIRST_DAYS))
    sites = SITES[: draw(st.integers(1, 2))]
    by_site = {site: draw(calendars(site, first)) for site in sites}
    taught = by_site[sites[0]].school_days or (first,)
    days = [taught]
    sort = draw(st.sampled_from(("taught", "taught", "anywhere", "other year")))
    if sort == "anywhere":
        days.append(tuple(first + day(n) for n in range(-3, 40)))
    elif sort == "other year":
        days.append(tuple(each + day(n) for each in taught[:9] for n in (-364, 364)))
    events = draw(events_of(days, sites))
    missed = sorted({each.on for each in events if each.excuse is Excuse.UNEXCUSED}) or [first]
    on = draw(
        st.sampled_from(taught)
        | st.sampled_from((missed[-1], missed[-1] + day(1), taught[-1]))
        | st.integers(-3, 40).map(lambda n: first + day(n))
    )
    file = StudentFile(
        draw(students(first)), draw(spells(sites, first)), events, draw(steps_of(missed))
    )
    return Case(file, by_site, on)

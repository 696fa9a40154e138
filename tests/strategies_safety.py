"""Made-up school years, requirements and drills, for the laws of drills and plans."""

from datetime import date, time, timedelta
from itertools import pairwise

from hypothesis import strategies as st

from sro_core import DatePeriod, Rule, RuleBook, SchoolCalendar, Session, SiteId
from sro_core.citations import Citation, Standing
from sro_core.privacy import Sensitivity
from sro_core.safety.drill_rules import DrillKind, DrillRequired, Every
from sro_core.safety.drills import Drill, DrillStatus
from sro_core.safety.plans import SECTIONS, Attachment, Part, Plan, SectionStatus

SITE = SiteId("MAIN")
CITED = Citation("s", "Section s", "https://example.test/s", date(2026, 1, 1), Standing.READ)
KINDS = (DrillKind.FIRE, DrillKind.ALARM_SIGNAL, DrillKind.EARTHQUAKE)


def days_of(draw, first, last, most):
    """Some days of a span."""
    span = (last - first).days
    offsets = draw(st.sets(st.integers(0, span), max_size=min(most, span + 1)))
    return sorted(first + timedelta(days=each) for each in offsets)


@st.composite
def calendars(draw, longest=320):
    """The school year 2026-27 of a site: one, two or four sessions, closures, added Saturdays."""
    first = date(2026, 7, 1) + timedelta(days=draw(st.integers(0, 60)))
    last = min(date(2027, 6, 30), first + timedelta(days=draw(st.integers(3, longest))))
    number = draw(st.sampled_from([1, 1, 2, 3, 4]))
    span = (last - first).days + 1
    cuts = [first + timedelta(days=span * n // number) for n in range(number + 1)]
    sessions = tuple(
        Session(f"s{n}", DatePeriod(one, other))
        for n, (one, other) in enumerate(pairwise(cuts))
        if one < other
    )
    closed = dict.fromkeys(days_of(draw, first, last, 25), "closed")
    added = dict.fromkeys(days_of(draw, first, last, 3), "added")
    return SchoolCalendar(SITE, sessions, closed, added)


@st.composite
def books(draw, most=3):
    """A rule book of some requirements."""
    rules = []
    for n in range(draw(st.integers(1, most))):
        kind = draw(st.sampled_from(KINDS))
        others = draw(st.sets(st.sampled_from(KINDS), max_size=2)) - {kind}
        value = DrillRequired(
            kind=kind,
            at_least=draw(st.integers(1, 3)),
            every=draw(st.sampled_from(Every)),
            counts_too=tuple(sorted(others)),
        )
        period = DatePeriod(date(2010, 1, 1), None)
        rules.append(Rule(f"r{n}", f"rule {n}", period, (CITED,), value))
    return RuleBook("made-up", "Made up", tuple(rules))


@st.composite
def drills_in(draw, calendar, most=12):
    """Drills of a site around a calendar, of any status."""
    first, last = calendar.sessions[0].first, calendar.sessions[-1].after
    days = days_of(draw, first - timedelta(days=3), last + timedelta(days=3), most)
    return [
        Drill(
            id=f"d{n}",
            site=SITE,
            kind=draw(st.sampled_from(KINDS)),
            on=day,
            status=draw(
                st.sampled_from([DrillStatus.FINISHED, DrillStatus.FINISHED, DrillStatus.DRAFT])
            ),
            starts=time(10),
        )
        for n, day in enumerate(days)
    ]


words = st.text(st.characters(categories=("L", "N", "Zs")), max_size=12)
lines = st.lists(st.sampled_from(["gate", "door", "bell", "yard", ""]), max_size=8).map("\n".join)


@st.composite
def plans(draw, site=SITE, year=2026, secret=""):
    """A plan with sections of every openness; text of tactical ones carries the secret."""
    plan = Plan(site=site, year=year)
    for id in draw(st.lists(st.sampled_from("abcdef"), unique=True, max_size=5)):
        openness = draw(st.sampled_from(list(SECTIONS)))
        mark = secret if openness is Sensitivity.TACTICAL else ""
        text = f"{draw(lines)}\n{mark}{draw(words)}x"
        section = SECTIONS[openness](
            id=id,
            title=f"T{draw(words)}{mark}",
            part=draw(st.sampled_from(Part)),
            component=draw(st.sampled_from(["", "discipline_rules", "tactical_response"])),
            owner=draw(st.sampled_from(["", f"vice principal{mark}"])),
            evidence=mark,
            status=draw(st.sampled_from(SectionStatus)),
            text=text,
            attachments=(Attachment(f"map{mark}", f"binder 3{mark}", "a" * 64),)
            if draw(st.booleans())
            else (),
        )
        plan = plan.with_section(section)
    return plan

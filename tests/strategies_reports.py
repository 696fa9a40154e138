"""Small programmes at random, whose years can be counted: few people, so that most is masked."""

from hypothesis import strategies as st

from sro_core import SchoolYear, SiteId
from sro_core.periods import months_later
from sro_core.reports.topics import TOPICS, Collected, Counted

SITES = (SiteId("HIGH"), SiteId("MIDDLE"))
FIRST = SchoolYear(2022)
YEARS = tuple(SchoolYear(FIRST.start + n) for n in range(5))
MONTHS = (0, 1, 6)
"""The months in which anything happens, counted from July."""


@st.composite
def happenings(draw, topics=TOPICS, years=YEARS):
    """Counted things, as one for each topic, row, site, month and year; many of them small."""
    found = []
    numbers = st.sampled_from((0, 0, 1, 3, 9, 10, 11, 12, 20, 60))
    for topic in topics:
        rich = draw(st.sampled_from((0, 1, 1, 12)))
        for year in years:
            for site in (*SITES, *((None,) if draw(st.integers(0, 9)) == 0 else ())):
                for key in topic.keys:
                    month = months_later(year.period.start, draw(st.sampled_from(MONTHS)))
                    number = draw(numbers) * rich
                    if number:
                        found.append(Counted(topic.id, key, site, month, number))
    return tuple(found)


def stated(topics=TOPICS, years=YEARS, sites=SITES):
    """Statements that everything was collected."""
    return tuple(
        Collected(each.id, site, year) for each in topics for site in sites for year in years
    )

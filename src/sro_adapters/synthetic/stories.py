"""The stories of a synthetic district, and who lives which.

Most instructive first: student n of a small district lives story n, whatever the seed. Once every
story has a student, the others draw theirs by weight, so that about 3 % are truant, fewer habitual,
and an eighth chronically absent.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from random import Random

from attrs import frozen

from sro_adapters.synthetic import chronics, everyday, moves, truants
from sro_adapters.synthetic.district import (
    STUDENTS_OF_A_GROUP,
    District,
    Site,
    Spell,
    birth_date,
)
from sro_adapters.synthetic.page import Page, Tale
from sro_adapters.synthetic.schoolyear import WEEK

Teller = Callable[[Page], None]
OLDEST_AT = "HIGH"


@frozen
class Story:
    """How one student's year went: `weight` in ten thousand beyond the first such student.

    With fewer weekdays to date than `needs` the student lives the `simpler` story. Where the story
    names a `site`, the student goes there.
    """

    tell: Teller
    weight: int
    needs: int = 6
    simpler: Teller = everyday.steady
    site: str = ""

    @property
    def name(self) -> str:
        """Give the name by which tests and reports speak of it."""
        return self.tell.__name__

    def teller(self, weekdays: int) -> Teller:
        """Choose what can be told in so many weekdays."""
        return self.tell if weekdays >= self.needs else self.simpler


STORIES = (
    Story(truants.two_days_and_31_minutes, 25),
    Story(everyday.two_days_and_30_minutes, 25),
    Story(truants.habitual, 20),
    Story(everyday.unverified, 150),
    Story(chronics.exactly_ten_percent, 20, needs=10, simpler=chronics.often_excused),
    Story(truants.habitual_lacks_effort, 10),
    Story(truants.habitual_lacks_report, 10),
    Story(chronics.share_without_acts, 5, needs=10, simpler=everyday.once_or_twice),
    Story(everyday.three_gaps_one_day, 10),
    Story(everyday.two_short_gaps, 10),
    Story(everyday.day_and_gap_together, 10),
    Story(truants.three_days, 60),
    Story(truants.reports_due, 30),
    Story(truants.reports_on_time, 30),
    Story(chronics.chronic_truant, 5),
    Story(chronics.chronic_truant_lacks_act, 5),
    Story(chronics.a_day_below_ten_percent, 20, needs=11),
    Story(truants.effort_too_early, 2),
    Story(truants.report_too_early, 2),
    Story(truants.report_beyond_due, 2),
    Story(truants.habitual_by_effort, 5),
    Story(truants.habitual_without_acts, 10),
    Story(truants.acts_at_other_times, 2),
    Story(everyday.unknown_length, 20),
    Story(everyday.unlisted_code, 5),
    Story(everyday.no_school, 5),
    Story(truants.make_up_saturday, 5),
    Story(chronics.saturday_excused, 10, needs=11),
    Story(chronics.whole_days_in_minutes, 10),
    Story(chronics.all_but_a_minute, 10),
    Story(moves.transfer, 5),
    Story(moves.two_sites_at_once, 5, needs=20, simpler=moves.transfer),
    Story(moves.leaver, 20),
    Story(moves.late_joiner, 20),
    Story(moves.adult, 3, site=OLDEST_AT),
    Story(moves.turns_18, 3, site=OLDEST_AT),
    Story(moves.truant_then_18, 3, site=OLDEST_AT),
    Story(moves.unknown_age, 3),
    Story(everyday.contradictory_day, 3),
    Story(everyday.repeated_rows, 3),
    Story(everyday.excused_gaps, 5),
    Story(chronics.often_excused, 1_200),
    Story(everyday.short_tardies, 800),
    Story(everyday.once_or_twice, 500),
    Story(everyday.excused_only, 4_200),
    Story(everyday.steady, 2_694),
)


def tales(
    district: District, count: int, dice: Random, stories: tuple[Story, ...] = STORIES
) -> Iterator[Tale]:
    """Tell so many students' years, one each of the stories first, in the order of their ids."""
    seats = Counter[str]()
    rest = dice.choices(stories, [s.weight for s in stories], k=max(0, count - len(stories)))
    for n, story in enumerate([*stories[:count], *rest], start=1):
        sites = [site for site in district.sites if story.site in {"", site.id}]
        site = dice.choices(sites, [s.weight for s in sites])[0]
        page = _page(f"S-{n:05}", site, seats[site.id] // STUDENTS_OF_A_GROUP + 1, district, dice)
        seats[site.id] += 1
        tell = story.teller(len(page.weekdays))
        tell(page)
        yield page.tale(tell.__name__)


def first_day_to_tell(district: District) -> date:
    """Give the earliest as-of date: the second Monday of the year leaves six days for a story."""
    return district.year.start + WEEK


def _page(student: str, site: Site, group: int, district: District, dice: Random) -> Page:
    """Open the page of a student enrolled at one site for the whole year."""
    year = district.year
    grade = dice.choice(site.grades)
    born = birth_date(year, grade, dice)
    page = Page(student=student, grade=grade, born=born, district=district, dice=dice)
    page.enrol(Spell(site=site.id, group=group, start=year.start, end=year.end))
    return page

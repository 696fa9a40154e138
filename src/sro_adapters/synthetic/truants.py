"""Stories of truants and habitual truants: occasions, reports due, reports made, efforts.

The third occasion and each later one make a report due. A recorded report stands ("is grounded")
when a due report, not yet used, is due on or before its date. Habitual takes three that stand and
an effort for a conference on or after the first of them; with three due and not that, it is
pending. Where no act is laid, five occasions therefore leave both acts missing.
"""

from collections.abc import Sequence
from datetime import date

from sro_adapters.synthetic.page import EFFORT, LONGEST_GAP, NOTICE, REPORT, UNEXCUSED, Page
from sro_adapters.synthetic.schoolyear import DAY

REPORTS_OF_A_HABITUAL_TRUANT = 3
SHARE_OF_FULL_DAYS = 0.7


def two_days_and_31_minutes(page: Page) -> None:
    """Miss two days, and 31 minutes of a third: three occasions, truant since the last."""
    days = page.pick(3)
    short = page.dice.randrange(3)
    for n, day in enumerate(days):
        if n == short:
            page.gap(day, 31)
        else:
            page.full(day, UNEXCUSED)
    page.truant(days)
    page.background()


def three_days(page: Page) -> None:
    """Miss three days: truant since the third."""
    days = page.pick(3)
    for day in days:
        page.full(day, UNEXCUSED)
    page.truant(days)
    page.background()


def make_up_saturday(page: Page) -> None:
    """Miss two weekdays and the make-up Saturday: a school day too, so the third occasion.

    It is no weekday, so chronic absence has two days of it. Before that Saturday: three weekdays.
    """
    saturday = page.district.year.make_up_saturday
    if saturday not in page.days:
        three_days(page)
        return
    days = sorted([*page.pick(2), saturday])
    for day in days:
        page.full(day, UNEXCUSED)
    page.truant(days)
    page.background()


def reports_due(page: Page) -> None:
    """Have four occasions and no report: truant; two reports are due, none was made."""
    page.truant(occasions(page, 4))
    page.background()


def reports_on_time(page: Page) -> None:
    """Have four occasions and both reports due: truant; habitual takes a third report."""
    days = occasions(page, 4)
    page.truant(days)
    made = reports(page, days[2:])
    page.act(NOTICE, page.later(made[0]))
    page.background()


def report_beyond_due(page: Page) -> None:
    """Have four occasions and three reports: two are due, the third has no ground. Truant."""
    days = occasions(page, 4)
    page.truant(days)
    made = reports(page, days[2:])
    page.act(REPORT, page.later(made[1]))
    page.act(EFFORT, page.later(made[1]))
    page.background()


def habitual(page: Page) -> None:
    """Have three reports that stand and an effort soon after the first: habitual truant.

    Since the later of the third report and the effort, as a rule the report.
    """
    days = occasions(page, page.dice.randint(5, 6))
    page.truant(days)
    made = reports(page, days[2:5])
    effort = page.act(EFFORT, page.later(made[0]))
    page.act(NOTICE, page.later(made[0]))
    page.find("habitual_truant", since=max(made[2], effort))
    page.background()


def habitual_by_effort(page: Page) -> None:
    """Have three reports that stand, each on the day due, and the first effort on a later day.

    All occasions lie before the last school day to date, so that there is one: habitual since then.
    """
    days = occasions(page, 5, page.weekdays[:-1])
    page.truant(days)
    reports(page, days[2:], at_once=True)
    effort = page.act(EFFORT, page.weekdays[-1])
    page.find("habitual_truant", since=effort)
    page.background()


def habitual_without_acts(page: Page) -> None:
    """Have five or six occasions and no act: three reports due, pending both report and effort."""
    days = occasions(page, page.dice.randint(5, 6))
    page.truant(days)
    page.find("habitual_truant", REPORT, EFFORT)
    page.background()


def habitual_lacks_report(page: Page) -> None:
    """Have three reports due, two made, and an effort: pending the third report."""
    days = occasions(page, 5)
    page.truant(days)
    made = reports(page, days[2:4])
    page.act(EFFORT, page.later(made[0]))
    page.find("habitual_truant", REPORT)
    page.background()


def habitual_lacks_effort(page: Page) -> None:
    """Have three reports that stand and no effort for a conference: pending the effort."""
    days = occasions(page, 5)
    page.truant(days)
    reports(page, days[2:])
    page.find("habitual_truant", EFFORT)
    page.background()


def effort_too_early(page: Page) -> None:
    """Have three reports that stand, the only effort before the first: pending an effort."""
    days = occasions(page, 5)
    page.truant(days)
    page.act(EFFORT, days[page.dice.randrange(2)])
    reports(page, days[2:])
    page.find("habitual_truant", EFFORT)
    page.background()


def report_too_early(page: Page) -> None:
    """Have three reports, the first on the second occasion: nothing was due, so two stand.

    The effort is after both of them; pending the third report.
    """
    days = occasions(page, 5)
    page.truant(days)
    page.act(REPORT, days[1])
    made = reports(page, days[2:4])
    page.act(EFFORT, page.later(made[1]))
    page.find("habitual_truant", REPORT)
    page.background()


def acts_at_other_times(page: Page) -> None:
    """Have five occasions, and three reports and an effort last May and again after the date.

    Those were in another school year and these have yet to come: pending both.
    """
    days = occasions(page, 5)
    page.truant(days)
    for first in (date(page.district.year.first, 5, 4), page.district.on + DAY):
        for n, action in enumerate((REPORT, REPORT, REPORT, EFFORT)):
            page.act(action, first + n * DAY)
    page.find("habitual_truant", REPORT, EFFORT)
    page.background()


def occasions(page: Page, count: int, among: Sequence[date] | None = None) -> list[date]:
    """Lay so many occasions, mostly full days and some gaps of 31 minutes or more."""
    days = page.pick(count, among)
    for day in days:
        if page.dice.random() < SHARE_OF_FULL_DAYS:
            page.full(day, UNEXCUSED)
        else:
            page.gap(day, page.dice.randint(31, LONGEST_GAP))
    return days


def reports(page: Page, due: Sequence[date], *, at_once: bool = False) -> list[date]:
    """Make a report for each date due, on it or the next school day: all of them stand."""
    made: list[date] = []
    for day in due:
        earliest = max([day, *made[-1:]])
        made.append(page.act(REPORT, earliest if at_once else page.later(earliest)))
    page.reported = made[0]
    return made

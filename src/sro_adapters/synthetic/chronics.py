"""Stories about a tenth of the days: chronic absence, and the chronic truant with every act.

The chronic absentee divides full days of any excuse by weekdays enrolled, the chronic truant full
days without excuse by all school days enrolled; ten per cent itself meets both. The chronic truant
also takes a report that stands and, each on or after it, a notice, an effort and a board review.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

from attrs import evolve

from sro_adapters.synthetic.page import (
    EFFORT,
    NOTICE,
    OCCASIONS_OF_A_TRUANT,
    REPORT,
    REVIEW,
    UNEXCUSED,
    UNVERIFIED,
    Page,
)
from sro_adapters.synthetic.truants import REPORTS_OF_A_HABITUAL_TRUANT, reports


def often_excused(page: Page) -> None:
    """Miss a tenth to a fifth of the days, every one excused: chronic absentee, never a truant."""
    wanted = page.dice.uniform(0.1, 0.2) * len(page.weekdays)
    page.excused(page.pick(max(tenth(page.weekdays), int(wanted))))


def exactly_ten_percent(page: Page) -> None:
    """Join so that the weekdays come in tens and miss one of each ten: chronic absentee.

    One of the days is unverified, the others are excused; an absence of any kind counts. Once the
    make-up Saturday is among the school days, a tenth of these would be more.
    """
    weekdays = page.weekdays
    join(page, weekdays[len(weekdays) % 10])
    first, *others = page.pick(len(page.weekdays) // 10)
    page.full(first, UNVERIFIED)
    page.excused(others)


def a_day_below_ten_percent(page: Page) -> None:
    """Miss one day less than a tenth of the weekdays, excused: no chronic absentee."""
    page.excused(page.pick(tenth(page.weekdays) - 1))


def saturday_excused(page: Page) -> None:
    """Miss a day less than a tenth of the weekdays, and the make-up Saturday, all excused.

    Saturdays are left out of chronic absence, so nothing is found; so it is before that Saturday.
    """
    a_day_below_ten_percent(page)
    saturday = page.district.year.make_up_saturday
    if saturday in page.days:
        page.full(saturday, "ILL")


def whole_days_in_minutes(page: Page) -> None:
    """Miss a tenth of the weekdays, excused, each recorded as its minutes or more: full days.

    So a chronic absentee. A minimum day and a short Wednesday are taken where there are any, for
    fewer minutes fill them.
    """
    for day, minutes in _days_with_minutes(page):
        page.full(day, "MED", minutes=minutes + page.dice.choice((0, 0, 10)))


def all_but_a_minute(page: Page) -> None:
    """Miss a tenth of the weekdays, excused, each but for one minute: gaps, no day in full."""
    for day, minutes in _days_with_minutes(page):
        page.row(day, "absent", "MED", minutes - 1)


def share_without_acts(page: Page) -> None:
    """Join so that the school days come in tens, miss one of each ten: chronic truant, pending.

    The share alone is met, exactly. Three such days make a truant, five leave habitual pending too.
    """
    days = page.days
    join(page, days[len(days) % 10])
    missed = _miss(page, len(page.days) // 10)
    _truant_if_three(page, missed)
    if len(missed) - OCCASIONS_OF_A_TRUANT + 1 >= REPORTS_OF_A_HABITUAL_TRUANT:
        page.find("habitual_truant", REPORT, EFFORT)


def chronic_truant(page: Page) -> None:
    """Miss a tenth without excuse, with report, notice, effort and review in order: met.

    At least three days, for a report must be due. Three reports and the effort also make the
    student habitual, since the later of both; fewer than three due leave nothing of it.
    """
    _chronic(page, None)


def chronic_truant_lacks_act(page: Page) -> None:
    """Do as for a chronic truant but for one act, left out or laid before the first report.

    Such an act does not stand: pending. Where it is the effort, habitual is pending for it too.
    """
    _chronic(page, page.dice.choice((NOTICE, EFFORT, REVIEW)))


def _chronic(page: Page, lacking: str | None) -> None:
    missed = _miss(page, max(OCCASIONS_OF_A_TRUANT, tenth(page.days) + page.dice.randrange(2)))
    page.truant(missed)
    made = reports(page, missed[2:5])
    acted = made[0]
    for action in (NOTICE, EFFORT, REVIEW):
        if action != lacking:
            acted = page.act(action, page.later(acted))
        elif page.dice.randrange(2):
            page.act(action, missed[0])
    if len(made) < REPORTS_OF_A_HABITUAL_TRUANT:
        return
    if lacking == EFFORT:
        page.find("habitual_truant", EFFORT)
    else:
        effort = next(act.day for act in page.acts if act.action == EFFORT)
        page.find("habitual_truant", since=max(made[2], effort))


def _days_with_minutes(page: Page) -> list[tuple[date, int]]:
    """Take a tenth of the weekdays, with a day of each length first, and tell their lengths."""
    length = partial(page.district.minutes, page.spells[0].site)
    of_length = {length(day): day for day in page.dice.sample(page.weekdays, len(page.weekdays))}
    wanted = tenth(page.weekdays)
    days = sorted(of_length.values(), key=length)[:wanted]
    page.pick(len(days), days)
    return [(day, length(day)) for day in (*days, *page.pick(wanted - len(days)))]


def _miss(page: Page, count: int) -> list[date]:
    """Lay so many full days without excuse."""
    days = page.pick(count)
    for day in days:
        page.full(day, UNEXCUSED)
    return days


def _truant_if_three(page: Page, missed: Sequence[date]) -> None:
    if len(missed) >= OCCASIONS_OF_A_TRUANT:
        page.truant(missed)


def tenth(days: Sequence[date]) -> int:
    """Count the fewest days that reach ten per cent."""
    return -(-len(days) // 10)


def join(page: Page, day: date) -> None:
    """Begin the enrolment on a later day."""
    page.enrol(*(evolve(spell, start=day) for spell in page.spells[:1]), *page.spells[1:])

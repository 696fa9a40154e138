"""Count what happened in a school year by row, site and month; not collected is not none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import attrs

from sro_core.ids import SiteId
from sro_core.masking import Counts, merged
from sro_core.periods import SchoolYear, months_later
from sro_core.reports.report import Form
from sro_core.reports.topics import Collected, Counted, Topic

NOWHERE = "no site"
PROGRAMME = "programme"
MONTHS = 12


@attrs.frozen(kw_only=True)
class Tally:
    """Hold the counts of one topic in one school year.

    Attributes:
        topic: what is counted.
        year: in which year.
        places: the columns by site, in order: sites, and None where no site answers.
        collecting: those of them at which the topic was kept.
        through: the last day that is counted.
        counts: by row, place and first day of the month.
    """

    topic: Topic
    year: SchoolYear
    places: tuple[SiteId | None, ...]
    collecting: tuple[SiteId | None, ...]
    through: date
    counts: Counter[tuple[str, SiteId | None, date]]

    @property
    def months(self) -> tuple[date, ...]:
        """The months that have begun, by their first day."""
        first = self.year.period.start
        assert first is not None  # noqa: S101 - a school year has a first day
        every = (months_later(first, n) for n in range(MONTHS))
        return tuple(each for each in every if each <= self.through)

    def table(self, form: Form, *, coarse: bool = False) -> Counts:
        """Give the counts as a table of a form, of what was collected only.

        Args:
            form: how far it breaks down.
            coarse: with rows merged as the topic says.
        """
        wide = form in (Form.SITES, Form.MONTHS)
        counts = Counts(
            self.topic.title,
            tuple(heading for _, heading in self.topic.rows),
            self.columns(form),
            tuple(self._row(key, form) for key in self.topic.keys),
            row_totals=wide and len(self.columns(form)) > 1,
            column_totals=self.topic.adds_up and (not coarse or len(self.coarse_rows) > 1),
        )
        if not coarse:
            return counts
        headings = dict(self.topic.rows)
        groups = {name: [headings[key] for key in keys] for name, keys in self.topic.coarse}
        return merged(counts, groups)

    @property
    def coarse_rows(self) -> tuple[str, ...]:
        """The headings once rows are merged."""
        taken = {key for _, keys in self.topic.coarse for key in keys}
        left = [heading for key, heading in self.topic.rows if key not in taken]
        return (*left, *(name for name, _ in self.topic.coarse))

    def columns(self, form: Form) -> tuple[str, ...]:
        """Give the headings of the columns of a form."""
        match form:
            case Form.SITES:
                return tuple(each or NOWHERE for each in self.collecting)
            case Form.MONTHS:
                return tuple(f"{each:%b %Y}" for each in self.months)
        return (PROGRAMME,)

    def _row(self, key: str, form: Form) -> tuple[int, ...]:
        match form:
            case Form.SITES:
                parts: Sequence[tuple[str, object]] = [("site", each) for each in self.collecting]
            case Form.MONTHS:
                parts = [("month", each) for each in self.months]
            case _:
                parts = [("all", None)]
        return tuple(self._sum(key, *part) for part in parts)

    def _sum(self, key: str, by: str, value: object) -> int:
        return sum(
            number
            for (row, place, month), number in self.counts.items()
            if row == key
            and place in self.collecting
            and (by == "all" or value == (place if by == "site" else month))
        )


def tally(
    topic: Topic,
    counted: Iterable[Counted],
    collected: Iterable[Collected],
    *,
    sites: Iterable[SiteId],
    year: SchoolYear,
    through: date,
) -> Tally:
    """Count a topic in a school year.

    A place collects where anything was counted at it in the year, or where somebody stated it.

    Args:
        topic: what is counted.
        counted: what happened, of any topic, year and place.
        collected: what was stated to be collected.
        sites: every site of the programme.
        year: the school year.
        through: nothing after this day.
    """
    counts: Counter[tuple[str, SiteId | None, date]] = Counter()
    for each in counted:
        if each.topic == topic.id and each.on in year.period and each.on <= through:
            counts[each.row, each.site, each.on.replace(day=1)] += each.number
    stated = {each.site for each in collected if each.topic == topic.id and each.year == year}
    found = {place for _, place, _ in counts}
    places: tuple[SiteId | None, ...] = tuple(sorted({*sites, *(found - {None})}, key=str))
    if None in found | stated:
        places = (*places, None)
    return Tally(
        topic=topic,
        year=year,
        places=places,
        collecting=tuple(each for each in places if each in found | stated),
        through=through,
        counts=counts,
    )

"""Mask the tables of a report, and merge those of which too much would be masked.

Sites merge into the programme, months into the year, and years into three; it says so. A count
stands in one published table only: what an earlier report published of a year is taken from it
as it stood, and years that stand in a published table are never merged into another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import attrs

from sro_core.errors import BadValue
from sro_core.masking import Masked, SmallCells, mask, pooled
from sro_core.periods import SchoolYear
from sro_core.reports.counting import PROGRAMME, Tally
from sro_core.reports.report import Cell, Form, Grid, Report, Row, State, Table
from sro_core.reports.topics import Apart, Topic

TOTAL = "total"
POOLED_YEARS = 3


@attrs.frozen
class MergeTables:
    """Say when a table of a report is merged.

    Attributes:
        masked_over_one_in: a table merges where over one in so many of its cells is masked.
    """

    masked_over_one_in: int

    def __attrs_post_init__(self) -> None:
        """Refuse what every table would be."""
        if self.masked_over_one_in < 1:
            raise BadValue("masked_over_one_in", "it divides nothing", "give 1 or more")

    def wants(self, masked: Masked) -> bool:
        """Tell whether too much of a table is masked."""
        cells = [cell for row in masked.cells for cell in row]
        return cells.count(None) * self.masked_over_one_in > len(cells)


@attrs.frozen(kw_only=True)
class Masking:
    """Hold how the tables of a report are masked and merged.

    Attributes:
        small: which counts are masked.
        merge: when a table merges.
        earlier: the reports that were published.
    """

    small: SmallCells
    merge: MergeTables
    earlier: tuple[Report, ...] = ()

    def table(self, topic: Topic, tallies: Mapping[SchoolYear, Tally], year: SchoolYear) -> Table:
        """Give the table of a topic: a year, and beside it the year before.

        Args:
            topic: what is counted.
            tallies: of this year and the two before.
            year: the year.
        """
        before = SchoolYear(year.start - 1)
        again = self._published(topic, year)
        if again is not None:
            return again
        if not tallies[year].collecting:
            return _not_collected(topic, tallies[year], self._kept(topic, before))
        for form, coarse in _ladder(topic):
            found = self._pair(topic, tallies, year, form, coarse=coarse)
            if found is not None:
                return found
        return self._last(topic, tallies, year)

    def _pair(
        self,
        topic: Topic,
        tallies: Mapping[SchoolYear, Tally],
        year: SchoolYear,
        form: Form,
        *,
        coarse: bool,
        whatever: bool = False,
    ) -> Table | None:
        """Give a table of a form, unless too much of either year would be masked."""
        now = mask(tallies[year].table(form, coarse=coarse), self.small)
        poor = self.merge.wants(now)
        earlier, last = SchoolYear(year.start - 1), tallies[SchoolYear(year.start - 1)]
        notes, beside = [now.note], None
        kept = self._kept(topic, earlier)
        if kept is not None:
            beside, said = _alike(kept, form, coarse_rows(last, coarse=coarse))
            notes.append(said)
        elif self._covered(topic, earlier):
            notes.append(f"{earlier} stands in an earlier report, merged with other years")
        elif not last.collecting:
            beside = _blank(topic, last, form)
            notes.append(f"blank: not collected in {earlier}")
        else:
            masked = mask(last.table(form, coarse=coarse), self.small)
            poor = poor or self.merge.wants(masked)
            beside = _grid(masked, last, form)
            notes.append(masked.note)
        if poor and not whatever:
            return None
        notes.append(_merged_words(topic, form, coarse=coarse))
        notes += _gaps(tallies[year], form)
        return Table(
            id=topic.id,
            title=topic.title,
            says=topic.says,
            form=form,
            now=_grid(now, tallies[year], form),
            before=beside,
            notes=tuple(dict.fromkeys(filter(None, notes))),
        )

    def _last(self, topic: Topic, tallies: Mapping[SchoolYear, Tally], year: SchoolYear) -> Table:
        """Merge three years; where that may not be, the year stays as masked as it is."""
        years = [SchoolYear(year.start - n) for n in reversed(range(POOLED_YEARS))]
        told = next((each for each in years if self._covered(topic, each)), None)
        blank = next((each for each in years if not tallies[each].collecting), None)
        if told is None and blank is None:
            tables = [tallies[each].table(Form.PROGRAMME) for each in years]
            masked = mask(pooled(tables, topic.title), self.small)
            words = f"three years are merged, since over {self._share} of a table of one was masked"
            return Table(
                id=topic.id,
                title=topic.title,
                says=topic.says,
                form=Form.YEARS,
                now=attrs.evolve(_grid(masked, tallies[year], Form.YEARS), first=years[0]),
                notes=tuple(filter(None, (masked.note, words))),
            )
        found = self._pair(
            topic, tallies, year, Form.PROGRAMME, coarse=bool(topic.coarse), whatever=True
        )
        assert found is not None  # noqa: S101 - whatever is masked
        why = (
            f"{told} stands in a report that was published"
            if told is not None
            else f"{blank} was not collected"
        )
        said = f"not merged with earlier years, since {why}"
        return attrs.evolve(found, notes=(*found.notes, said))

    @property
    def _share(self) -> str:
        return {2: "half", 3: "a third", 4: "a quarter"}.get(
            self.merge.masked_over_one_in, f"one in {self.merge.masked_over_one_in}"
        )

    def _tables(self, topic: Topic, year: SchoolYear) -> Iterable[Table]:
        for report in self.earlier:
            table = report.table(topic.id)
            if table is not None and table.covers(year):
                yield table

    def _covered(self, topic: Topic, year: SchoolYear) -> bool:
        return any(
            not _is_blank(each)
            for table in self._tables(topic, year)
            for each in (table.now, table.before)
            if each is not None and each.covers(year)
        )

    def _kept(self, topic: Topic, year: SchoolYear) -> Table | None:
        """Give the table that published a year by itself, with that year as its own."""
        for table in self._tables(topic, year):
            for grid in (table.now, table.before):
                if grid is not None and grid.first == grid.last == year and not _is_blank(grid):
                    return attrs.evolve(table, now=grid, before=None)
        return None

    def _published(self, topic: Topic, year: SchoolYear) -> Table | None:
        """Give what a report published of a year already, which no other may say otherwise."""
        if not self._covered(topic, year):
            return None
        kept = self._kept(topic, year)
        said = f"as an earlier report published {year}"
        if kept is not None:
            return attrs.evolve(kept, notes=(*kept.notes, said))
        pool = next(iter(self._tables(topic, year)))
        return attrs.evolve(pool, before=None, notes=(*pool.notes, said))


def coarse_rows(tally: Tally, *, coarse: bool) -> tuple[str, ...]:
    """Give the headings of a table's rows."""
    return tally.coarse_rows if coarse else tuple(heading for _, heading in tally.topic.rows)


def _ladder(topic: Topic) -> tuple[tuple[Form, bool], ...]:
    wide = Form.SITES if topic.apart is Apart.SITES else Form.MONTHS
    if topic.coarse:
        return (wide, False), (wide, True), (Form.PROGRAMME, False), (Form.PROGRAMME, True)
    return (wide, False), (Form.PROGRAMME, False)


def _alike(kept: Table, form: Form, rows: tuple[str, ...]) -> tuple[Grid | None, str]:
    """Give what was published of the year before, where it has the same rows and form."""
    grid = kept.now
    assert grid is not None  # noqa: S101 - it was chosen for it
    same = kept.form is form and tuple(row.heading for row in grid.rows if not row.total) == rows
    if same:
        return grid, f"{grid.years} as it was published"
    return None, f"{grid.years} stands in its own report, broken down otherwise"


def _grid(masked: Masked, tally: Tally, form: Form) -> Grid:
    """Give a masked table with its totals, and blank columns for sites that did not collect."""

    def cell(number: int | None) -> Cell:
        return Cell(State.MASKED) if number is None else Cell.of(number)

    rows = [
        Row(heading, tuple(map(cell, row)))
        for heading, row in zip(masked.rows, masked.cells, strict=True)
    ]
    if masked.column_totals:
        rows.append(Row(TOTAL, tuple(map(cell, masked.column_totals)), total=True))
    columns = masked.columns
    if form is Form.SITES:
        columns, rows = _with_blanks(masked, rows, tally)
    if masked.row_totals:
        sums = [*masked.row_totals, *([masked.total] if masked.column_totals else [])]
        columns = (*columns, TOTAL)
        rows = [
            attrs.evolve(row, cells=(*row.cells, cell(number)))
            for row, number in zip(rows, sums, strict=True)
        ]
    return Grid(first=tally.year, last=tally.year, columns=columns, rows=tuple(rows))


def _with_blanks(
    masked: Masked, rows: list[Row], tally: Tally
) -> tuple[tuple[str, ...], list[Row]]:
    every = attrs.evolve(tally, collecting=tally.places).columns(Form.SITES)
    at = {column: n for n, column in enumerate(masked.columns)}
    wide = [
        attrs.evolve(
            row,
            cells=tuple(row.cells[at[each]] if each in at else Cell.of(None) for each in every),
        )
        for row in rows
    ]
    return every, wide


def _blank(topic: Topic, tally: Tally, form: Form) -> Grid:
    whole = attrs.evolve(tally, collecting=tally.places)
    columns = whole.columns(form) if form is Form.SITES else (PROGRAMME,)
    rows = tuple(Row(heading, (Cell.of(None),) * len(columns)) for _, heading in topic.rows)
    return Grid(first=tally.year, last=tally.year, columns=columns, rows=rows)


def _is_blank(grid: Grid) -> bool:
    return all(cell.state is State.BLANK for row in grid.rows for cell in row.cells)


def _not_collected(topic: Topic, tally: Tally, kept: Table | None) -> Table:
    said = [
        f"blank: nothing is on record for {tally.year}, and nobody stated that it was collected"
    ]
    if kept is not None and kept.now is not None:
        said.append(f"{kept.now.years} stands in its own report")
    return Table(
        id=topic.id,
        title=topic.title,
        says=topic.says,
        form=Form.PROGRAMME,
        now=_blank(topic, tally, Form.PROGRAMME),
        notes=tuple(said),
    )


def _merged_words(topic: Topic, form: Form, *, coarse: bool) -> str:
    words = []
    if form is Form.PROGRAMME:
        words.append("sites" if topic.apart is Apart.SITES else "months")
    if coarse:
        words.append("rows")
    if not words:
        return ""
    return f"{' and '.join(words)} are merged, since too much of the table was masked"


def _gaps(tally: Tally, form: Form) -> list[str]:
    missing = [each or "no site" for each in tally.places if each not in tally.collecting]
    if not missing:
        return []
    blank = "blank" if form is Form.SITES else "not in it"
    return [f"{blank}: not collected at {', '.join(missing)}"]

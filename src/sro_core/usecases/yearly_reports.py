"""The yearly report for the council: drafted from the records, published once, never changed.

A draft shows what publishing it would publish, masked and merged; nothing finer leaves. What
was published is a record of its own, so that rows sealed or mended later leave every report
but those that are out.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.due import Block, asked_as
from sro_core.errors import BadValue, Unknown
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, SchoolYear
from sro_core.permissions import Access
from sro_core.privacy import Permission, Sensitivity
from sro_core.reports.merging import POOLED_YEARS
from sro_core.reports.report import (
    PUBLISHED_REPORTS,
    STATEMENTS,
    Grid,
    Report,
    ReportKind,
    Statement,
)
from sro_core.reports.topics import TOPICS, Collected
from sro_core.reports.yearly import yearly
from sro_core.rules import RuleBook
from sro_core.usecases import report_records


def draft(desk: Desk, access: Access, year: SchoolYear, *, on: date) -> Report:
    """Put the report of a school year together from what is on record up to a date.

    Raises:
        Refused: the viewer may not read drafts, or answers for some sites only.
        BadValue: the year has not begun.
    """
    with desk.reading(access, Permission.DRAFT_REPORT) as work:
        work.require(None)
        made = _made(work, desk.rules, year, on)
        work.log("draft report", about=made.id, details={"through": str(made.through)})
    return made


def _made(work: Work, rules: RuleBook, year: SchoolYear, on: date) -> Report:
    end = year.period.end
    assert end is not None  # noqa: S101 - a school year has a last day
    years = tuple(SchoolYear(year.start - n) for n in range(POOLED_YEARS))
    published = [each.record for each in work.stores.records(PUBLISHED_REPORTS).all()]
    out = next((each for each in published if each.year == year), None)
    if out is not None:
        return out
    stated = [each.record for each in work.stores.records(STATEMENTS).all()]
    return yearly(
        year=year,
        through=min(on, end - ONE_DAY),
        sites=tuple(work.stores.sites.all()),
        counted=report_records.counted(work, years),
        collected=[
            Collected(each.topic, SiteId(each.site) if each.site else None, each.year, each.by)
            for each in stated
        ],
        figures=[figure for each in years[:2] for figure in report_records.figures(work, each)],
        earlier=published,
        rules=rules,
    )


def publish(desk: Desk, access: Access, year: SchoolYear) -> Report:
    """Publish the report of a school year that is over; from then on it is what it is.

    Raises:
        Refused: the viewer may not.
        BadValue: the year is not over, or its report was published already.
    """
    with desk.acting(access, Permission.PUBLISH_REPORT) as work:
        work.require(None)
        end = year.period.end
        if end is None or work.at.date() < end:
            raise BadValue(f"report of {year}", "the year is not over", f"publish it from {end} on")
        made = _made(work, desk.rules, year, work.at.date())
        if made.published is not None:
            raise BadValue(
                made.id, f"it was published on {made.published:%Y-%m-%d}",
                "it is not changed; say what is to be mended in the next one",
            )  # fmt: skip
        public = attrs.evolve(
            made,
            published=work.at.replace(microsecond=0),
            by=access.viewer.actor,
            sensitivity=Sensitivity.PUBLIC,
        )
        work.stores.records(PUBLISHED_REPORTS).put(public, 0)
        work.commit("publish report", about=public.id)
    return public


def published(desk: Desk, access: Access) -> tuple[Report, ...]:
    """Give every report that was published, the newest first.

    Raises:
        Refused: the viewer may not.
    """
    with desk.reading(access, Permission.READ_REPORT) as work:
        found = [each.record for each in work.stores.records(PUBLISHED_REPORTS).all()]
    return tuple(
        sorted(
            (each for each in found if each.kind is ReportKind.YEARLY),
            key=lambda each: each.year,
            reverse=True,
        )
    )


def one(desk: Desk, access: Access, year: SchoolYear) -> Report:
    """Give the published report of a school year.

    Raises:
        Refused: the viewer may not.
        Unknown: none was published.
    """
    every = published(desk, access)
    found = next((each for each in every if each.year == year), None)
    if found is None:
        raise Unknown("published report", str(year), tuple(str(each.year) for each in every))
    return found


def state_collected(
    desk: Desk, access: Access, topic: str, site: SiteId | None, year: SchoolYear
) -> Statement:
    """State that a topic was kept at a site for a whole school year, so that none means none.

    Raises:
        Refused: the viewer may not.
        Unknown: there is no such topic or site.
        BadValue: the report of that year was published already.
    """
    known = tuple(each.id for each in TOPICS)
    with desk.acting(access, Permission.PUBLISH_REPORT) as work:
        work.require(None)
        if topic not in known:
            raise Unknown("topic", topic, known)
        sites = work.stores.sites.all()
        if site is not None and site not in sites:
            raise Unknown("site", site, tuple(sites))
        out = [each.record.year for each in work.stores.records(PUBLISHED_REPORTS).all()]
        if year in out:
            raise BadValue(f"report of {year}", "it was published already")
        stated = Collected(topic, site, year, access.viewer.actor)
        made = Statement(stated.id, topic, site or "", year, stated.by)
        try:
            version = work.stores.records(STATEMENTS).get(made.id).version
        except Unknown:
            version = 0
        work.stores.records(STATEMENTS).put(made, version)
        work.commit("state collected", site=site, details={"topic": topic, "year": str(year)})
    return made


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show which yearly report is out, and to whoever may publish one, which is not yet."""
    if site is not None:
        return ()
    every = published(desk, access)
    lines = [line for each in every[:1] for line in _gist(each)]
    over = SchoolYear(SchoolYear.of(on).start - 1)
    if not access.why_not(Permission.PUBLISH_REPORT) and over not in {each.year for each in every}:
        lines.append(f"the report of {over} is not published; that year is over")
    if not lines:
        return ()
    command = asked_as("sro report list", access.viewer, on).partition(" --on")[0]
    return (Block("Yearly report", command, tuple(lines)),)


def _gist(report: Report) -> list[str]:
    """Say that a report is out, and the sums of its counts with those of the year before."""
    lines = [f"{report.title}: published on {report.published:%Y-%m-%d}"]
    for topic in TOPICS:
        table = report.table(topic.id)
        now, before = (_sum(each) for each in (table.now, table.before)) if table else ("", "")
        if now:
            lines.append(f"{topic.title}: {now} ({before or 'not shown'} the year before)")
    return [*lines, "no claim of what the programme brought about; * is masked"]


def _sum(grid: Grid | None) -> str:
    """Give the whole sum of a table as it is shown, or nothing."""
    if grid is None or not grid.rows or not grid.rows[-1].total:
        return ""
    return str(grid.rows[-1].cells[-1])

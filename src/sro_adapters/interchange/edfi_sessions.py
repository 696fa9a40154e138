"""Read the sessions of each school from Ed-Fi XML; no day may be counted twice."""

from __future__ import annotations

from datetime import date

import attrs

from sro_adapters.interchange.edfi_records import SCHOOL_OF, SESSION, TOTAL, Folder, Row
from sro_adapters.interchange.problems import Report
from sro_adapters.interchange.roster import LONGEST_SESSION
from sro_core.ids import SiteId
from sro_core.periods import ONE_DAY, DatePeriod
from sro_core.school_calendar import SATURDAY, Session


def read_sessions(folder: Folder) -> dict[SiteId, tuple[Session, ...]]:
    """Give the sessions of each school, side by side."""
    found: dict[SiteId, list[tuple[Session, Row]]] = {}
    keys = folder.keys[SESSION.name]
    for row in folder.rows(SESSION):
        site = SiteId(row[SCHOOL_OF])
        session = _session(row, folder.report)
        if session is None:
            keys.refused.add(site)
        else:
            keys.found.add(site)
            found.setdefault(site, []).append((session, row))
    return {site: _side_by_side(own, folder.report) for site, own in found.items()}


def _session(row: Row, report: Report) -> Session | None:
    begin, end, total = row["BeginDate"], row["EndDate"], row[TOTAL]
    if end < begin:
        says, hint = "the session ends before it begins", "both dates are of days in it"
        report.error("end_before_start", row.file, says, hint, **row.at("EndDate"))
        return None
    if end - begin > LONGEST_SESSION or end == date.max:
        says, hint = "the session is longer than a year", "check both dates"
        report.error("session_too_long", row.file, says, hint, **row.at("EndDate"))
        return None
    period = DatePeriod(begin, end + ONE_DAY)
    session = Session(row["SessionName"].strip() or str(period), period, total)
    if total is None:
        says = "no total of school days is stated; every weekday of the session counts as one"
        report.warn("no_total", row.file, says, "state it", **row.at(TOTAL))
    elif total > _weekdays(session):
        says = f"the session has {_weekdays(session)} weekdays only"
        report.warn("too_many_days", row.file, says, "check it and the dates", **row.at(TOTAL))
    return session


def _weekdays(session: Session) -> int:
    first = session.first.toordinal()
    days = range(first, session.after.toordinal())
    return sum(1 for each in days if date.fromordinal(each).weekday() < SATURDAY)


def _side_by_side(own: list[tuple[Session, Row]], report: Report) -> tuple[Session, ...]:
    """Keep sessions that do not overlap, so that no day is counted twice.

    One that lies inside another (a quarter in a semester) adds nothing and is left out.
    """
    own.sort(key=lambda each: (each[0].first, -each[0].after.toordinal()))
    kept: list[Session] = []
    for session, row in own:
        outer = kept[-1] if kept else session
        if not kept or outer.after <= session.first:
            kept.append(session)
        elif session == outer:
            report.warn(
                "identical_row", row.file, "the row stands twice", "it counts once",
                **row.at("SessionName"),
            )  # fmt: skip
        elif session.after > outer.after or (
            session.period == outer.period and session.stated_days != outer.stated_days
        ):
            says = f"the session overlaps {outer.title!r}; days in both would count twice"
            hint = "export sessions of one kind, semesters or quarters"
            report.error("overlapping_sessions", row.file, says, hint, **row.at("BeginDate"))
        else:
            says = f"the session lies inside {outer.title!r}, which is used"
            report.warn("session_inside", row.file, says, **row.at("SessionName"))
    if any(each.stated_days is not None for each in kept):
        return tuple(
            attrs.evolve(each, stated_days=_weekdays(each)) if each.stated_days is None else each
            for each in kept
        )
    return tuple(kept)

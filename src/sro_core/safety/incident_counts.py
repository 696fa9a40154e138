"""What incidents add up to: by place, hour and weekday, offense, and for civil rights data.

A table counts incidents at the places that it names. Instances and students are counted apart,
and nothing counts as zero that nobody collected.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import attrs

from sro_core.masking import Counts
from sro_core.safety.incident_rules import CivilRightsCount
from sro_core.safety.incidents import Disposition, Incident, Part, Person, Place
from sro_core.school_calendar import InSession

WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
FIRST_HOUR, LAST_HOUR = 7, 17
BEFORE, AFTER = f"before {FIRST_HOUR:02d}", f"after {LAST_HOUR:02d}"
HOURS = (BEFORE, *(f"{hour:02d}" for hour in range(FIRST_HOUR, LAST_HOUR + 1)), AFTER)
"""The rows of hours: ``10`` is from 10:00 to 10:59."""
THREAT, RULES_ONLY, OTHER = "threat", "school rules only", "other"
Sessions = Callable[[Incident], InSession]
"""Tells whether school was in session when an incident was."""


def by_place(incidents: Sequence[Incident], session: Sessions) -> Counts:
    """Count incidents by place, and whether school was in session."""
    columns = tuple(InSession)
    return _table(
        "incidents by place",
        tuple(map(str, Place)),
        tuple(map(str, columns)),
        ((str(one.place), str(session(one))) for one in incidents),
    )


def by_hour(incidents: Sequence[Incident], places: Iterable[Place]) -> Counts:
    """Count incidents at some places by hour and weekday; the rows tell nothing of them."""
    chosen, named = _at(incidents, places)
    return _table(
        f"incidents by hour and weekday, {named}",
        HOURS,
        WEEKDAYS,
        ((_hour(one), WEEKDAYS[one.at.weekday()]) for one in chosen),
    )


def _hour(one: Incident) -> str:
    if one.at.hour < FIRST_HOUR:
        return BEFORE
    return AFTER if one.at.hour > LAST_HOUR else f"{one.at.hour:02d}"


def by_offense(
    incidents: Sequence[Incident], places: Iterable[Place], groups: Iterable[str] | None = None
) -> Counts:
    """Count incidents at some places by group of their first offense, and by place.

    Args:
        incidents: to count.
        places: where.
        groups: the rows, so that they tell nothing of the incidents, whatever is of another
            group being "other"; None for those that there are.
    """
    wanted = tuple(places)
    chosen, named = _at(incidents, wanted)
    if groups is None:
        rows = tuple(sorted({_group(one) for one in chosen}))
    else:
        rows = tuple(dict.fromkeys((*sorted(groups), THREAT, RULES_ONLY, OTHER)))
    columns = tuple(str(each) for each in Place if each in wanted)

    def row(one: Incident) -> str:
        return _group(one) if _group(one) in rows else OTHER

    return _table(
        f"incidents by offense, {named}", rows, columns,
        ((row(one), str(one.place)) for one in chosen),
    )  # fmt: skip


def _group(one: Incident) -> str:
    if one.offenses:
        return one.offenses[0].group
    return THREAT if one.threat is not None else RULES_ONLY


def _at(incidents: Sequence[Incident], places: Iterable[Place]) -> tuple[tuple[Incident, ...], str]:
    wanted = frozenset(places)
    named = " and ".join(str(each) for each in Place if each in wanted)
    if wanted == set(Place):
        named = "wherever they were"
    return tuple(one for one in incidents if one.place in wanted), named


def _table(
    title: str,
    rows: tuple[str, ...],
    columns: tuple[str, ...],
    found: Iterable[tuple[str, str]],
) -> Counts:
    sums: dict[tuple[str, str], int] = {}
    for each in found:
        sums[each] = sums.get(each, 0) + 1
    cells = tuple(tuple(sums.get((row, each), 0) for each in columns) for row in rows)
    return Counts(title, rows, columns, cells)


# ---------------------------------------------------------------- civil rights data


@attrs.frozen
class Tally:
    """Hold one count of the civil rights data.

    Attributes:
        instances: how often, None where nobody collected it.
        students: how many students, each once, None where nobody collected it.
        unrecorded: persons of whom it was not recorded; they are in neither.
    """

    instances: int | None
    students: int | None
    unrecorded: int


@attrs.frozen
class CivilRights:
    """Hold what a site counts for the civil rights data collection in a school year.

    Attributes:
        referrals: to law enforcement.
        arrests: related to school; they are among the referrals where the reading says so.
        collected: somebody stated that both were kept.
    """

    referrals: Tally
    arrests: Tally
    collected: bool


def civil_rights(
    incidents: Iterable[Incident], reading: CivilRightsCount, *, collected: bool
) -> CivilRights:
    """Count referrals and arrests of students of a site.

    Args:
        incidents: of one site and school year.
        reading: what counts as which.
        collected: somebody stated that referrals and arrests were kept; else both stay blank.
    """
    referred: list[tuple[str, bool | None]] = []
    arrested: list[tuple[str, bool | None]] = []
    for one in incidents:
        for person in one.persons:
            if person.student and person.part is Part.INVOLVED:
                arrest = _arrest(one, person, reading)
                arrested.append((person.ref, arrest))
                referred.append((person.ref, _referral(person, reading, arrest=arrest)))
    return CivilRights(
        _tally(referred, collected=collected), _tally(arrested, collected=collected), collected
    )


def _arrest(one: Incident, person: Person, reading: CivilRightsCount) -> bool | None:
    """Tell whether a person was arrested, for something that belongs to the school."""
    was = person.arrested
    if was is None and person.disposition is Disposition.ARRESTED:
        was = True
    if was and reading.within_site_only:
        return one.place is Place.WITHIN or bool(person.referred)
    return was


def _referral(person: Person, reading: CivilRightsCount, *, arrest: bool | None) -> bool | None:
    """Tell whether a person was referred, or something else counts as one."""
    cited = person.cited or person.disposition is Disposition.CITED
    if reading.arrests_are_referrals and arrest:
        return True
    if reading.citations_are_referrals and cited:
        return True
    return person.referred


def _tally(found: list[tuple[str, bool | None]], *, collected: bool) -> Tally:
    yes = [ref for ref, was in found if was]
    unrecorded = sum(was is None for _, was in found)
    if not collected:
        return Tally(None, None, unrecorded)
    return Tally(len(yes), len(set(yes)), unrecorded)

"""Kinds of rule about drills: how many of what in which stretch of the year, and on what terms.

Where sources differ for one school both stand in the book, and a reading says which one is
followed and why; the other is still shown.
"""

from __future__ import annotations

from datetime import date, timedelta
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.privacy import Role
from sro_core.safety.facts import KINDERGARTEN, LAST_GRADE, Buildings


class DrillKind(StrEnum):
    """What is drilled."""

    ALARM_SIGNAL = "alarm signal"
    FIRE = "fire"
    EARTHQUAKE = "earthquake"
    EVACUATION = "evacuation"
    SHELTER = "shelter in place"
    LOCKDOWN = "lockdown"
    ASSAILANT = "assailant"
    OTHER = "other"


class Level(StrEnum):
    """What a source calls a school by the grades it teaches."""

    ELEMENTARY = "elementary"
    INTERMEDIATE = "intermediate"
    SECONDARY = "secondary"


class Every(StrEnum):
    """The stretches of a school year in which drills are counted."""

    MONTH = "calendar month"
    QUARTER = "school quarter"
    SEMESTER = "semester"
    YEAR = "school year"


@attrs.frozen
class Band:
    """Say which schools are of a level: those whose lowest and highest grade lie below limits."""

    level: Level
    lowest_at_most: int = LAST_GRADE
    highest_at_most: int = LAST_GRADE


@attrs.frozen
class SchoolLevels:
    """Say how the levels of a source fall on grades; the first band that fits counts.

    Attributes:
        bands: in the order in which they are tried.
    """

    bands: tuple[Band, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse bands that leave a school without a level."""
        last = self.bands[-1] if self.bands else None
        if last is None or (last.lowest_at_most, last.highest_at_most) != (LAST_GRADE, LAST_GRADE):
            raise BadValue("bands", "some school would be of no level", "let the last take any")

    def of(self, lowest: int, highest: int) -> Level:
        """Give the level of a school that teaches these grades.

        >>> up_to_6 = Band(Level.ELEMENTARY, highest_at_most=6)
        >>> SchoolLevels((up_to_6, Band(Level.SECONDARY))).of(7, 8)
        <Level.SECONDARY: 'secondary'>
        """
        if not KINDERGARTEN <= lowest <= highest <= LAST_GRADE:
            raise BadValue("grades", f"{lowest} to {highest}", "they go from 0 to 12")
        return next(
            each.level
            for each in self.bands
            if lowest <= each.lowest_at_most and highest <= each.highest_at_most
        )


@attrs.frozen
class DrillRequired:
    """Ask for drills.

    Attributes:
        kind: what is drilled.
        at_least: how many, each on a day of its own.
        every: in each of which stretch.
        levels: of schools of these levels; empty for all.
        levels_by: id of the `SchoolLevels` that tells the level; needed with `levels`.
        counts_too: drills of other kinds that count as well.
        buildings: only of such buildings.
        who: whose item a missing drill is.
    """

    kind: DrillKind
    at_least: int
    every: Every
    levels: tuple[Level, ...] = ()
    levels_by: str = ""
    counts_too: tuple[DrillKind, ...] = ()
    buildings: Buildings | None = None
    who: Role = Role.ADMINISTRATOR

    def __attrs_post_init__(self) -> None:
        """Refuse a number below one, and levels that nobody can tell."""
        if self.at_least < 1:
            raise BadValue("at_least", f"{self.at_least} asks for nothing", "it starts at 1")
        if bool(self.levels) != bool(self.levels_by):
            raise BadValue("levels", "levels and levels_by belong together")

    @property
    def counted(self) -> frozenset[DrillKind]:
        """Every kind of drill that counts."""
        return frozenset((self.kind, *self.counts_too))


@attrs.frozen
class DrillReading:
    """Say which of several sources about the same drill is followed.

    Attributes:
        follow: id of the requirement that is followed.
        instead_of: ids of those that are shown and ask for nothing.
    """

    follow: str
    instead_of: tuple[str, ...]

    def __attrs_post_init__(self) -> None:
        """Refuse a reading that sets aside what it follows, or nothing."""
        if not self.instead_of or self.follow in self.instead_of:
            raise BadValue("instead_of", "it sets aside nothing, or what it follows")


class Timing(StrEnum):
    """When something about a drill has to be done."""

    ANY = "any day up to the drill"
    WEEK_OF = "in the week of the drill, up to the drill"
    SAME_DAY = "on the day of the drill"
    AFTERWARDS = "on the day of the drill or later"


@attrs.frozen
class DrillTerm:
    """Name something that must be confirmed before the record of a drill can be finished.

    Attributes:
        kinds: of such drills.
        timing: when it has to be done.
    """

    kinds: tuple[DrillKind, ...]
    timing: Timing

    def fits(self, done: date, drill: date) -> bool:
        """Tell whether a day is right for it; a week runs from Monday to Sunday."""
        if self.timing is Timing.SAME_DAY:
            return done == drill
        if self.timing is Timing.AFTERWARDS:
            return done >= drill
        if self.timing is Timing.WEEK_OF:
            return drill - timedelta(days=drill.weekday()) <= done <= drill
        return done <= drill

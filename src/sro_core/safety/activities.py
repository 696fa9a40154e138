"""What an officer does at a site beside patrol: talks, meetings, questions, first contacts.

An activity names no student; its free text is checked by `anonymity` where it comes in. An
officer enters and submits it, a supervisor returns or approves it; only what is approved is
counted in reports. Kinds and topics are rules (`activity_rules`).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import attrs

from sro_core.errors import BadValue
from sro_core.ids import OfficerId, SiteId
from sro_core.privacy import Sensitivity, sensitive
from sro_core.registers import Keeper, Register
from sro_core.safety.activity_rules import TriadRole

LONGEST_DAY = 24 * 60
MOST_PEOPLE = 100_000


class State(StrEnum):
    """How far an activity has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    APPROVED = "approved"


OPEN = frozenset({State.DRAFT, State.RETURNED})
"""States in which the officer may still change it."""
_MOVES = {
    State.DRAFT: {State.SUBMITTED},
    State.SUBMITTED: {State.DRAFT, State.RETURNED, State.APPROVED},
    State.RETURNED: {State.SUBMITTED},
    State.APPROVED: {State.RETURNED},
}


class HandedTo(StrEnum):
    """To whom a first contact was handed on; a part people play, never a person."""

    NOBODY = "nobody, answered at once"
    ADMINISTRATOR = "administrator"
    COUNSELLOR = "counsellor"
    TEACHER = "teacher"
    CLERK = "attendance clerk"
    DISTRICT = "district"
    POLICE = "police department"
    OTHER = "another agency"


@attrs.frozen(kw_only=True)
class HandedOn:
    """Hold what became of a first contact.

    Attributes:
        to: to whom it was handed on.
        answer_by: the day by which an answer was promised, or None.
        answered: the day on which it was answered, or None.
    """

    to: HandedTo
    answer_by: date | None = None
    answered: date | None = None

    @property
    def waits(self) -> bool:
        """Whether somebody still waits for an answer."""
        return self.to is not HandedTo.NOBODY and self.answered is None


@attrs.frozen(kw_only=True)
class Move:
    """Hold one step of an activity from one state to the next.

    Attributes:
        at: when.
        by: who.
        to: the state it came to.
        because: why it was returned, or empty.
    """

    at: datetime
    by: str
    to: State
    because: str = ""


@attrs.frozen(kw_only=True)
class Activity:
    """Hold one activity.

    Attributes:
        id: its own.
        kind: the id of its kind.
        site: where, or for which site.
        officer: whose it is.
        on: the day.
        minutes: how long it took, with what it took to prepare it.
        triad: the part of the officer's work it belongs to.
        topic: the id of its topic, or empty.
        audience: whom it reached, in a word or two; never a person.
        count: how many it reached; None where nobody counted, which is not 0.
        note: a short note that names nobody, or empty.
        handed_on: what became of a first contact, None for anything else.
        state: how far it has come.
        asked: what a supervisor asked to mend, while it is returned.
        moves: every step so far, in order.
    """

    id: str
    kind: str
    site: SiteId
    officer: OfficerId
    on: date
    minutes: int
    triad: TriadRole
    topic: str = ""
    audience: str = ""
    count: int | None = None
    note: str = ""
    handed_on: HandedOn | None = None
    state: State = State.DRAFT
    asked: str = attrs.field(default="")
    moves: tuple[Move, ...] = attrs.field(default=(), metadata=sensitive(Sensitivity.PERSONNEL))
    sensitivity = Sensitivity.STAFF

    def __attrs_post_init__(self) -> None:
        """Refuse minutes and numbers that cannot be, and an answer before the question."""
        if not 0 < self.minutes <= LONGEST_DAY:
            why = f"{self.minutes} is no number of minutes of one day"
            raise BadValue("minutes", why, f"give 1 to {LONGEST_DAY}")
        if self.count is not None and not 0 <= self.count <= MOST_PEOPLE:
            raise BadValue("count", f"{self.count} cannot be", "leave it out where nobody counted")
        if not self.officer.strip():
            raise BadValue("officer", "it is empty", "say whose activity it is")
        handed = self.handed_on
        for name in ("answer_by", "answered"):
            day = getattr(handed, name, None)
            if day is not None and day < self.on:
                raise BadValue(name, f"{day} is before the contact of {self.on}")

    @property
    def since(self) -> date:
        """The day on which it came to its state."""
        return self.moves[-1].at.date() if self.moves else self.on

    def moved(self, to: State, *, at: datetime, by: str, because: str = "") -> Activity:
        """Give it in another state.

        Raises:
            BadValue: it cannot come there from where it is, or is returned without a reason.
        """
        if to not in _MOVES[self.state]:
            ways = ", ".join(sorted(_MOVES[self.state]))
            raise BadValue(f"activity {self.id}", f"it is {self.state}", f"it can become: {ways}")
        if to is State.RETURNED and not because.strip():
            raise BadValue("because", "it is empty", "say what is to be mended")
        step = Move(at=at, by=by, to=to, because=because)
        asked = because if to is State.RETURNED else ""
        return attrs.evolve(self, state=to, asked=asked, moves=(*self.moves, step))

    def answered(self, on: date) -> Activity:
        """Give it with its first contact answered.

        Raises:
            BadValue: nobody waits for an answer.
        """
        if self.handed_on is None or not self.handed_on.waits:
            raise BadValue(f"activity {self.id}", "nobody waits for an answer")
        return attrs.evolve(self, handed_on=attrs.evolve(self.handed_on, answered=on))


ACTIVITIES = Register(
    name="activity",
    kind=Activity,
    keeper=Keeper.PROGRAMME,
    site=lambda one: one.site,
    concerns=lambda one: one.officer,
    on=lambda one: one.on,
)

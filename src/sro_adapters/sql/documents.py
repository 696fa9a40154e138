"""Records that are kept as JSON documents, each with the version of its form.

A document of an older form is brought up to date when it is read; it is rewritten only when
its record changes.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date, time
from functools import lru_cache
from typing import Any

import attrs

from sro_core.errors import StoreFailed
from sro_core.identities import Guardian, Identity
from sro_core.ids import DistrictId, SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.school_calendar import BellTime, SchoolCalendar, Session

Document = dict[str, Any]
Upgrade = Callable[[Document], Document]


@attrs.frozen
class Form:
    """Hold what is known of the form of a kind of document.

    Attributes:
        kind: what the document is called in errors.
        newest: the version in which documents are written.
        upgrades: for each older version what makes the next one of it.
    """

    kind: str
    newest: int
    upgrades: Mapping[int, Upgrade] = attrs.field(factory=dict)

    def read(self, text: str, version: int) -> Document:
        """Read a document and bring it up to date.

        Raises:
            StoreFailed: it cannot be read, or a newer program wrote it.
        """
        if version > self.newest:
            raise StoreFailed(self.kind, "a newer program wrote it", "upgrade the program")
        try:
            document: Document = json.loads(text)
            for each in range(version, self.newest):
                document = self.upgrades[each](document)
        except (ValueError, KeyError, TypeError):
            raise self.damaged() from None
        return document

    def damaged(self) -> StoreFailed:
        """Give the error of a document that is none."""
        return StoreFailed(self.kind, "what is stored cannot be read", "restore the latest backup")


CALENDAR = Form("the calendar of a site", 1)
IDENTITY = Form("the identity of a student", 1)


def write(document: object) -> str:
    """Give the text of a document."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def texts(text: str) -> list[str]:
    """Read a list of texts."""
    found: list[str] = json.loads(text)
    return found


def calendar_text(calendar: SchoolCalendar) -> str:
    """Give a calendar as a document of the newest form."""
    return write(
        {
            "site": calendar.site,
            "sessions": [
                {
                    "title": each.title,
                    "starts": each.first.isoformat(),
                    "ends": each.after.isoformat(),
                    "stated_days": each.stated_days,
                }
                for each in calendar.sessions
            ],
            "closed": {day.isoformat(): label for day, label in calendar.closed.items()},
            "added": {day.isoformat(): label for day, label in calendar.added.items()},
            "minutes": {day.isoformat(): number for day, number in calendar.minutes.items()},
            "bells": {
                str(weekday): [[each.start.isoformat(), each.end.isoformat()] for each in rings]
                for weekday, rings in calendar.bells.items()
            },
        }
    )


@lru_cache(maxsize=4096)
def calendar(text: str, version: int) -> SchoolCalendar:
    """Read a calendar; of equal documents there is one, since working out its days takes time."""
    document = CALENDAR.read(text, version)
    try:
        return SchoolCalendar(
            SiteId(document["site"]),
            tuple(
                Session(
                    each["title"],
                    DatePeriod(
                        date.fromisoformat(each["starts"]), date.fromisoformat(each["ends"])
                    ),
                    each["stated_days"],
                )
                for each in document["sessions"]
            ),
            closed=_by_day(document["closed"]),
            added=_by_day(document["added"]),
            minutes=_by_day(document["minutes"]),
            bells={
                int(weekday): tuple(
                    BellTime(time.fromisoformat(start), time.fromisoformat(end))
                    for start, end in rings
                )
                for weekday, rings in document["bells"].items()
            },
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        raise CALENDAR.damaged() from None


def _by_day(stored: Mapping[str, Any]) -> dict[date, Any]:
    return {date.fromisoformat(day): each for day, each in stored.items()}


_NAMES = ("given_name", "middle_name", "family_name", "preferred_name", "email", "phone")
_GUARDIAN = ("given_name", "family_name", "email", "phone")


def identity_text(district: DistrictId, identity: Identity) -> str:
    """Give an identity as a document, which says whose it is, so that it serves nobody else."""
    return write(
        {
            "form": IDENTITY.newest,
            "district": district,
            "student": identity.ref,
            **{name: getattr(identity, name) for name in _NAMES},
            "guardians": [
                {name: getattr(each, name) for name in _GUARDIAN} for each in identity.guardians
            ],
        }
    )


def identity(text: str, district: DistrictId, ref: StudentRef) -> Identity:
    """Read an identity.

    Raises:
        StoreFailed: it cannot be read, or it is another student's.
    """
    try:
        form = json.loads(text)["form"]
        document = IDENTITY.read(text, form)
        found = Identity(
            StudentRef(document["student"]),
            **{name: document[name] for name in _NAMES},
            guardians=tuple(
                Guardian(**{name: each[name] for name in _GUARDIAN})
                for each in document["guardians"]
            ),
        )
        own = (document["district"], found.ref) == (district, ref)
    except (ValueError, KeyError, TypeError):
        raise IDENTITY.damaged() from None
    if not own:
        raise StoreFailed(
            f"the identity of student {ref}", "the row holds another student's",
            "somebody moved rows about; restore the latest backup",
        )  # fmt: skip
    return found

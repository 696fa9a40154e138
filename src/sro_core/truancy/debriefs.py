"""What came of sweeps and contacts, counted: per sweep, and by group and school year.

Students count once, however often they were met; who was not identified counts as one each.
Sealed records are in no count that is made after they were sealed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

import attrs

from sro_core.contacts.contact import Contact, ContactKind, Disposition
from sro_core.contacts.stop_data import StopCode, StopField
from sro_core.masking import Counts
from sro_core.periods import SchoolYear
from sro_core.rules import RuleBook
from sro_core.truancy.order import Answer
from sro_core.truancy.sweeps import Figures, Sweep

NOT_RECORDED = "not recorded"
SEVERAL = "several"


def counted(contacts: Iterable[Contact]) -> Figures:
    """Count contacts, such as those of one sweep."""
    every = [each for each in contacts if not each.sealed]
    field = [each for each in every if each.kind is ContactKind.FIELD]
    delivered = Counter(
        each.custody.delivered_to for each in field if each.custody and each.custody.delivered_to
    )
    return Figures(
        contacts=len(field),
        students=len({each.student for each in field if each.student is not None}),
        unidentified=sum(each.student is None for each in field),
        delivered=dict(sorted(delivered.items())),
        referred=sum(Disposition.REFERRED in each.dispositions for each in field),
        excepted=sum(
            each.order is not None and each.order.answer == Answer.EXCEPTED for each in field
        ),
        mistaken=sum(bool(each.mistaken) for each in field),
        enforced=sum(each.enforced for each in field),
        heads=sum(each.heads for each in every),
    )


def outcomes(sweeps: Iterable[Sweep]) -> Counts:
    """Lay the figures of sweeps beside each other, to be masked; rows are no parts of a whole.

    How many were not identified is left out: it could follow from the first two.
    """
    held = [each for each in sweeps if each.figures is not None]
    names = ("contacts", "distinct students", "delivered", "referred", "excepted", "mistaken",
             "enforced")  # fmt: skip
    columns = [_row(each.figures) for each in held if each.figures is not None]
    return Counts(
        "sweeps",
        names,
        _headings(held),
        tuple(tuple(column[n] for column in columns) for n in range(len(names))),
        row_totals=False,
        column_totals=False,
    )


def _headings(sweeps: list[Sweep]) -> tuple[str, ...]:
    """Name sweeps by day and hour; of two at one hour the second is numbered."""
    names: list[str] = []
    for each in sweeps:
        name = f"{each.on} {each.start:%H:%M}"
        same = sum(known.partition(" (")[0] == name for known in names)
        names.append(f"{name} ({same + 1})" if same else name)
    return tuple(names)


def _row(one: Figures) -> tuple[int, ...]:
    delivered = sum(one.delivered.values())
    return (one.contacts, one.students, delivered, one.referred, one.excepted,
            one.mistaken, one.enforced)  # fmt: skip


@attrs.frozen
class Equity:
    """Say which figures are wanted.

    Attributes:
        field: the group, as perceived by the officer and kept in the stop data.
        enforced: only those of whom somebody was held, warned, cited or arrested.
    """

    field: StopField = StopField.RACE
    enforced: bool = False


def equity(contacts: Iterable[Contact], rules: RuleBook, wanted: Equity, *, on: date) -> Counts:
    """Count students met by group and school year, each once a year, to be masked.

    The years are columns of one table and their sum is the pooled figure, so that masking
    guards both at once.
    """
    labels = {
        each.value.code: each.says
        for each in rules.all(StopCode, on)
        if each.value.field is wanted.field
    }
    met: dict[tuple[SchoolYear, str], str] = {}
    for each in contacts:
        if each.kind is ContactKind.FIELD and not each.sealed:
            year = SchoolYear.of(each.at.date())
            if each.enforced or not wanted.enforced:
                met.setdefault((year, each.student or f"one of {each.id}"), _group(each, wanted))
    groups = (*dict.fromkeys(labels.values()), SEVERAL, NOT_RECORDED)
    named = {str(code): says for code, says in labels.items()}
    years = sorted({year for year, _ in met})
    cells = Counter((named.get(group, group), year) for (year, _), group in met.items())
    kept = [
        name for name in groups if name in labels.values() or any(cells[name, y] for y in years)
    ]
    only = ", held, warned, cited or arrested" if wanted.enforced else ""
    return Counts(
        f"students met by {wanted.field}{only}",
        tuple(kept),
        tuple(map(str, years)),
        tuple(tuple(cells[name, year] for year in years) for name in kept),
    )


def _group(contact: Contact, wanted: Equity) -> str:
    stop = contact.stop
    if stop is None:
        return NOT_RECORDED
    codes = [code for field, code in stop.codes() if field is wanted.field]
    return SEVERAL if len(codes) > 1 else str(codes[0]) if codes else NOT_RECORDED

"""Read who the students of a bundle are: names, contacts and guardians of users.csv.

Nothing else needs them, so they are read only for whoever asks, and apart from all other records.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import attrs

from sro_adapters.interchange import layouts
from sro_adapters.interchange.blocks import Record
from sro_adapters.interchange.problems import Report
from sro_adapters.interchange.rows import Files
from sro_adapters.interchange.student_files import StudentFiles
from sro_adapters.interchange.tables import Table
from sro_core.identities import Guardian, Identity
from sro_core.ids import StudentRef
from sro_core.truancy.roll import Roll

_ADULTS = ("guardian", "parent", "relative")


def identities(tables: Mapping[str, Table], roll: Roll) -> Iterator[Identity]:
    """Give the identity of every student of a roll, by reference.

    A guardian is whom the student's `agentSourcedIds` name and the roster has as guardian,
    parent or relative.

    Args:
        tables: what the roll was read of, without an error.
        roll: whose.
    """
    refs = roll.files.refs if isinstance(roll.files, StudentFiles) else [f.ref for f in roll.files]
    wanted, guardians = set(refs), dict[str, Guardian]()
    students: dict[StudentRef, tuple[Identity, tuple[str, ...]]] = {}
    files = Files(dict(tables), Report())  # the roll's own report has told what there is to tell
    adults = {
        user
        for block in files.entries(layouts.ROLES)
        for role in _ADULTS
        for (user,) in block.of_role(role, "userSourcedId")
    }
    for row in files.records(layouts.USERS):
        user = StudentRef(row["sourcedId"])
        if user in wanted:
            students[user] = _identity(user, row), row["agentSourcedIds"]
        if user in adults or row["role"] in _ADULTS:
            guardians[user] = Guardian(
                row["givenName"], row["familyName"], row["email"], row["phone"] or row["sms"]
            )
    for ref in refs:
        if ref in students:
            known, named = students[ref]
            own = tuple(guardians[each] for each in named if each in guardians)
            yield attrs.evolve(known, guardians=own)


def _identity(ref: StudentRef, row: Record) -> Identity:
    return Identity(
        ref,
        given_name=row["givenName"],
        middle_name=row["middleName"],
        family_name=row["familyName"],
        preferred_name=row["preferredGivenName"],
        email=row["email"],
        phone=row["phone"] or row["sms"],
    )

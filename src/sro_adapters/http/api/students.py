"""One student: who it is, what is held, and who asked for it. Expunging has no address here."""

from __future__ import annotations

from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import MAYBE_WORDS, WORDS, body, member, path
from sro_adapters.http.operations import Operation
from sro_adapters.wire.record_forms import DisclosureForm, HeldForm, IdentityForm
from sro_core.ids import StudentRef
from sro_core.privacy import Permission
from sro_core.usecases import student_records
from sro_core.usecases.student_records import Request

STUDENT = "the district's own id of the student"


@attrs.frozen
class OfStudent:
    """Ask for what there is of one student."""

    student: StudentRef = path(STUDENT, example="S-00001")


@attrs.frozen
class NewDisclosure:
    """What somebody outside the school asked of a student's record."""

    to: str = member("the person or agency that asked", facets=WORDS, example="Probation")
    interest: str = member("what for, in their words", facets=WORDS, example="hearing of 3 May")
    what: str = member("the part of the record", facets=WORDS, example="attendance since August")
    given: bool = member("whether they received it", example=True)
    basis: str = member(
        "the law, order or consent it rests on, or why it was refused",
        default="", facets=MAYBE_WORDS, example="court order 26-0113",
    )  # fmt: skip


@attrs.frozen
class ToDisclose:
    """Ask to enter a disclosure."""

    student: StudentRef = path(STUDENT, example="S-00001")
    entry: NewDisclosure = body("what was asked")


@attrs.frozen
class Disclosures:
    """Who asked for or received a student's record, in the order in which it was entered."""

    items: tuple[DisclosureForm, ...]


def identity(call: Call, asked: OfStudent) -> Answer:
    """Give who a student is."""
    found = student_records.open_identity(call.desk, call.access, asked.student)
    return Answer(wire.show(found.identity, call.access, site=found.site))


def record(call: Call, asked: OfStudent) -> Answer:
    """Give everything held on a student."""
    found = student_records.held(call.desk, call.access, asked.student)
    return Answer(wire.show(found, call.access))


def disclosures(call: Call, asked: OfStudent) -> Answer:
    """Give who asked for a student's record."""
    found = student_records.disclosures(call.desk, call.access, asked.student)
    return Answer({"items": [wire.show(each, call.access) for each in found]})


def disclose(call: Call, asked: ToDisclose) -> Answer:
    """Enter that somebody asked for a student's record."""
    told = asked.entry
    request = Request(told.to, told.interest, told.what, given=told.given, basis=told.basis)
    found = student_records.record_disclosure(call.desk, call.access, asked.student, request)
    return Answer(wire.show(found, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="student_identity",
        method="GET",
        path="/api/students/{student}/identity",
        says="Open the names and contacts of one student; state the purpose",
        does=identity,
        asks=OfStudent,
        gives=IdentityForm,
        permission=Permission.OPEN_IDENTITY,
        tagged=True,
    ),
    Operation(
        id="student_record",
        method="GET",
        path="/api/students/{student}/record",
        says="Give everything held on one student, and who saw it; state the purpose",
        more="It has no ETag: each reading of it is one more entry in it.",
        does=record,
        asks=OfStudent,
        gives=HeldForm,
        permission=Permission.READ_RECORD,
    ),
    Operation(
        id="student_disclosures",
        method="GET",
        path="/api/students/{student}/disclosures",
        says="List who asked for or received the record of one student",
        does=disclosures,
        asks=OfStudent,
        gives=Disclosures,
        permission=Permission.READ_DISCLOSURES,
        tagged=True,
    ),
    Operation(
        id="record_disclosure",
        method="POST",
        path="/api/students/{student}/disclosures",
        says="Enter that somebody asked for the record of one student, and whether they got it",
        does=disclose,
        asks=ToDisclose,
        gives=DisclosureForm,
        permission=Permission.RECORD_DISCLOSURE,
        status=201,
    ),
)

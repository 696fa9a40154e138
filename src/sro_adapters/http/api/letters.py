"""Letters in batches, from the draft to the family; a named person releases them."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.api.attendance import ON
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import ID, MAYBE_WORDS, WORDS, body, member, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.step_forms import BatchForm, DraftedForm, LetterForm
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Permission
from sro_core.truancy.letters import DeliveredBy
from sro_core.usecases import family_letters, letter_batches
from sro_core.usecases.family_letters import Drafted

BATCH, LETTER = "the id of the batch", "the id of the letter"


@attrs.frozen
class ListBatches:
    """Ask for the batches."""

    site: SiteId | None = query("only of this site", example="HIGH", facets=ID)


@attrs.frozen
class OfBatch:
    """Ask for one batch."""

    batch: str = path(BATCH, example="5f0c")


@attrs.frozen
class OfLetter:
    """Ask for one letter about a student."""

    student: StudentRef = path("the district's own id of the student", example="S-00001")
    letter: str = path(LETTER, example="5f0d")


@attrs.frozen
class FamilyLanguage:
    """In which language a family reads."""

    student_id: StudentRef = member("the student", facets=ID, example="S-00001")
    language: str = member("as BCP 47 has it", facets=WORDS, example="es")


@attrs.frozen
class NewBatch:
    """What is to be drafted."""

    step: str = member("a step that sends a letter", facets=WORDS, example="first_notice")
    site: SiteId = member("whose students", facets=ID, example="HIGH")
    on: date = member("the date of the letters", example="2026-11-20")
    languages: tuple[FamilyLanguage, ...] = member("where it is not English", default=())


@attrs.frozen
class ToDraft:
    """Ask to draft a batch."""

    batch: NewBatch = body("what is to be drafted")


@attrs.frozen
class LetterHold:
    """Why a letter is not to be sent."""

    because: str = member("why", facets=WORDS, example="the family was told in person")


@attrs.frozen
class ToHold:
    """Ask to hold a letter."""

    letter: str = path(LETTER, example="5f0d")
    hold: LetterHold = body("why")


@attrs.frozen
class LetterDelivery:
    """How a letter was delivered."""

    how: DeliveredBy = member("how", example="print")
    on: date = member(ON, example="2026-11-20")
    because: str = member("why nothing reached the family", default="", facets=MAYBE_WORDS)


@attrs.frozen
class ToDeliver:
    """Ask to record a delivery."""

    letter: str = path(LETTER, example="5f0d")
    delivery: LetterDelivery = body("how it was delivered")


@attrs.frozen
class Batches:
    """The batches, by date."""

    items: tuple[BatchForm, ...]


def _shown(call: Call, made: Drafted) -> Answer:
    return Answer(wire.show(made, call.access))


def every(call: Call, asked: ListBatches) -> Answer:
    """Give the batches."""
    found = letter_batches.batches(call.desk, call.access, site=asked.site)
    return Answer({"items": [wire.show(each.batch, call.access) for each in found]})


def one(call: Call, asked: OfBatch) -> Answer:
    """Give one batch with its letters."""
    return _shown(call, letter_batches.batch_of(call.desk, call.access, asked.batch))


def letter(call: Call, asked: OfLetter) -> Answer:
    """Give one letter."""
    found = letter_batches.letter(call.desk, call.access, asked.student, asked.letter)
    return Answer(wire.show(found, call.access))


def draft(call: Call, asked: ToDraft) -> Answer:
    """Draft a batch."""
    told = asked.batch
    languages = {each.student_id: each.language for each in told.languages}
    made = family_letters.draft(
        call.desk, call.access, told.step, site=told.site, on=told.on, languages=languages
    )
    return _shown(call, made)


def review(call: Call, asked: OfBatch) -> Answer:
    """Mark a batch as reviewed."""
    return _shown(call, family_letters.review(call.desk, call.access, asked.batch))


def release(call: Call, asked: OfBatch) -> Answer:
    """Release a batch."""
    return _shown(call, family_letters.release(call.desk, call.access, asked.batch))


def hold(call: Call, asked: ToHold) -> Answer:
    """LetterHold a letter."""
    held = family_letters.hold(call.desk, call.access, asked.letter, because=asked.hold.because)
    return Answer(wire.show(held, call.access))


def deliver(call: Call, asked: ToDeliver) -> Answer:
    """Record a delivery."""
    told = asked.delivery
    done = family_letters.deliver(
        call.desk, call.access, asked.letter, told.how, on=told.on, because=told.because
    )
    return Answer(wire.show(done, call.access))


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="batches",
        method="GET",
        path="/api/letters",
        says="List the batches of letters and how far they are",
        does=every,
        asks=ListBatches,
        gives=Batches,
        permission=Permission.READ_STEPS,
    ),
    Operation(
        id="draft_letters",
        method="POST",
        path="/api/letters",
        says="Draft the letter of a step for every student of a site for whom it is due",
        does=draft,
        asks=ToDraft,
        gives=DraftedForm,
        permission=Permission.DRAFT_LETTERS,
        problems=(problems.UNKNOWN,),
        status=201,
    ),
    Operation(
        id="batch",
        method="GET",
        path="/api/letters/{batch}",
        says="Give one batch with its letters",
        does=one,
        asks=OfBatch,
        gives=DraftedForm,
        permission=Permission.READ_STEPS,
    ),
    Operation(
        id="review_letters",
        method="POST",
        path="/api/letters/{batch}/reviewed",
        says="Say that a batch was reviewed",
        does=review,
        asks=OfBatch,
        gives=DraftedForm,
        permission=Permission.RELEASE_LETTERS,
    ),
    Operation(
        id="release_letters",
        method="POST",
        path="/api/letters/{batch}/released",
        says="Release a reviewed batch; every question must have been asked first",
        does=release,
        asks=OfBatch,
        gives=DraftedForm,
        permission=Permission.RELEASE_LETTERS,
    ),
    Operation(
        id="hold_letter",
        method="POST",
        path="/api/letters/{letter}/held",
        says="Mark a letter that it is not to be sent",
        does=hold,
        asks=ToHold,
        gives=LetterForm,
        permission=Permission.HOLD_LETTER,
    ),
    Operation(
        id="deliver_letter",
        method="POST",
        path="/api/letters/{letter}/delivered",
        says="Record how a released letter was delivered",
        does=deliver,
        asks=ToDeliver,
        gives=LetterForm,
        permission=Permission.RECORD_DELIVERY,
    ),
    Operation(
        id="student_letter",
        method="GET",
        path="/api/students/{student}/letters/{letter}",
        says="Give one letter about a student",
        does=letter,
        asks=OfLetter,
        gives=LetterForm,
        permission=Permission.READ_LETTER,
    ),
)

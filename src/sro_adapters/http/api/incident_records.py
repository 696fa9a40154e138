"""What becomes of the record of a minor in an incident: a person decides."""

from __future__ import annotations

from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http.api.contact_records import Basis, Decided, Given
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import body, path
from sro_adapters.http.operations import Operation
from sro_adapters.wire.incident_forms import IncidentForm
from sro_core.privacy import Permission
from sro_core.safety.incidents import Incident
from sro_core.usecases import incident_records

_INCIDENT = "id of the incident"
_PERSON = "the pseudonym of somebody involved in it"


@attrs.frozen
class CategoryOfPerson:
    """Ask to record the category of somebody's record."""

    incident: str = path(_INCIDENT, example="26-0101")
    pseudonym: str = path(_PERSON, example="P-017")
    decided: Decided = body("what was decided")


@attrs.frozen
class ReleaseOfPerson:
    """Ask to release somebody's record."""

    incident: str = path(_INCIDENT, example="26-0101")
    pseudonym: str = path(_PERSON, example="P-017")
    given: Given = body("to whom, and on what basis")


@attrs.frozen
class SealOfPerson:
    """Ask to seal or unseal somebody's record."""

    incident: str = path(_INCIDENT, example="26-0101")
    pseudonym: str = path(_PERSON, example="P-017")
    act: Basis = body("what it rests on")


def categorize(call: Call, asked: CategoryOfPerson) -> Answer:
    """Record the category."""
    told = asked.decided
    found = incident_records.give_category(
        call.desk, call.access, asked.incident, asked.pseudonym, told.category,
        probation_referral=told.probation_told,
    )  # fmt: skip
    return _shown(call, found)


def release(call: Call, asked: ReleaseOfPerson) -> Answer:
    """Release the record."""
    told = asked.given
    found = incident_records.release(
        call.desk, call.access, asked.incident, asked.pseudonym, told.to,
        named=told.named, basis=told.basis,
    )  # fmt: skip
    return _shown(call, found)


def seal(call: Call, asked: SealOfPerson) -> Answer:
    """Seal the record."""
    found = incident_records.seal(
        call.desk, call.access, asked.incident, asked.pseudonym, basis=asked.act.basis
    )
    return _shown(call, found)


def unseal(call: Call, asked: SealOfPerson) -> Answer:
    """Unseal the record."""
    found = incident_records.unseal(
        call.desk, call.access, asked.incident, asked.pseudonym, basis=asked.act.basis
    )
    return _shown(call, found)


def _shown(call: Call, incident: Incident) -> Answer:
    return Answer(wire.show(incident, call.access))


def _act(id: str, path: str, says: str, does: Any, asks: type) -> Operation[Call, Any]:
    return Operation(
        id=id, method="POST", path=f"/api/incidents/{{incident}}/persons/{{pseudonym}}/{path}",
        says=says, does=does, asks=asks, gives=IncidentForm, permission=Permission.DECIDE_RECORD,
    )  # fmt: skip


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    _act("categorize_person", "category", "Record what category of record somebody has in it",
         categorize, CategoryOfPerson),
    _act("release_person", "release", "Release somebody's record, where its category lets it",
         release, ReleaseOfPerson),
    _act("seal_person", "seal", "Seal somebody's record", seal, SealOfPerson),
    _act("unseal_person", "unseal", "Unseal somebody's record, as a court ordered", unseal,
         SealOfPerson),
)  # fmt: skip

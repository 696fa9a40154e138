"""Who asks, what they may do, and which fields they do not get.

One place decides what is withheld (`withheld`); adapters leave out what it names and print
its reason. Officers read no school finding: by default they get "ask the school"
(34 CFR 99.31(a)(1), California Education Code section 49076).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import attrs

from sro_core.errors import Refused
from sro_core.ids import SiteId


class Role(StrEnum):
    """The parts people play in a programme."""

    OPERATOR = "operator"
    CLERK = "clerk"
    ADMINISTRATOR = "administrator"
    OFFICER = "officer"
    SERGEANT = "sergeant"
    DISTRICT = "district"
    RECORDS = "records"
    AUDITOR = "auditor"
    PUBLIC = "public"


class Sensitivity(StrEnum):
    """What kind of harm a field could do in the wrong hands."""

    PUBLIC = "public"
    STAFF = "staff"
    PERSONNEL = "personnel"
    JUVENILE = "juvenile"
    TACTICAL = "tactical"


class Permission(StrEnum):
    """What a use case lets somebody do; worded to follow "may"."""

    REVIEW_ATTENDANCE = "review attendance"
    SUBMIT_ATTENDANCE = "submit attendance"
    READ_CALENDAR = "read a site's calendar"


_S = Sensitivity
CLEARANCE: dict[Role, frozenset[Sensitivity]] = {
    Role.OPERATOR: frozenset(Sensitivity),
    Role.CLERK: frozenset({_S.PUBLIC, _S.STAFF, _S.JUVENILE}),
    Role.ADMINISTRATOR: frozenset({_S.PUBLIC, _S.STAFF, _S.JUVENILE, _S.TACTICAL}),
    Role.DISTRICT: frozenset({_S.PUBLIC, _S.STAFF, _S.JUVENILE, _S.TACTICAL}),
    Role.OFFICER: frozenset({_S.PUBLIC, _S.STAFF}),
    Role.SERGEANT: frozenset({_S.PUBLIC, _S.STAFF, _S.PERSONNEL}),
    Role.RECORDS: frozenset({_S.PUBLIC, _S.STAFF}),
    Role.AUDITOR: frozenset({_S.PUBLIC}),
    Role.PUBLIC: frozenset({_S.PUBLIC}),
}

_SCHOOL = frozenset({Role.OPERATOR, Role.CLERK, Role.ADMINISTRATOR, Role.DISTRICT})
ALLOWED: dict[Permission, frozenset[Role]] = {
    Permission.REVIEW_ATTENDANCE: _SCHOOL,
    Permission.SUBMIT_ATTENDANCE: frozenset({Role.OPERATOR, Role.CLERK, Role.DISTRICT}),
    Permission.READ_CALENDAR: frozenset(Role),
}
_POLICE = frozenset({Role.OFFICER, Role.SERGEANT, Role.RECORDS})


@attrs.frozen
class Viewer:
    """Say who asks, in which role, for which sites and what for.

    Attributes:
        actor: who it is, as the audit log shall name them.
        role: the part they play.
        sites: the sites they answer for; None means every site of the district.
        purpose: what they need it for, in words; kept on the audit log.

    >>> clerk = Viewer("j.doe", Role.CLERK, frozenset({SiteId("HIGH")}))
    >>> clerk.covers(SiteId("MIDDLE"))
    False
    """

    actor: str
    role: Role
    sites: frozenset[SiteId] | None = None
    purpose: str = ""

    def covers(self, site: SiteId | None) -> bool:
        """Tell whether the viewer answers for the site (None: for the whole district)."""
        return self.sites is None or (site is not None and site in self.sites)

    def require(self, permission: Permission) -> None:
        """Raise `Refused` unless the role holds the permission."""
        if self.role in ALLOWED[permission]:
            return
        why = f"the role {self.role} does not hold this permission"
        if self.role in _POLICE and permission is Permission.REVIEW_ATTENDANCE:
            why = (
                "school records are open to police only under an agreement that makes them "
                "school officials (34 CFR 99.31(a)(1)); ask the school"
            )
        raise Refused(self.actor, self.role, permission, why)


def sensitive(sensitivity: Sensitivity) -> dict[str, Sensitivity]:
    """Give the attrs field metadata that marks a field as sensitive."""
    return {"sensitivity": sensitivity}


def withheld(record: Any, viewer: Viewer, site: SiteId | None) -> dict[str, str]:
    """Name the fields of a record that the viewer does not get, with the reason.

    A record's own ``sensitivity`` attribute speaks for all of its fields, a field's metadata
    for that field. The record itself is not changed: a date left out is no date.
    """
    cleared = CLEARANCE[viewer.role]
    whole = getattr(record, "sensitivity", Sensitivity.PUBLIC)
    reasons = {}
    for field in attrs.fields(type(record)):
        kind = whole if whole not in cleared else field.metadata.get("sensitivity", whole)
        if kind not in cleared:
            reasons[field.name] = f"{kind} information is not open to the role {viewer.role}"
        elif kind is not Sensitivity.PUBLIC and not viewer.covers(site):
            reasons[field.name] = f"{kind} information of another site"
    return reasons

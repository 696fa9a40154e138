"""Who may do and see what: permissions as dated, cited rules, and the reason for every refusal.

A rule book grants a permission to roles, denies it to roles whatever else grants it, and opens
kinds of information to roles. What no book and no overlay may say is refused when it is read:
student records open to police without an agreement, or in lists; police records of minors open
to a school. Police are no school officials
by themselves: where a site's agreement makes them so for stated purposes, grants marked
``under_agreement`` hold (34 CFR 99.31(a)(1)(i)(B), California Education Code section 49076).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from typing import Any

import attrs

from sro_core.errors import BadValue, Refused
from sro_core.findings import Subject
from sro_core.ids import SiteId
from sro_core.privacy import POLICE, SYSTEM, Permission, Role, Sensitivity, Viewer
from sro_core.rules import Rule, RuleBook
from sro_core.sites import Agreement

_LISTS = frozenset(
    {
        Permission.REVIEW_ATTENDANCE,
        Permission.SUBMIT_ATTENDANCE,
        Permission.READ_STEPS,
        Permission.TAKE_STEP,
        Permission.IMPORT_STEPS,
        Permission.ASK_FIRST,
        Permission.DRAFT_LETTERS,
        Permission.HOLD_LETTER,
        Permission.RELEASE_LETTERS,
        Permission.RECORD_DELIVERY,
        Permission.READ_REFERRALS,
        Permission.HANDLE_REFERRALS,
        Permission.REFER_OUTSIDE,
        Permission.TELL_POLICE,
    }
)
_RECORDS = frozenset(
    {
        Permission.READ_STATUS,
        Permission.OPEN_IDENTITY,
        Permission.READ_RECORD,
        Permission.READ_DISCLOSURES,
        Permission.RECORD_DISCLOSURE,
        Permission.EXPUNGE,
        Permission.READ_LETTER,
        Permission.READ_ANSWER,
    }
)
DECISIONS = frozenset(
    {
        Permission.TAKE_STEP,
        Permission.ASK_FIRST,
        Permission.HOLD_LETTER,
        Permission.RELEASE_LETTERS,
        Permission.RECORD_DELIVERY,
        Permission.OPEN_REFERRAL,
        Permission.HANDLE_REFERRALS,
        Permission.REFER_OUTSIDE,
        Permission.TELL_POLICE,
        Permission.RECORD_CONTACT,
        Permission.CHECK_STUDENT,
        Permission.DECIDE_RECORD,
    }
)
"""What is never automated: a named person does it, in a part of their own."""
_POLICE_RECORDS = frozenset(
    {
        Permission.READ_INCIDENTS,
        Permission.RECORD_INCIDENT,
        Permission.IMPORT_INCIDENTS,
        Permission.RECORD_CONTACT,
        Permission.READ_CONTACTS,
        Permission.DECIDE_RECORD,
    }
)
_KEEPS_POLICE_RECORDS = POLICE | {Role.OPERATOR}
_NOT_THE_SCHOOLS = "police records of minors are not the school's to open (W&I 827, 828)"
_NEVER_AUTOMATED = "a named person decides this, never whoever runs or watches the system"
_ONLY_AGREED = "student records are open to police only under an agreement"


@attrs.frozen
class Grant:
    """Let roles do something.

    Attributes:
        permission: what they may do.
        roles: who.
        states_purpose: only with a purpose stated for this one request.
        under_agreement: only at a site whose agreement makes police school officials, for a
            purpose that it names.
        own_file: only for the officer's own file.
    """

    permission: Permission
    roles: tuple[Role, ...]
    states_purpose: bool = False
    under_agreement: bool = False
    own_file: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse one keeper's records of minors to the other, and decisions to the system."""
        if self.permission in DECISIONS and SYSTEM & set(self.roles):
            raise BadValue("roles", _NEVER_AUTOMATED, "name roles whose holders decide it")
        if self.permission in _POLICE_RECORDS and set(self.roles) - _KEEPS_POLICE_RECORDS:
            raise BadValue("roles", _NOT_THE_SCHOOLS, "name roles of the police")
        if not POLICE & set(self.roles):
            return
        if self.permission in _LISTS:
            raise BadValue("roles", "no police officer lists students, agreement or not")
        if self.permission in _RECORDS and not self.under_agreement:
            raise BadValue("roles", _ONLY_AGREED, "set under_agreement")


@attrs.frozen
class Denial:
    """Keep roles from doing something, whatever grants it."""

    permissions: tuple[Permission, ...]
    roles: tuple[Role, ...]


@attrs.frozen
class Clearance:
    """Open kinds of information to roles.

    Attributes:
        roles: who.
        sees: the kinds.
        under_agreement, own_file: as `Grant` has them.
    """

    roles: tuple[Role, ...]
    sees: tuple[Sensitivity, ...]
    under_agreement: bool = False
    own_file: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a clearance that opens nothing, or one keeper's records of minors to the other."""
        if not self.sees:
            raise BadValue("sees", "it opens no kind of information", "name at least one")
        if Sensitivity.JUVENILE_POLICE in self.sees and set(self.roles) - _KEEPS_POLICE_RECORDS:
            raise BadValue("sees", _NOT_THE_SCHOOLS, "name roles of the police")
        to_police = POLICE & set(self.roles) and Sensitivity.JUVENILE in self.sees
        if to_police and not self.under_agreement:
            raise BadValue("sees", _ONLY_AGREED, "set under_agreement")
        if Role.PUBLIC in self.roles and Sensitivity.PERSONNEL in self.sees:
            raise BadValue("sees", "officers' files are confidential (Penal Code section 832.7)")


@attrs.frozen
class _Cleared:
    """The kinds open to a role: in any case, under an agreement, in the officer's own file."""

    always: set[Sensitivity]
    agreed: set[Sensitivity]
    own: set[Sensitivity]


@attrs.frozen
class BarredReader:
    """Name those to whom no feed is given.

    Attributes:
        names: words that such a reader's name has, whatever stands around them.
    """

    names: tuple[str, ...]


@attrs.frozen
class Access:
    """Hold what a viewer may do and see on a date; every use case asks it first.

    Attributes:
        viewer: who asks.
        on: the date of the request.
        grants, denials, clearances: the rules in force that day.
        agreements: of every site, whatever their dates.

    >>> from sro_core import Access, Permission, Role, Viewer, load_rules
    >>> officer = Viewer("O-01", Role.OFFICER)
    >>> access = Access.of(officer, load_rules("us-ca"), on=date(2026, 11, 20))
    >>> access.why_not(Permission.REVIEW_ATTENDANCE)
    'no police officer lists students, agreement or not (34 CFR 99.31(a)(1)); ask the school'
    """

    viewer: Viewer
    on: date
    grants: tuple[Rule[Grant], ...]
    denials: tuple[Rule[Denial], ...]
    clearances: tuple[Rule[Clearance], ...]
    agreements: tuple[Agreement, ...] = ()

    @classmethod
    def of(
        cls, viewer: Viewer, rules: RuleBook, *, on: date, agreements: Iterable[Agreement] = ()
    ) -> Access:
        """Read a rule book for a viewer on a date."""
        return cls(
            viewer,
            on,
            rules.all(Grant, on),
            rules.all(Denial, on),
            rules.all(Clearance, on),
            tuple(agreements),
        )

    def require(
        self, permission: Permission, site: SiteId | None = None, officer: str | None = None
    ) -> None:
        """Raise `Refused` with the reason unless the viewer may do this.

        Args:
            permission: what is asked.
            site: the site that answers; None where it is not known yet, then it must be asked
                again with the site before anything is given or saved.
            officer: the officer whose file it is about; None as for the site.
        """
        why = self.why_not(permission, site, officer)
        if why:
            raise Refused(self.viewer.actor, self.viewer.role, permission, why)

    def require_whole(self, permission: Permission) -> None:
        """Raise `Refused` unless the viewer may do this for every site of the district.

        An agreement is one of a site, so none of them lets anybody do that.
        """
        why = attrs.evolve(self, agreements=()).why_not(permission)
        if not why and self.viewer.sites is not None:
            sites = ", ".join(sorted(self.viewer.sites))
            why = f"it concerns the whole district, and they answer for {sites}"
        if why:
            raise Refused(self.viewer.actor, self.viewer.role, permission, why)

    def why_not(
        self, permission: Permission, site: SiteId | None = None, officer: str | None = None
    ) -> str:
        """Give the reason why the viewer may not do this, or nothing if they may."""
        viewer = self.viewer
        if permission in DECISIONS and not viewer.actor.strip():
            return "a person decides this, and nobody is named"
        if permission in DECISIONS and viewer.program:
            return f"a named person decides this, and {viewer.actor} is a program"
        for denial in self.denials:
            if permission in denial.value.permissions and viewer.role in denial.value.roles:
                return denial.says
        why = f"the role {viewer.role} does not hold this permission"
        for rule in self.grants:
            grant = rule.value
            if grant.permission is not permission or viewer.role not in grant.roles:
                continue
            if grant.states_purpose and not viewer.purpose.strip():
                why = f"{rule.says}; state the purpose"
            elif (grant.under_agreement and not self._agreed(site)) or (
                grant.own_file and officer not in (None, viewer.actor)
            ):
                why = rule.says
            elif site is not None and not viewer.covers(site):
                why = f"{site} is another site"
            else:
                return ""
        return why

    def _agreed(self, site: SiteId | None) -> bool:
        """Tell whether an agreement in force names the viewer's purpose, at the site or any."""
        return any(
            each.opens_records(self.on, self.viewer.purpose) and site in (None, each.site)
            for each in self.agreements
        )

    @cached_property
    def _cleared(self) -> _Cleared:
        """The kinds open to the viewer's role."""
        found = _Cleared(set(), set(), set())
        for rule in self.clearances:
            one = rule.value
            if self.viewer.role in one.roles:
                which = found.agreed if one.under_agreement else found.always
                (found.own if one.own_file else which).update(one.sees)
        return found

    def _is_own(self, record: Any) -> bool:
        """Tell whether a record is of the viewer's own file as an officer.

        It says whose it is as ``officer``, or as the subject that it is about.
        """
        if self.viewer.role is not Role.OFFICER:
            return False
        about = getattr(record, "subject", None) or getattr(record, "concerns", None)
        if isinstance(about, Subject) and about.kind == "officer":
            return about.id == self.viewer.actor
        return bool(getattr(record, "officer", "") == self.viewer.actor)

    def sees(self, kind: Sensitivity, site: SiteId | None) -> bool:
        """Tell whether a kind of information at a site is open to the viewer."""
        return not self._why_hidden(kind, site)

    def _why_hidden(self, kind: Sensitivity, site: SiteId | None) -> str:
        cleared = self._cleared
        agreed = kind in cleared.agreed and site is not None and self._agreed(site)
        if kind not in cleared.always and not agreed:
            return f"{kind} information is not open to the role {self.viewer.role}"
        if kind is not Sensitivity.PUBLIC and not self.viewer.covers(site):
            return f"{kind} information of another site"
        return ""

    def withheld(self, record: Any, site: SiteId | None) -> dict[str, str]:
        """Name the fields of a record that the viewer does not get, with the reason.

        A record's own ``sensitivity`` attribute speaks for all of its fields, a field's
        metadata for that field. The record itself is not changed: a date left out is no date.

        Args:
            record: any attrs object.
            site: the site that answers for it, None for the district.
        """
        whole = getattr(record, "sensitivity", Sensitivity.PUBLIC)
        mine = self._cleared.own if self._is_own(record) else frozenset()
        hidden = "" if whole in mine else self._why_hidden(whole, site)
        reasons = {}
        for field in attrs.fields(type(record)):
            own = field.metadata.get("sensitivity", whole)
            apart = own is not whole and own not in mine
            why = hidden or (self._why_hidden(own, site) if apart else "")
            if why:
                reasons[field.name] = why
        return reasons

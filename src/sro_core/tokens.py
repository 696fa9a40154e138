"""Access tokens: whose it is, a person's or a program's, for which sites, and until when.

The secret itself is never here, only its digest.
"""

from __future__ import annotations

from datetime import date, datetime

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId
from sro_core.privacy import Role, Viewer


@attrs.frozen
class AccessToken:
    """Hold what a token stands for.

    Attributes:
        id: the public part, by which it is looked up and revoked.
        digest: of the secret part, as hexadecimal text.
        actor, role, sites, program: whom it speaks for, as `Viewer` has it.
        made: when, and `by` whom.
        expires: the first moment at which it no longer holds.
        used: the last day on which it was used, or None.
        revoked: when it was taken back, or None.
    """

    id: str
    digest: str = attrs.field(repr=False)
    actor: str
    role: Role
    sites: frozenset[SiteId] | None
    made: datetime
    by: str
    expires: datetime
    used: date | None = None
    revoked: datetime | None = None
    program: bool = False

    def __attrs_post_init__(self) -> None:
        """Refuse a token that never held, or that speaks for nobody."""
        if self.expires <= self.made:
            raise BadValue("token", "it expires before it is made", "give at least one day")
        if not self.actor.strip():
            raise BadValue("token", "it speaks for nobody", "name the person or system")

    def why_not(self, at: datetime) -> str:
        """Give the reason why the token does not hold at a moment, or nothing if it does."""
        if self.revoked is not None and self.revoked <= at:
            return f"the token was revoked on {self.revoked:%Y-%m-%d}"
        if at >= self.expires:
            return f"the token expired on {self.expires:%Y-%m-%d}"
        return ""

    def viewer(self, purpose: str = "") -> Viewer:
        """Give who asks when the token is shown."""
        return Viewer(self.actor, self.role, self.sites, purpose, self.program)

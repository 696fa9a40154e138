"""Who brought a batch, a letter or a referral how far, and when; marks are added, never changed."""

from __future__ import annotations

from datetime import datetime

import attrs

from sro_core.errors import BadValue
from sro_core.privacy import Role


@attrs.frozen(kw_only=True)
class Mark:
    """Say who did something to a batch or a letter, and when.

    Attributes:
        what: the state it is in since, or how it was delivered.
        by, role, at: the person, their part, and the time.
        because: why, where a reason is asked for.
    """

    what: str
    by: str
    role: Role
    at: datetime
    because: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse an act of nobody."""
        if not self.by.strip():
            raise BadValue(self.what, "nobody is named", "a person answers for it")

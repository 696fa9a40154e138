"""The log of disclosures: who asked for or received a student's record, and with what interest.

California Education Code section 49064 has the school keep it and open it to the parent. It
is not the audit log: that one is for whoever watches the programme, this one for the family.
"""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Sensitivity


@attrs.frozen
class Disclosure:
    """Hold one request for a student's record, granted or not.

    Attributes:
        student: whose record.
        at: local wall time.
        to: the person or agency that asked.
        interest: what for, in their words.
        what: the part of the record.
        given: whether they received it.
        basis: the law, order or consent it rests on, or why it was refused.
        by: who entered it.
        site: the site that answered for the student that day.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    student: StudentRef
    at: datetime
    to: str
    interest: str
    what: str
    given: bool
    basis: str
    by: str
    site: SiteId | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse an entry that does not say who, what and what for."""
        for name in ("to", "interest", "what"):
            if not getattr(self, name).strip():
                raise BadValue(f"disclosure, {name}", "it is blank", "the log must say it")

"""Who a student is: names, contacts and guardians, kept apart from every other record.

Nothing here is needed to find a status. It is opened for one student, for a stated purpose,
and each opening is on the audit log. Places and countries of birth are never held
(California Education Code section 234.7).
"""

from __future__ import annotations

from typing import ClassVar

import attrs

from sro_core.ids import StudentRef
from sro_core.privacy import Sensitivity


@attrs.frozen(repr=False)
class Guardian:
    """Hold a parent or guardian as the district's roster names them."""

    given_name: str = ""
    family_name: str = ""
    email: str = ""
    phone: str = ""


@attrs.frozen(repr=False)
class Identity:
    """Hold who a student is.

    Attributes:
        ref: the reference under which every other record knows the student.
        given_name, middle_name, family_name: as the roster has them.
        preferred_name: the given name that the student goes by, where it differs.
        email, phone: the student's own.
        guardians: whom to write to.

    >>> print(Identity(StudentRef("S-1"), "Ana", family_name="Peñón"))
    identity of S-1
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.JUVENILE

    ref: StudentRef
    given_name: str = ""
    middle_name: str = ""
    family_name: str = ""
    preferred_name: str = ""
    email: str = ""
    phone: str = ""
    guardians: tuple[Guardian, ...] = ()

    def __str__(self) -> str:
        """Name the reference only, so that no log shows a person."""
        return f"identity of {self.ref}"

    @property
    def name(self) -> str:
        """The name to address the student by."""
        given = self.preferred_name or self.given_name
        return " ".join(filter(None, (given, self.family_name)))

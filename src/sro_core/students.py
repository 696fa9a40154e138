"""Students as the programme knows them: a reference, a birth date, and where they are enrolled.

Names and addresses are not here and are not needed to find a status. The birth date stays with
the student, tagged juvenile, because every rule judges age by date.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.ids import SiteId, StudentRef
from sro_core.periods import DatePeriod
from sro_core.privacy import Sensitivity, sensitive


@attrs.frozen
class Student:
    """Stand for a student without saying who it is.

    Attributes:
        ref: the district's own id.
        born: birth date, or None where it was not supplied.
        compulsory_age: what the school states about compulsory age where no birth date is
            known; None means that nobody has said.
    """

    ref: StudentRef
    born: date | None = attrs.field(
        default=None, repr=False, metadata=sensitive(Sensitivity.JUVENILE)
    )
    compulsory_age: bool | None = attrs.field(
        default=None, repr=False, metadata=sensitive(Sensitivity.JUVENILE)
    )


@attrs.frozen
class Enrollment:
    """Hold one spell of a student at a site.

    Attributes:
        site: where.
        period: first day up to the day after the last.
        assumed: nobody supplied it; it was taken from the sessions of the site.
    """

    site: SiteId
    period: DatePeriod
    assumed: bool = False

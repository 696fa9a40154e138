"""A school site by its ids, and what its agreement with the police says about student records.

Ids of the state (CDS) and of the nation (NCES) are text: leading zeros count.
"""

from __future__ import annotations

from datetime import date

import attrs

from sro_core.errors import BadValue
from sro_core.ids import DistrictId, SiteId
from sro_core.periods import DatePeriod


@attrs.frozen
class SchoolSite:
    """Name a school site.

    Attributes:
        id: the district's own id, as text.
        name: as the public knows it.
        district: the district it belongs to, where known.
        identifier: the state's or nation's id, where given (CDS: 14 digits, NCES: 12).
    """

    id: SiteId
    name: str
    district: DistrictId | None = None
    identifier: str = ""


@attrs.frozen
class Agreement:
    """Hold what a site's agreement with the police says about student records.

    Attributes:
        site: where it holds.
        period: its first day up to the day after its last.
        school_official: it makes the officers school officials with a legitimate educational
            interest, under the school's direct control (34 CFR 99.31(a)(1)(i)(B)).
        purposes: what for; a request must name one of them.

    >>> term = DatePeriod(date(2026, 7, 1), date(2027, 7, 1))
    >>> agreed = Agreement(SiteId("HIGH"), term, True, frozenset({"truancy outreach"}))
    >>> agreed.opens_records(date(2026, 11, 20), "truancy outreach")
    True
    """

    site: SiteId
    period: DatePeriod
    school_official: bool
    purposes: frozenset[str] = frozenset()

    def __attrs_post_init__(self) -> None:
        """Refuse school officials without a purpose: nothing could ever be opened for it."""
        if self.school_official and not self.purposes:
            raise BadValue(
                f"agreement of {self.site}",
                "it makes officers school officials for no purpose",
                "name at least one purpose",
            )

    def opens_records(self, on: date, purpose: str) -> bool:
        """Tell whether it lets an officer read school records that day for the purpose."""
        return self.school_official and on in self.period and purpose in self.purposes

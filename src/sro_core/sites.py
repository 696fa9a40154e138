"""School sites, as far as attendance needs them.

Ids of the state (CDS) and of the nation (NCES) are text: leading zeros count.
"""

from __future__ import annotations

import attrs

from sro_core.ids import DistrictId, SiteId


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

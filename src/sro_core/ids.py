"""Distinct identifiers, so that a site is never looked up by a student's number.

They are text exactly as the source has it: leading zeros count. Types differ for the type
checker only; readers check ids at the border.
"""

from __future__ import annotations

from typing import NewType

DistrictId = NewType("DistrictId", str)
OfficerId = NewType("OfficerId", str)
SiteId = NewType("SiteId", str)
StudentRef = NewType("StudentRef", str)
PostId = NewType("PostId", str)

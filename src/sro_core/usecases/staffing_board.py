"""What is on record of staffing, read once for whoever reviews it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import attrs

from sro_core.desk import Work
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.eligibility import Serves
from sro_core.officers.officer import OFFICERS, Officer
from sro_core.ports import SiteRecord
from sro_core.rotations.assignments import ASSIGNMENTS, Assignment, AssignmentKind
from sro_core.sites.posts import POSTS, Post
from sro_core.sites.profile import PROFILES, SiteProfile


@attrs.frozen
class Board:
    """Hold what is on record of staffing.

    Attributes:
        posts: those of the sites that the viewer answers for.
        profiles, officers, assignments, sites: all of them.
    """

    posts: Mapping[PostId, Post]
    profiles: Mapping[SiteId, SiteProfile]
    officers: Mapping[OfficerId, Officer]
    assignments: tuple[Assignment, ...]
    sites: Mapping[SiteId, SiteRecord]

    @classmethod
    def of(cls, work: Work, site: SiteId | None) -> Board:
        """Read it."""
        covers = work.viewer.covers

        def wanted(each: SiteId) -> bool:
            return covers(each) and site in (None, each)

        stores = work.stores
        posts = (each.record for each in stores.records(POSTS).all())
        return cls(
            posts={each.id: each for each in posts if wanted(each.site)},
            profiles={e.record.id: e.record for e in stores.records(PROFILES).all()},
            officers={e.record.id: e.record for e in stores.records(OFFICERS).all()},
            assignments=tuple(each.record for each in stores.records(ASSIGNMENTS).all()),
            sites={id: each.record for id, each in stores.sites.all().items()},
        )

    def running(self, on: date) -> tuple[Assignment, ...]:
        """Give the tours of a date at the posts of the board."""
        return tuple(
            each
            for each in self.assignments
            if each.kind is AssignmentKind.TOUR and on in each.period and each.post in self.posts
        )

    def serves(self, tour: Assignment) -> Serves:
        """Give where a tour is, for judging it."""
        profile = self.profiles.get(tour.site)
        return Serves(self.posts[tour.post], profile.level if profile else None, tour.start)

    def teaches(self, site: SiteId, day: date) -> bool:
        """Tell whether a site teaches on a day; where no calendar is known, it may."""
        record = self.sites.get(site)
        return record is None or not record.calendar.sessions or record.calendar.is_school_day(day)

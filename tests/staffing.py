"""A small programme for tests of staffing: two sites, three posts, some officers."""

from datetime import date
from decimal import Decimal

from sro_core import DatePeriod, SiteId, load_rules
from sro_core.ids import OfficerId, PostId
from sro_core.officers import Officer, Training
from sro_core.rotations.assignments import Assignment
from sro_core.sites.posts import Post
from sro_core.sites.profile import Address, Level, SiteProfile

RULES = load_rules("us-ca")
ON = date(2026, 11, 20)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
ONE, TWO, THREE = OfficerId("O-01"), OfficerId("O-02"), OfficerId("O-03")
SINCE = date(2005, 11, 1)


def days(start, end=None):
    return DatePeriod(date.fromisoformat(start), None if end is None else date.fromisoformat(end))


HIGH_POST = Post(
    id=PostId("HIGH-1"), site=HIGH, period=days("2005-11-01"), mailbox="sro.high@example.org"
)
MIDDLE_POST = Post(
    id=PostId("MIDDLE-1"), site=MIDDLE, period=days("2009-07-01"), mailbox="sro.middle@example.org"
)
POSTS = (HIGH_POST, MIDDLE_POST)
PROFILES = (
    SiteProfile(
        id=HIGH,
        name="Example High",
        level=Level.SECONDARY,
        address=Address("1 High Street", "Example", "00001"),
        phone="(555) 010-0001",
    ),
    SiteProfile(id=MIDDLE, name="Example Middle", level=Level.INTERMEDIATE),
)


def officer(id=ONE, **more):
    told = {"name": f"Officer {id}", "sworn": days("2000-01-01"), "certificate": date(2000, 6, 1)}
    return Officer(id=id, **{**told, **more})


def tour(id, who, start, end=None, post=HIGH_POST, **more):
    return Assignment(
        id=id, officer=who, post=post.id, site=post.site, period=days(start, end), **more
    )


def course(who=ONE, course="sro_basic", completed="2020-06-05", hours="40", **more):
    return Training(
        id=f"{who}-{course}-{completed}",
        officer=who,
        course=course,
        hours=Decimal(hours),
        completed=date.fromisoformat(completed),
        **more,
    )

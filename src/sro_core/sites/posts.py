"""The posts that a programme is authorised to fill, by date; how many there were is counted.

A post is a place at a site that an officer fills. Its mailbox belongs to the post and not to
the officer, so that what the public is told follows the post through every rotation.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

import attrs

from sro_core.errors import BadValue
from sro_core.ids import PostId, SiteId
from sro_core.periods import DatePeriod
from sro_core.privacy import Sensitivity
from sro_core.registers import Keeper, Register


@attrs.frozen(kw_only=True)
class Post:
    """Hold one authorised post.

    Attributes:
        id: such as ``HIGH-1``.
        site: where it is.
        period: the days for which it is authorised.
        title: what the public reads.
        mailbox, phone: of the post, whoever fills it.
        authority: who authorised it and where that is written.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PUBLIC

    id: PostId
    site: SiteId
    period: DatePeriod
    title: str = "School resource officer"
    mailbox: str = ""
    phone: str = ""
    authority: str = ""

    def __attrs_post_init__(self) -> None:
        """Refuse a post without a first day or an address that reaches nobody."""
        if self.period.start is None:
            raise BadValue(f"post {self.id}", "it has no first day", "say since when it is there")
        if self.mailbox and "@" not in self.mailbox:
            raise BadValue(f"post {self.id}", f"{self.mailbox!r} is no mailbox", "give name@host")

    @property
    def start(self) -> date:
        """The first day."""
        assert self.period.start is not None  # noqa: S101 - a post always has one
        return self.period.start


def posts_on(posts: Iterable[Post], on: date, site: SiteId | None = None) -> tuple[Post, ...]:
    """Give the posts authorised on a date, by id as text.

    Args:
        posts: of any sites and dates.
        on: the date.
        site: only those of this site.
    """
    found = (each for each in posts if on in each.period and site in (None, each.site))
    return tuple(sorted(found, key=lambda each: each.id))


POSTS = Register(
    name="post",
    kind=Post,
    keeper=Keeper.PROGRAMME,
    site=lambda one: one.site,
    on=lambda one: one.start,
)

"""Whom the public reaches for a site on a date: the contact follows the post, not the officer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import ClassVar

import attrs

from sro_core.findings import Ask, Finding, Outcome, Subject
from sro_core.ids import OfficerId, PostId, SiteId
from sro_core.officers.officer import Officer
from sro_core.privacy import Role, Sensitivity
from sro_core.rotations.assignments import Assignment, AssignmentKind
from sro_core.rules import Rule, RuleBook
from sro_core.sites.posts import Post, posts_on
from sro_core.sites.profile import Address, SiteProfile


@attrs.frozen(kw_only=True)
class PublicContact:
    """Hold what the public is told of one post.

    Attributes:
        site, name, address: where.
        post, title: what.
        mailbox, phone: of the post, else the phone of the site.
        officers: the names of the current officers, if they are published.
        as_of: the date it holds for.
    """

    sensitivity: ClassVar[Sensitivity] = Sensitivity.PUBLIC

    site: SiteId
    name: str
    address: Address | None
    post: PostId
    title: str
    mailbox: str
    phone: str
    officers: tuple[str, ...]
    as_of: date


@attrs.frozen
class ContactRequired:
    """Ask that every site with a post has a public contact."""


def directory(
    profiles: Iterable[SiteProfile],
    posts: Iterable[Post],
    assignments: Iterable[Assignment],
    officers: Mapping[OfficerId, Officer],
    *,
    on: date,
) -> tuple[PublicContact, ...]:
    """Give the public contacts of a date, by site and post.

    Args:
        profiles: of the sites; a site that has closed is left out.
        posts: of any date; each one authorised on the date is a contact.
        assignments: on record; whoever covers is not named, the mailbox stays.
        officers: those who may be named.
        on: the date.
    """
    sites = {each.id: each for each in profiles}
    tours = [each for each in assignments if each.kind is AssignmentKind.TOUR]
    return tuple(
        _contact(sites.get(post.site), post, tours, officers, on=on)
        for post in sorted(posts_on(posts, on), key=lambda each: (each.site, each.id))
        if post.site not in sites or sites[post.site].open_on(on)
    )


def _contact(
    site: SiteProfile | None,
    post: Post,
    tours: list[Assignment],
    officers: Mapping[OfficerId, Officer],
    *,
    on: date,
) -> PublicContact:
    serving = sorted(
        (each for each in tours if each.post == post.id and _serves(each, on)),
        key=lambda each: (each.start, each.id),
    )
    named = (officers.get(each.officer) for each in serving)
    return PublicContact(
        site=post.site,
        name=site.name if site else post.site,
        address=site.address if site else None,
        post=post.id,
        title=post.title,
        mailbox=post.mailbox,
        phone=post.phone or (site.phone if site else ""),
        officers=tuple(each.name for each in named if each is not None and each.published),
        as_of=on,
    )


def _serves(tour: Assignment, on: date) -> bool:
    """Tell whether the public may be told: only where it is certain that the tour runs."""
    return tour.certain is not None and on in tour.certain


def contact_findings(
    contacts: Iterable[PublicContact],
    sites: Iterable[SiteId],
    *,
    rules: RuleBook,
    on: date,
) -> tuple[Finding, ...]:
    """Judge whether the public reaches somebody for each site: `contact_missing`.

    Args:
        contacts: of the date.
        sites: those of the programme, whether they have a contact or not.
        rules: the book.
        on: the date judged.
    """
    known = tuple(contacts)
    return tuple(
        _reached(site, [each for each in known if each.site == site], rule, on)
        for site in sorted(set(sites))
        for rule in rules.all(ContactRequired, on)
    )


def _reached(
    site: SiteId, contacts: list[PublicContact], rule: Rule[ContactRequired], on: date
) -> Finding:
    without = [each.post for each in contacts if not each.mailbox]
    missing = not contacts or bool(without)
    why = f"no mailbox for {', '.join(without)}" if without else "no post there"
    ask = Ask(Role.SERGEANT, f"give {site} a public contact", rule.force, rule)
    return Finding(
        code="contact_missing",
        subject=Subject("site", site, site),
        as_of=on,
        outcome=Outcome.MET if missing else Outcome.NOT_MET,
        since=None,
        rule=rule,
        why=why if missing else ", ".join(each.mailbox for each in contacts),
        asks=(ask,) if missing else (),
        sensitivity=Sensitivity.PUBLIC,
    )

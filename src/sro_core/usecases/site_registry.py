"""Keep the programme's sites: profiles, headcounts, staff, posts and the terms of agreements."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date

import attrs

from sro_core.desk import Desk, Work
from sro_core.errors import BadValue, Conflict, Unknown
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import Stored
from sro_core.privacy import Permission
from sro_core.rotations.assignments import ASSIGNMENTS
from sro_core.sites.posts import POSTS, Post, posts_on
from sro_core.sites.profile import PROFILES, Headcount, SiteProfile, StaffContact, with_headcount
from sro_core.sites.terms import TERMS, AgreementTerms


def profiles(desk: Desk, access: Access) -> tuple[Stored[SiteProfile], ...]:
    """Give the profiles of the sites that the viewer answers for, by id.

    Raises:
        Refused: the viewer may not.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        found = work.stores.records(PROFILES).all()
    return tuple(each for each in found if access.viewer.covers(each.record.id))


def profile(desk: Desk, access: Access, site: SiteId) -> Stored[SiteProfile]:
    """Give one profile.

    Raises:
        Refused: the viewer may not.
        Unknown: there is none.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        work.require(site)
        return work.stores.records(PROFILES).get(site)


def record_profile(
    desk: Desk, access: Access, new: SiteProfile, *, version: int | None = None
) -> Stored[SiteProfile]:
    """Record a profile; one of the same site is replaced.

    Args:
        desk: the stores and rules.
        access: who records it.
        new: the profile.
        version: of the profile that was read, None to take it as it is now.

    Raises:
        Refused: the viewer may not, or it is another site.
        BadValue: another site has its CDS or NCES id.
        Conflict: the profile is no longer of that version.
    """
    with desk.acting(access, Permission.KEEP_SITES) as work:
        work.require(new.id)
        known = {each.record.id: each for each in work.stores.records(PROFILES).all()}
        _check_ids(new, (each.record for each in known.values()))
        _put_profile(work, new, known.get(new.id), version)
        work.commit("record site", site=new.id, about=new.id, details={"name": new.name})
    return profile(desk, access, new.id)


def amend_profile(
    desk: Desk,
    access: Access,
    site: SiteId,
    amend: Callable[[SiteProfile | None], SiteProfile],
) -> Stored[SiteProfile]:
    """Record a profile made of the one on record.

    Args:
        desk: the stores and rules.
        access: who records it.
        site: the site.
        amend: is given the profile on record, or one begun with the name that attendance has of
            the site, or None; it gives the new one.

    Raises:
        Refused, BadValue: as `record_profile` does.
    """
    with desk.acting(access, Permission.KEEP_SITES) as work:
        work.require(site)
        known = {each.record.id: each for each in work.stores.records(PROFILES).all()}
        old = known.get(site)
        new = amend(old.record if old else _begun(work, site))
        _check_ids(new, (each.record for each in known.values()))
        _put_profile(work, new, old, None)
        work.commit("record site", site=site, about=site, details={"name": new.name})
    return profile(desk, access, site)


def _begun(work: Work, site: SiteId) -> SiteProfile | None:
    """Give a profile begun with what the attendance side knows of a site, None where nothing."""
    known = work.stores.sites.all().get(site)
    return None if known is None else SiteProfile(id=site, name=known.record.site.name or site)


def _check_ids(new: SiteProfile, others: Iterable[SiteProfile]) -> None:
    for other in others:
        for name, own, theirs in (("CDS", new.cds, other.cds), ("NCES", new.nces, other.nces)):
            if own and own == theirs and other.id != new.id:
                raise BadValue(
                    f"site {new.id}", f"site {other.id} has the {name} id {own}", "look at both"
                )


def _put_profile(
    work: Work, new: SiteProfile, known: Stored[SiteProfile] | None, version: int | None
) -> None:
    current = known.version if known else 0
    if version is not None and version != current:
        raise Conflict(f"site {new.id}")
    work.stores.records(PROFILES).put(new, current)


def record_headcount(
    desk: Desk, access: Access, site: SiteId, count: Headcount
) -> Stored[SiteProfile]:
    """Record how many people a school year has at a site; one of the same year is replaced.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: the site has no profile.
    """
    with desk.acting(access, Permission.KEEP_SITES) as work:
        work.require(site)
        known = work.stores.records(PROFILES).get(site)
        _put_profile(work, with_headcount(known.record, count), known, None)
        details = {"year": str(count.year), "students": str(count.students)}
        work.commit("record headcount", site=site, about=site, details=details)
    return profile(desk, access, site)


def record_staff(
    desk: Desk, access: Access, site: SiteId, contact: StaffContact
) -> Stored[SiteProfile]:
    """Record whom to ask at a site; whoever had the role until then is ended there.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: the site has no profile.
    """
    with desk.acting(access, Permission.KEEP_SITES) as work:
        work.require(site)
        known = work.stores.records(PROFILES).get(site)
        others = tuple(
            _ended(each, contact) for each in known.record.staff if each.name != contact.name
        )
        changed = attrs.evolve(known.record, staff=(*others, contact))
        _put_profile(work, changed, known, None)
        work.commit("record staff", site=site, about=site, details={"role": contact.role})
    return profile(desk, access, site)


def _ended(old: StaffContact, new: StaffContact) -> StaffContact:
    start, began = new.period.start, old.period.start
    if old.role != new.role or old.period.end is not None or start is None:
        return old
    if began is not None and start <= began:
        return old
    return attrs.evolve(old, period=attrs.evolve(old.period, end=start))


def posts(desk: Desk, access: Access, *, on: date | None = None) -> tuple[Stored[Post], ...]:
    """Give the posts of the sites that the viewer answers for, by id.

    Args:
        desk: the stores and rules.
        access: who reads.
        on: only those authorised on this date; any where it is left out.
    """
    with desk.reading(access, Permission.READ_STAFFING) as work:
        found = work.stores.records(POSTS).all()
    shown = [each for each in found if access.viewer.covers(each.record.site)]
    if on is not None:
        shown = [each for each in shown if on in each.record.period]
    return tuple(sorted(shown, key=lambda each: each.record.id))


def count_posts(desk: Desk, access: Access, *, on: date) -> Mapping[SiteId, int]:
    """Count the posts authorised on a date, by site."""
    found = [each.record for each in posts(desk, access)]
    counts: dict[SiteId, int] = {}
    for each in posts_on(found, on):
        counts[each.site] = counts.get(each.site, 0) + 1
    return counts


def record_post(
    desk: Desk, access: Access, new: Post, *, version: int | None = None
) -> Stored[Post]:
    """Record an authorised post; one of the same id is replaced.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such site.
        BadValue: somebody is assigned to it on days that it would lose.
        Conflict: the post is no longer of that version.
    """
    with desk.acting(access, Permission.KEEP_SITES) as work:
        work.require(new.site)
        check_site(work, new.site)
        known = {each.record.id: each for each in work.stores.records(POSTS).all()}
        current = known[new.id].version if new.id in known else 0
        if version is not None and version != current:
            raise Conflict(f"post {new.id}")
        _check_kept(work, new)
        work.stores.records(POSTS).put(new, current)
        details = {"days": str(new.period), "authority": new.authority}
        work.commit("record post", site=new.site, about=new.id, details=details)
    with desk.reading(access, Permission.READ_STAFFING) as work:
        return work.stores.records(POSTS).get(new.id)


def _check_kept(work: Work, new: Post) -> None:
    for stored in work.stores.records(ASSIGNMENTS).all():
        each = stored.record
        if each.post != new.id:
            continue
        kept = each.period.meet(new.period)
        open_end = each.period.end is None and kept is not None
        if each.site != new.site or (
            kept != each.period and not (open_end and kept and kept.start == each.start)
        ):
            raise BadValue(
                f"post {new.id}, {new.period}",
                f"{each.name} is on days that it would lose",
                "end that one first",
            )


def check_site(work: Work, site: SiteId) -> None:
    """Raise `Unknown` unless the site has a profile or attendance on record."""
    known = {each.record.id for each in work.stores.records(PROFILES).all()}
    known |= set(work.stores.sites.all())
    if site not in known:
        raise Unknown("site", site, tuple(sorted(known)))


def terms(desk: Desk, access: Access) -> tuple[Stored[AgreementTerms], ...]:
    """Give the terms of agreements of the sites that the viewer answers for, by first day."""
    with desk.reading(access, Permission.READ_STAFFING) as work:
        found = work.stores.records(TERMS).all()
    return tuple(each for each in found if access.viewer.covers(each.record.site))


def record_terms(desk: Desk, access: Access, new: AgreementTerms) -> Stored[AgreementTerms]:
    """Record the terms of an agreement; one of the same site and first day is replaced.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such site.
        BadValue: its term overlaps that of another one.
    """
    with desk.acting(access, Permission.KEEP_SITES) as work:
        work.require(new.site)
        check_site(work, new.site)
        known = {each.record.id: each for each in work.stores.records(TERMS).all(site=new.site)}
        for each in known.values():
            other = each.record
            if other.id != new.id and other.period.meet(new.period):
                raise BadValue(
                    f"agreement {new.id}, {new.period}",
                    f"its term overlaps that of {other.id}, {other.period}",
                    "end that one first",
                )
        current = known[new.id].version if new.id in known else 0
        work.stores.records(TERMS).put(new, current)
        details = {"term": str(new.period), "parts": ", ".join(sorted(new.parts))}
        work.commit("record terms of agreement", site=new.site, about=new.id, details=details)
    with desk.reading(access, Permission.READ_STAFFING) as work:
        return work.stores.records(TERMS).get(new.id)

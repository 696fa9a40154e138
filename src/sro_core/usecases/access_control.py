"""Who may come in: the agreements of sites with the police, and access tokens for programs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs

from sro_core.desk import Desk
from sro_core.due import Block, asked_as
from sro_core.errors import BadValue, Conflict, Unknown
from sro_core.ids import SiteId
from sro_core.permissions import Access
from sro_core.ports import SiteRecord, Stored
from sro_core.privacy import Permission
from sro_core.sites import Agreement
from sro_core.tokens import AccessToken

ENDING_DAYS = 30
"""So many days before it ends a token is named."""


def sites(desk: Desk, access: Access) -> Mapping[SiteId, Stored[SiteRecord]]:
    """Give the sites on record with their agreements, those the viewer answers for."""
    with desk.reading(access, Permission.READ_AGREEMENT) as work:
        found = work.stores.sites.all()
        covers = work.viewer.covers
    return {id: each for id, each in found.items() if covers(id)}


def site(desk: Desk, access: Access, id: SiteId) -> Stored[SiteRecord]:
    """Give one site on record with its agreements.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such site.
    """
    with desk.reading(access, Permission.READ_AGREEMENT) as work:
        found = _site(work.stores.sites.all(), id)
        work.require(id)
    return found


def record_agreement(
    desk: Desk, access: Access, agreement: Agreement, *, version: int | None = None
) -> Stored[SiteRecord]:
    """Record a site's agreement; those recorded before stay, one of the same days is replaced.

    Args:
        desk: the stores and rules.
        access: who records it.
        agreement: what was agreed; the signed text stays where it is.
        version: of the site's record that was read, None to take it as it is now.

    Raises:
        Refused: the viewer may not, or it is another site.
        Unknown: there is no such site.
        BadValue: its days overlap those of another one.
        Conflict: the site's record is no longer of that version.
    """
    with desk.acting(access, Permission.RECORD_AGREEMENT) as work:
        work.require(agreement.site)
        stored = _site(work.stores.sites.all(), agreement.site)
        if version is not None and version != stored.version:
            raise Conflict(f"site {agreement.site}")
        others = [each for each in stored.record.agreements if each.period != agreement.period]
        for each in others:
            if each.period.meet(agreement.period):
                raise BadValue(
                    f"agreement of {agreement.site}",
                    f"its days {agreement.period} overlap those of another, {each.period}",
                    "give dates that do not overlap, or the same dates to replace it",
                )
        changed = attrs.evolve(stored.record, agreements=(*others, agreement))
        work.stores.sites.put(changed, stored.version)
        details = {
            "days": str(agreement.period),
            "school officials": "yes" if agreement.school_official else "no",
            "purposes": "; ".join(sorted(agreement.purposes)),
        }
        work.commit("record agreement", site=agreement.site, details=details)
    with desk.reading(access, Permission.READ_AGREEMENT) as work:
        return _site(work.stores.sites.all(), agreement.site)


def _site(known: Mapping[SiteId, Stored[SiteRecord]], site: SiteId) -> Stored[SiteRecord]:
    if site not in known:
        raise Unknown("site", site, tuple(known))
    return known[site]


def issue_token(desk: Desk, access: Access, token: AccessToken) -> None:
    """Keep a token that was made; its secret is shown once, by whoever made it.

    A token of every site lets in further than any site, so whoever makes them answers for all.

    Raises:
        Refused: the viewer may not, or does not answer for the whole district.
        Unknown: it names a site that is not on record.
        Conflict: there is one of this id.
    """
    with desk.acting(access, Permission.MANAGE_TOKENS) as work:
        access.require_whole(Permission.MANAGE_TOKENS)
        known = work.stores.sites.all()
        for site in sorted(token.sites or ()):
            _site(known, site)
        work.stores.tokens.put(token, 0)
        details = {
            "token": token.id,
            "for": token.actor,
            "role": token.role,
            "sites": "all" if token.sites is None else ", ".join(sorted(token.sites)),
            "expires": token.expires.isoformat(),
        }
        work.commit("issue token", details=details)


def revoke_token(desk: Desk, access: Access, id: str) -> AccessToken:
    """Take a token back; one that was revoked already stays so.

    Raises:
        Refused: the viewer may not, or does not answer for the whole district.
        Unknown: there is no such token.
    """
    with desk.acting(access, Permission.MANAGE_TOKENS) as work:
        access.require_whole(Permission.MANAGE_TOKENS)
        stored = work.stores.tokens.get(id)
        if stored.record.revoked is not None:
            return stored.record
        revoked = attrs.evolve(stored.record, revoked=work.at)
        work.stores.tokens.put(revoked, stored.version)
        work.commit("revoke token", details={"token": id})
    return revoked


def tokens(desk: Desk, access: Access) -> tuple[AccessToken, ...]:
    """List the tokens, revoked and expired ones included; no secret is among them."""
    with desk.reading(access, Permission.MANAGE_TOKENS) as work:
        access.require_whole(Permission.MANAGE_TOKENS)
        found = tuple(each.record for each in work.stores.tokens.all())
        work.log("list tokens")
    return found


def note_use(desk: Desk, token: Stored[AccessToken], at: datetime) -> None:
    """Keep the day on which a token was last used; a day later is written, nothing sooner."""
    if token.record.used == at.date():
        return
    with desk.open(exclusive=True) as stores:
        try:
            stores.tokens.put(attrs.evolve(token.record, used=at.date()), token.version)
            stores.commit()
        except Conflict:
            return  # somebody revoked it, or noted the day, meanwhile


def today(desk: Desk, access: Access, *, on: date, site: SiteId | None = None) -> tuple[Block, ...]:
    """Show whoever gives access how many tokens hold, and which end within a month."""
    if site is not None or access.viewer.sites is not None:
        return ()
    at = desk.clock()
    held = [each for each in tokens(desk, access) if not each.why_not(at)]
    ending = [each for each in held if (each.expires.date() - on).days <= ENDING_DAYS]
    lines = [f"{len(held)} access tokens hold, {len(ending)} of them end within {ENDING_DAYS} days"]
    lines += [f"{each.actor} ({each.role}): until {each.expires:%Y-%m-%d}" for each in ending[:3]]
    command = asked_as("sro token list", access.viewer, on).partition(" --on")[0]
    return (Block("Access tokens", command, tuple(lines)),)

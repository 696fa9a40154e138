"""Make access tokens and addresses of feeds: random, shown once, kept as a digest only.

A token has 256 random bits, so that its SHA-256 cannot be tried out and needs no slow hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from datetime import datetime, timedelta

from sro_core.errors import Unknown
from sro_core.feeds import FEEDS, Feed
from sro_core.ports import Stored, Stores
from sro_core.privacy import Viewer
from sro_core.tokens import AccessToken

_FORM = re.compile(r"sro_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")
_FEED = re.compile(r"feed_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


def mint(viewer: Viewer, *, at: datetime, days: int, by: str) -> tuple[AccessToken, str]:
    """Make a token that speaks for a viewer.

    Args:
        viewer: actor, role, sites, whether it is a program; the purpose comes with each request.
        at: local wall time at which it is made.
        days: how long it holds.
        by: who makes it.

    Returns:
        The token to keep, and the text to hand over, which is kept nowhere.
    """
    id, digest, text = fresh("sro")
    token = AccessToken(
        id=id,
        digest=digest,
        actor=viewer.actor,
        role=viewer.role,
        sites=viewer.sites,
        made=at,
        by=by,
        expires=at + timedelta(days=days),
        program=viewer.program,
    )
    return token, text


def fresh(kind: str) -> tuple[str, str, str]:
    """Make a secret of a kind: its public id, the digest to keep, the text to hand over."""
    id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
    return id, _digest(secret), f"{kind}_{id}_{secret}"


def recognise(stores: Stores, text: str) -> Stored[AccessToken] | None:
    """Give the token that a text is, whether it still holds or not; None where it is none."""
    parts = _FORM.fullmatch(text)
    if parts is None:
        return None
    try:
        stored = stores.tokens.get(parts[1])
    except Unknown:
        return None
    same = hmac.compare_digest(stored.record.digest, _digest(parts[2]))
    return stored if same else None


def recognise_feed(stores: Stores, text: str) -> Stored[Feed] | None:
    """Give the feed whose address ends in a text, whether it still holds or not, or None."""
    parts = _FEED.fullmatch(text)
    if parts is None:
        return None
    try:
        stored = stores.records(FEEDS).get(parts[1])
    except Unknown:
        return None
    same = hmac.compare_digest(stored.record.digest, _digest(parts[2]))
    return stored if same else None


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""A token holds from when it was made until it expires or is revoked, and shows no secret."""

from datetime import date, datetime, timedelta

import attrs
import pytest

from sro_core import AccessToken, BadValue, Role, SiteId, Viewer

MADE = datetime(2026, 11, 20, 8, 30)
END = datetime(2027, 2, 18, 8, 30)
MOMENT = timedelta(microseconds=1)
TOKEN = AccessToken(
    "0123456789ab", "ab" * 32, "nightly import", Role.CLERK, frozenset({SiteId("HIGH")}),
    MADE, "o", END,
)  # fmt: skip


def test_a_token_holds_until_the_moment_at_which_it_expires():
    assert TOKEN.why_not(MADE) == ""
    assert TOKEN.why_not(END - MOMENT) == ""
    assert TOKEN.why_not(END) == "the token expired on 2027-02-18"


def test_a_token_that_was_revoked_holds_until_that_moment():
    taken = datetime(2026, 12, 1, 9)
    revoked = attrs.evolve(TOKEN, revoked=taken)
    assert revoked.why_not(taken - MOMENT) == ""
    assert revoked.why_not(taken) == "the token was revoked on 2026-12-01"
    assert revoked.why_not(END) == "the token was revoked on 2026-12-01"


def test_a_token_speaks_for_a_viewer_with_the_purpose_of_the_request():
    sites = frozenset({SiteId("HIGH")})
    assert TOKEN.viewer() == Viewer("nightly import", Role.CLERK, sites)
    assert TOKEN.viewer("import").purpose == "import"


def test_a_token_of_a_program_says_so_of_whoever_asks():
    assert not TOKEN.viewer().program
    assert attrs.evolve(TOKEN, program=True).viewer("import").program


def test_a_token_of_every_site_speaks_for_the_district():
    assert attrs.evolve(TOKEN, sites=None).viewer().covers(None)
    assert not attrs.evolve(TOKEN, sites=frozenset()).viewer().covers(SiteId("HIGH"))


@pytest.mark.parametrize("expires", [MADE, MADE - MOMENT])
def test_a_token_that_never_held_is_refused(expires):
    with pytest.raises(BadValue, match="give at least one day"):
        attrs.evolve(TOKEN, expires=expires)


@pytest.mark.parametrize("actor", ["", "  "])
def test_a_token_that_speaks_for_nobody_is_refused(actor):
    with pytest.raises(BadValue, match="name the person or system"):
        attrs.evolve(TOKEN, actor=actor)


def test_the_digest_of_a_token_is_not_printed():
    assert "abab" not in repr(attrs.evolve(TOKEN, used=date(2026, 11, 21)))

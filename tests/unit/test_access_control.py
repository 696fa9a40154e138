"""Who may come in: agreements of sites with the police, and tokens for programs."""

from datetime import date, datetime, timedelta
from itertools import count

import attrs
import pytest

from sro_adapters.memory import MemoryDatabase
from sro_adapters.testing.records import plain_site
from sro_core import (
    AccessToken,
    Agreement,
    BadValue,
    Conflict,
    DatePeriod,
    Permission,
    Refused,
    Role,
    SiteId,
    Unknown,
    Viewer,
    load_rules,
)
from sro_core.desk import Desk
from sro_core.usecases.access_control import (
    issue_token,
    note_use,
    record_agreement,
    revoke_token,
    sites,
    tokens,
)

AT = datetime(2026, 11, 20, 8, 30)
HIGH, MIDDLE = SiteId("HIGH"), SiteId("MIDDLE")
OPERATOR = Viewer("o", Role.OPERATOR, purpose="yearly renewal")
DISTRICT = Viewer("d.roe", Role.DISTRICT)
OUTREACH = frozenset({"truancy outreach", "safety plan"})


def agreed(first=2026, site=HIGH, purposes=OUTREACH):
    """The agreement of a school year."""
    term = DatePeriod(date(first, 7, 1), date(first + 1, 7, 1))
    return Agreement(site, term, bool(purposes), purposes)


@pytest.fixture
def database():
    made = MemoryDatabase()
    with made() as stores:
        for site in (HIGH, MIDDLE):
            stores.sites.put(plain_site(site), 0)
        stores.commit()
    return made


@pytest.fixture
def desk(database):
    numbers = count(1)
    return Desk(database, lambda: AT, load_rules("us-ca"), lambda: str(next(numbers)))


def log(database):
    with database() as stores:
        return list(stores.audit.all())


def kept(database, site=HIGH):
    with database() as stores:
        return stores.sites.all()[site]


# --- sites and their agreements


def test_staff_of_school_and_police_read_the_agreements_of_their_sites(desk):
    record_agreement(desk, desk.admit(OPERATOR), agreed())
    officer = Viewer("O-01", Role.OFFICER, frozenset({HIGH}))
    found = sites(desk, desk.admit(officer))
    assert {id: each.record.agreements for id, each in found.items()} == {HIGH: (agreed(),)}
    assert set(sites(desk, desk.admit(DISTRICT))) == {HIGH, MIDDLE}


def test_the_public_reads_no_agreement(desk):
    with pytest.raises(Refused, match="read a site's agreement"):
        sites(desk, desk.admit(Viewer("x", Role.PUBLIC)))


def test_an_agreement_is_recorded_with_an_entry_in_the_log(desk, database):
    before = kept(database)
    stored = record_agreement(desk, desk.admit(DISTRICT), agreed())
    assert stored == kept(database)
    assert stored.record == attrs.evolve(before.record, agreements=(agreed(),))
    assert stored.version > before.version
    assert kept(database, MIDDLE).record == plain_site(MIDDLE)
    (entry,) = log(database)
    assert (entry.act, entry.actor, entry.site) == ("record agreement", "d.roe", "HIGH")
    assert dict(entry.details) == {
        "days": "2026-07-01..2027-06-30",
        "school officials": "yes",
        "purposes": "safety plan; truancy outreach",
    }


def test_an_agreement_that_makes_nobody_a_school_official_is_recorded_as_such(desk, database):
    record_agreement(desk, desk.admit(DISTRICT), agreed(purposes=frozenset()))
    details = dict(log(database)[0].details)
    assert (details["school officials"], details["purposes"]) == ("no", "")


def test_agreements_recorded_before_stay_in_order(desk):
    for year in (2025, 2027, 2026):
        stored = record_agreement(desk, desk.admit(DISTRICT), agreed(year))
    assert stored.record.agreements == (agreed(2025), agreed(2027), agreed(2026))


def test_an_agreement_of_the_same_days_is_replaced(desk):
    record_agreement(desk, desk.admit(DISTRICT), agreed(2025))
    record_agreement(desk, desk.admit(DISTRICT), agreed())
    fewer = agreed(purposes=frozenset({"safety plan"}))
    stored = record_agreement(desk, desk.admit(DISTRICT), fewer)
    assert stored.record.agreements == (agreed(2025), fewer)


@pytest.mark.parametrize(
    "term",
    [
        DatePeriod(date(2027, 6, 30), date(2028, 6, 30)),
        DatePeriod(date(2025, 7, 2), date(2026, 7, 2)),
        DatePeriod(date(2026, 9, 1), date(2026, 9, 2)),
        DatePeriod(None, None),
        DatePeriod(date(2026, 7, 1), None),
    ],
)
def test_an_agreement_whose_days_overlap_those_of_another_is_refused(desk, database, term):
    record_agreement(desk, desk.admit(DISTRICT), agreed())
    with pytest.raises(BadValue, match=r"overlap.*2026-07-01\.\.2027-06-30.*replace it"):
        record_agreement(desk, desk.admit(DISTRICT), attrs.evolve(agreed(), period=term))
    assert kept(database).record.agreements == (agreed(),)
    assert len(log(database)) == 1


def test_one_agreement_may_follow_another_on_the_next_day_and_sites_are_apart(desk, database):
    for each in (agreed(), agreed(2027), agreed(site=MIDDLE)):
        record_agreement(desk, desk.admit(DISTRICT), each)
    assert kept(database).record.agreements == (agreed(), agreed(2027))
    assert kept(database, MIDDLE).record.agreements == (agreed(site=MIDDLE),)


def test_a_record_that_changed_since_it_was_read_is_a_conflict(desk, database):
    read = kept(database).version
    newer = record_agreement(desk, desk.admit(DISTRICT), agreed(), version=read)
    with pytest.raises(Conflict, match="site HIGH"):
        record_agreement(desk, desk.admit(DISTRICT), agreed(2027), version=read)
    assert kept(database) == newer
    assert record_agreement(desk, desk.admit(DISTRICT), agreed(2027), version=newer.version)


def test_an_agreement_of_a_site_that_is_not_on_record_is_unknown(desk):
    with pytest.raises(Unknown, match="there are: HIGH, MIDDLE"):
        record_agreement(desk, desk.admit(DISTRICT), agreed(site=SiteId("NOWHERE")))


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR, Role.DISTRICT}))
def test_only_the_district_records_what_was_agreed(desk, database, role):
    with pytest.raises(Refused, match="record a site's agreement"):
        record_agreement(desk, desk.admit(Viewer("x", role)), agreed())
    assert kept(database).record.agreements == ()
    assert [each.act for each in log(database)] == ["refused"]


def test_an_agreement_of_another_site_is_refused(desk, database):
    limited = Viewer("d.roe", Role.DISTRICT, frozenset({MIDDLE}))
    with pytest.raises(Refused, match="HIGH is another site"):
        record_agreement(desk, desk.admit(limited), agreed())
    assert kept(database).record.agreements == ()


def test_an_agreement_admits_from_the_next_request_on(desk):
    officer = Viewer("O-01", Role.OFFICER, purpose="truancy outreach")
    assert desk.admit(officer).why_not(Permission.READ_STATUS, HIGH)
    record_agreement(desk, desk.admit(DISTRICT), agreed())
    assert not desk.admit(officer).why_not(Permission.READ_STATUS, HIGH)


# --- tokens


def token(id="t-1", sites=frozenset({HIGH}), **more):
    given = {"actor": "nightly import", "role": Role.CLERK, "made": AT, "by": "o"}
    given |= {"digest": "ab" * 32, "expires": AT + timedelta(days=90)}
    return AccessToken(id=id, sites=sites, **given | more)


def held(database, id="t-1"):
    with database() as stores:
        return stores.tokens.get(id)


def test_a_token_is_kept_with_an_entry_that_names_no_digest(desk, database):
    issue_token(desk, desk.admit(OPERATOR), token(sites=frozenset({MIDDLE, HIGH})))
    issue_token(desk, desk.admit(OPERATOR), token("t-2", sites=None))
    assert held(database).record == token(sites=frozenset({MIDDLE, HIGH}))
    one, other = log(database)
    assert (one.act, one.actor, one.subject) == ("issue token", "o", "")
    assert dict(one.details) == {
        "token": "t-1",
        "for": "nightly import",
        "role": "clerk",
        "sites": "HIGH, MIDDLE",
        "expires": "2027-02-18T08:30:00",
    }
    assert dict(other.details)["sites"] == "all"
    assert "abab" not in repr(log(database))


def test_a_token_of_a_site_that_is_not_on_record_is_unknown(desk, database):
    with pytest.raises(Unknown, match="NOWHERE"):
        issue_token(desk, desk.admit(OPERATOR), token(sites=frozenset({HIGH, SiteId("NOWHERE")})))
    assert log(database) == []


def test_an_id_that_is_taken_is_a_conflict_and_the_token_stays(desk, database):
    issue_token(desk, desk.admit(OPERATOR), token())
    with pytest.raises(Conflict, match="token t-1"):
        issue_token(desk, desk.admit(OPERATOR), token(role=Role.OPERATOR))
    assert held(database).record == token()
    assert len(log(database)) == 1


def test_a_token_is_revoked_at_once_and_stays_on_the_list(desk, database):
    issue_token(desk, desk.admit(OPERATOR), token())
    revoked = revoke_token(desk, desk.admit(OPERATOR), "t-1")
    assert revoked == token(revoked=AT) == held(database).record
    assert revoked.why_not(AT) == "the token was revoked on 2026-11-20"
    entry = log(database)[-1]
    assert (entry.act, dict(entry.details)) == ("revoke token", {"token": "t-1"})
    assert tokens(desk, desk.admit(OPERATOR)) == (revoked,)


def test_a_token_that_was_revoked_already_stays_so(desk, database):
    issue_token(desk, desk.admit(OPERATOR), token(revoked=AT + timedelta(hours=1)))
    before = held(database), log(database)
    later = attrs.evolve(desk, clock=lambda: AT + timedelta(days=1))
    assert revoke_token(later, later.admit(OPERATOR), "t-1") == before[0].record
    assert (held(database), log(database)) == before


def test_a_token_that_nobody_knows_cannot_be_revoked(desk):
    with pytest.raises(Unknown, match="no token 't-404'"):
        revoke_token(desk, desk.admit(OPERATOR), "t-404")


def test_the_list_of_tokens_is_in_order_with_expired_ones_and_on_the_log(desk, database):
    old = token("t-9", made=AT - timedelta(days=400), expires=AT - timedelta(days=300))
    for each in (token("t-2"), token("t-1"), old):
        issue_token(desk, desk.admit(OPERATOR), each)
    found = tokens(desk, desk.admit(OPERATOR))
    assert [each.id for each in found] == ["t-9", "t-1", "t-2"]
    assert (log(database)[-1].act, log(database)[-1].actor) == ("list tokens", "o")


@pytest.mark.parametrize("role", sorted(set(Role) - {Role.OPERATOR}))
def test_only_the_operator_manages_tokens(desk, database, role):
    issue_token(desk, desk.admit(OPERATOR), token())
    access = desk.admit(Viewer("x", role))
    for ask in (
        lambda: issue_token(desk, access, token("t-2", role=Role.OPERATOR)),
        lambda: revoke_token(desk, access, "t-1"),
        lambda: tokens(desk, access),
    ):
        with pytest.raises(Refused, match="manage access tokens"):
            ask()
    assert held(database).record == token()
    assert [each.act for each in log(database)] == ["issue token", *["refused"] * 3]


def test_the_day_of_the_last_use_is_noted_once_a_day(desk, database):
    issue_token(desk, desk.admit(OPERATOR), token())
    first = held(database)
    note_use(desk, first, AT)
    noted = held(database)
    assert noted.record == token(used=AT.date())
    note_use(desk, noted, AT + timedelta(hours=9))
    assert held(database) == noted
    note_use(desk, noted, AT + timedelta(days=1))
    assert held(database).record.used == date(2026, 11, 21)
    assert [each.act for each in log(database)] == ["issue token"]


def test_a_token_that_was_revoked_meanwhile_stays_so(desk, database):
    issue_token(desk, desk.admit(OPERATOR), token())
    read = held(database)
    revoke_token(desk, desk.admit(OPERATOR), "t-1")
    note_use(desk, read, AT)
    assert held(database).record == token(revoked=AT)
    issue_token(desk, desk.admit(OPERATOR), token("t-2"))  # nobody is kept out by it

"""What a site's profile holds, and its agreement's terms as findings."""

from datetime import date, timedelta
from decimal import Decimal

import attrs
import pytest

from sro_core import Agreement, BadValue, Outcome
from sro_core.sites.profile import (
    Grades,
    Headcount,
    Level,
    SiteProfile,
    SiteStatus,
    StaffContact,
    with_headcount,
)
from sro_core.sites.terms import AgreementTerms, agreement_findings
from tests.staffing import HIGH, HIGH_POST, MIDDLE, ON, RULES, days

DAY = timedelta(days=1)
PARTS = frozenset({"purpose", "roles", "information_sharing", "supervision", "signatures"})


def profile(**more):
    return SiteProfile(**{"id": HIGH, "name": "Example High", **more})


@pytest.mark.parametrize(
    ("text", "shown"), [("9-12", "9-12"), ("7", "7"), ("P-K", "P-K"), ("K-8", "K-8")]
)
def test_grades_are_read_as_the_state_writes_them(text, shown):
    assert str(Grades.read(text)) == shown


@pytest.mark.parametrize("text", ["Adult", "13", "12-9", ""])
def test_what_is_no_grade_is_refused(text):
    with pytest.raises(BadValue):
        Grades.read(text)


def test_a_grade_between_is_taught():
    taught = Grades.read("7-8")
    assert [each for each in ("6", "7", "8", "9", "x") if taught.has(each)] == ["7", "8"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"cds": "7617960732941"},
        {"nces": "632550"},
        {"name": " "},
        {"opened": date(2001, 8, 28), "closed": date(2001, 8, 27)},
        {"headcounts": (Headcount(2025, 1), Headcount(2025, 2))},
        {"headcounts": (Headcount(2025, 1), Headcount(2024, 2))},
    ],
)
def test_a_profile_that_no_directory_gives_out_is_refused(wrong):
    with pytest.raises(BadValue):
        profile(**wrong)


def test_ids_are_text_and_keep_their_zeros():
    one = profile(cds="07617960732941", nces="063255005022")
    assert (one.cds, one.nces) == ("07617960732941", "063255005022")


def test_a_requirement_may_see_another_level():
    one = profile(level=Level.SECONDARY, levels={"fire_drill": Level.INTERMEDIATE})
    assert one.level_for("fire_drill") is Level.INTERMEDIATE
    assert one.level_for("other") is Level.SECONDARY


def test_headcounts_by_school_year():
    one = with_headcount(with_headcount(profile(), Headcount(2026, 1500, 70)), Headcount(2025, 1))
    assert [each.year for each in one.headcounts] == [2025, 2026]
    assert with_headcount(one, Headcount(2025, 2)).headcount(2025).students == 2
    assert one.headcount(2024) is None
    with pytest.raises(BadValue):
        Headcount(2025, -1)


def test_staff_of_a_date():
    was = StaffContact(name="A", role="principal", period=days("2020-07-01", "2026-07-01"))
    now = StaffContact(name="B", role="principal", period=days("2026-07-01"))
    one = profile(staff=(was, now))
    assert [each.name for each in one.staff_on(date(2026, 6, 30))] == ["A"]
    assert [each.name for each in one.staff_on(date(2026, 7, 1))] == ["B"]


def test_a_site_teaches_from_its_first_day_until_it_closed():
    one = profile(opened=date(2001, 8, 28))
    assert [one.open_on(date(2001, 8, 27)), one.open_on(date(2001, 8, 28))] == [False, True]
    gone = attrs.evolve(one, status=SiteStatus.CLOSED, closed=date(2009, 6, 30))
    assert [gone.open_on(date(2009, 6, 29)), gone.open_on(date(2009, 6, 30))] == [True, False]
    assert not profile(status=SiteStatus.MERGED).open_on(ON)


def test_a_post_has_a_first_day_and_a_mailbox_that_reaches_somebody():
    with pytest.raises(BadValue, match="no mailbox"):
        attrs.evolve(HIGH_POST, mailbox="front desk")
    with pytest.raises(BadValue, match="no first day"):
        attrs.evolve(HIGH_POST, period=attrs.evolve(HIGH_POST.period, start=None))


def terms(start="2026-07-01", end="2029-07-01", **more):
    return AgreementTerms(id=f"HIGH:{start}", site=HIGH, period=days(start, end), **more)


def judged(*known, on=ON, records=()):
    found = agreement_findings(HIGH, known, records, rules=RULES, on=on)
    return [(each.code, each.outcome, each.why) for each in found]


def test_a_site_with_a_post_and_no_agreement_is_found():
    assert judged() == [("agreement_missing", Outcome.MET, "no agreement is in force")]
    assert judged(attrs.evolve(terms(), site=MIDDLE))[0][0] == "agreement_missing"
    assert judged(terms(), on=date(2026, 6, 30))[0][0] == "agreement_missing"


def test_what_an_agreement_lacks_is_found_part_by_part():
    found = judged(terms(parts=PARTS - {"supervision"}))
    assert [each[1] for each in found].count(Outcome.MET) == 1
    assert ("agreement_part_missing", Outcome.MET, "supervision is not in it") in found
    assert len(judged(terms("2019-07-01", parts=frozenset()), on=date(2020, 6, 30))) == 1


@pytest.mark.parametrize(("before", "outcome"), [(90, Outcome.PENDING), (91, Outcome.NOT_MET)])
def test_an_agreement_that_ends_is_told_90_days_before(before, outcome):
    found = judged(terms(parts=PARTS), on=date(2029, 7, 1) - timedelta(days=before))
    assert found[0][:2] == ("agreement_ends", outcome)
    assert judged(terms(end=None, parts=PARTS))[0][1] is Outcome.NOT_MET


def test_it_says_whether_officers_are_school_officials():
    official = Agreement(HIGH, days("2026-07-01"), True, frozenset({"outreach"}))
    assert judged(terms(parts=PARTS), records=[official])[0][2].endswith(
        "it makes officers school officials"
    )
    assert "does not make" in judged(terms(parts=PARTS))[0][2]


@pytest.mark.parametrize("wrong", [{"district_share": Decimal("100.5")}, {"amount": Decimal(-1)}])
def test_shares_that_nobody_can_bear_are_refused(wrong):
    with pytest.raises(BadValue):
        terms(**wrong)

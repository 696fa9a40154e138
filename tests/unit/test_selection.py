"""How officers are chosen: notice, application, decision, withdrawal, each in its time."""

from datetime import date, timedelta

import pytest

from sro_core import BadValue, Outcome
from sro_core.officers.selection import (
    Application,
    Decision,
    PostingPeriod,
    VacancyNotice,
    check_application,
    check_notice,
    decided,
    selection_findings,
    withdrawn,
)
from tests.staffing import HIGH, HIGH_POST, ONE, RULES, TWO, days

NOTICE = VacancyNotice(
    id="N-1", post=HIGH_POST.id, site=HIGH, period=days("2026-03-02", "2026-03-16")
)


def application(id="A-1", officer=ONE, on=date(2026, 3, 3), **more):
    told = {"notice": "N-1", "reason": "I taught here", "prefers": (HIGH,)}
    return Application(id=id, officer=officer, on=on, **{**told, **more})


def decision(on=date(2026, 3, 16), selected=True):
    return Decision(on, "Sgt. Example", selected, "best knowledge of the site")


def test_a_notice_is_posted_for_two_weeks_at_least():
    check_notice(NOTICE, RULES)
    short = VacancyNotice(
        id="N-2", post=HIGH_POST.id, site=HIGH, period=days("2026-03-02", "2026-03-15")
    )
    with pytest.raises(
        BadValue, match=r"13 days; a vacancy .*local policy.*2026-03-15 be its last"
    ):
        check_notice(short, RULES)


def test_a_notice_has_both_ends():
    with pytest.raises(BadValue, match="no first or no last day"):
        VacancyNotice(id="N", post=HIGH_POST.id, site=HIGH, period=days("2026-03-02"))


def test_officers_apply_while_the_notice_is_posted_and_once():
    check_application(application(), NOTICE, [application("A-2", TWO)])
    for on in (date(2026, 3, 1), date(2026, 3, 16)):
        with pytest.raises(BadValue, match="outside the days"):
            check_application(application(on=on), NOTICE, [])
    with pytest.raises(BadValue, match="application A-0 of 2026-03-02 answers the same"):
        check_application(application(), NOTICE, [application("A-0", on=date(2026, 3, 2))])
    gone = application("A-0", withdrawn=date(2026, 3, 3))
    check_application(application(), NOTICE, [gone])


def test_an_application_says_why():
    with pytest.raises(BadValue, match="gives no reason"):
        application(reason=" ")


def test_a_decision_names_who_made_it_and_why():
    for by, grounds in ((" ", "x"), ("x", " ")):
        with pytest.raises(BadValue, match="names nobody or no grounds"):
            Decision(date(2026, 3, 16), by, True, grounds)


def test_nobody_decides_before_the_notice_closes():
    with pytest.raises(BadValue, match="posted until 2026-03-15"):
        decided(application(), decision(date(2026, 3, 15)), NOTICE)
    assert decided(application(), decision(), NOTICE).decision == decision()


def test_what_is_settled_stays():
    done = decided(application(), decision(selected=False), NOTICE)
    with pytest.raises(BadValue, match="decided on 2026-03-16: not selected"):
        decided(done, decision(), NOTICE)
    with pytest.raises(BadValue, match="settled already"):
        withdrawn(done, date(2026, 3, 20))
    gone = withdrawn(application(), date(2026, 3, 4))
    with pytest.raises(BadValue, match="withdrawn on 2026-03-04"):
        decided(gone, decision(), NOTICE)
    with pytest.raises(BadValue, match="before it came in"):
        withdrawn(application(), date(2026, 3, 2))
    with pytest.raises(BadValue, match="nobody is selected"):
        application(withdrawn=date(2026, 3, 4), decision=decision())


def test_an_application_that_waits_is_found_once_the_notice_closed():
    def waits(on, *applications):
        found = selection_findings([NOTICE], applications, rules=RULES, on=on)
        return [(each.outcome, each.asks[0].due, each.asks[0].what) for each in found]

    close = date(2026, 3, 16)
    assert waits(close - timedelta(days=1), application()) == []
    assert waits(close, application(), application("A-2", TWO)) == [
        (Outcome.MET, date(2026, 4, 15), "decide about 2 applications for HIGH-1")
    ]
    assert waits(close, decided(application(), decision(), NOTICE)) == []


def test_a_posting_period_of_no_time_is_refused():
    with pytest.raises(BadValue):
        PostingPeriod(0, 1)

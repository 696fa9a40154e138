"""Runs the plain cases of this folder: the law on one side, what is expected on the other.

Each ``[[case]]`` of a TOML file is one test; what stands above the first one holds for all of
the file. `README.md` of this folder says what the words mean. Statuses that a case does not
name as met or pending must be neither.
"""

import tomllib
from datetime import date, time, timedelta
from pathlib import Path

import pytest

from sro_core import (
    Action,
    AttendanceEvent,
    AttendanceKind,
    BellTime,
    DatePeriod,
    Enrollment,
    Excuse,
    Outcome,
    Roll,
    SchoolCalendar,
    Scope,
    Session,
    SiteId,
    StepTaken,
    Student,
    StudentFile,
    StudentRef,
    classify,
    lay_over,
    load_rules,
)

HERE = Path(__file__).parent
PUPIL = StudentRef("A. Pupil")
MAIN, OTHER = SiteId("MAIN"), SiteId("OTHER")
ONE_DAY = timedelta(days=1)

KINDS = {
    "tardy": (AttendanceKind.TARDY, Scope.DAY),
    "left early": (AttendanceKind.PARTIAL, Scope.DAY),
    "part of the day": (AttendanceKind.PARTIAL, Scope.DAY),
    "class period": (AttendanceKind.ABSENT, Scope.CLASS),
    "day": (AttendanceKind.ABSENT, Scope.DAY),
    "present": (AttendanceKind.PRESENT, Scope.DAY),
}
SETTINGS = {
    *("name", "source", "rules", "local_policy", "on", "born", "stated_compulsory_age", "why"),
    *("school_year", "other_school", "enrolled", "absences", "acts", "expect"),
}
LISTS = {
    "not_met": Outcome.NOT_MET,
    "not_subject": Outcome.NOT_SUBJECT,
    "undecided": Outcome.UNDECIDED,
    "no_rule": Outcome.NO_RULE,
    "part_met": Outcome.MET,
}
EXPECTED = {
    *LISTS,
    *("met", "pending", "since", "counts", "unresolved", "set_aside", "age", "says", "evidence"),
    *("reports_due", "reports_made", "reports_ungrounded", "not_judged"),
}
AGES = {True: "subject", False: "not subject", "assumed": "assumed"}


def cases():
    for path in sorted(HERE.glob("*.toml")):
        document = tomllib.loads(path.read_text("utf-8"))
        for case in document.pop("case", []):
            yield pytest.param(document | case, id=f"{path.stem}:{case['name']}")


@pytest.mark.parametrize("case", list(cases()))
def test_case(case):
    refuse_other_words(case, SETTINGS)
    expect = case.get("expect", {})
    refuse_other_words(expect, EXPECTED)
    found = judge(case)
    if expect.get("not_judged"):
        assert found is None
        return
    statuses(found, expect)
    records(found, expect)


def statuses(found, expect):
    """Compare which statuses there are, and since when."""
    listed = {each.code: each for each in found.findings}
    met = [code for code, each in listed.items() if each.outcome is Outcome.MET]
    pending = {code: sorted(each.missing) for code, each in listed.items() if code not in met}
    assert sorted(met) == sorted(expect.get("met", [])), found.explain(lists=True)
    assert pending == {code: sorted(acts) for code, acts in expect.get("pending", {}).items()}
    for word, outcome in LISTS.items():
        for code in expect.get(word, []):
            assert found.finding(code).outcome is outcome, code
    for code, since in expect.get("since", {}).items():
        assert listed[code].since == since, code
    for code, days in expect.get("evidence", {}).items():
        assert list(found.finding(code).evidence) == days, code


def records(found, expect):
    """Compare what was counted, left open and set aside."""
    for name, number in expect.get("counts", {}).items():
        assert found.counts[name] == number, name
    for word, days in (
        ("reports_due", found.tally.series.get("reports_due")),
        ("reports_made", found.tally.series.get("reports_made")),
        ("reports_ungrounded", found.tally.ungrounded.get("reports_made")),
        ("unresolved", [each.on for each in found.unresolved]),
    ):
        if word in expect:
            assert days == expect[word], word
    if "set_aside" in expect:
        left = list(found.set_aside)
        for wanted in expect["set_aside"]:
            fits = [
                each
                for each in left
                if each.on == wanted["on"] and wanted["because"] in each.because
            ]
            assert fits, f"{wanted} is not in {left}"
            left.remove(fits[0])
        assert left == []
    if "age" in expect:
        assert AGES[found.of_age] == expect["age"]
    for words in expect.get("says", []):
        assert words in found.explain(lists=True)


def refuse_other_words(table, known):
    assert not set(table) - known, f"no such setting: {sorted(set(table) - known)}"


# ------------------------------------------------------------------ from words to records


def judge(case):
    rules = load_rules(case["rules"])
    if "local_policy" in case:
        rules = lay_over(rules, case["local_policy"], file="local_policy")
    calendars = {MAIN: calendar(MAIN, case["school_year"])}
    if "other_school" in case:
        calendars[OTHER] = calendar(OTHER, case["other_school"])
    born = case["born"]
    student = Student(
        PUPIL,
        None if born == "unknown" else born,
        compulsory_age=case.get("stated_compulsory_age"),
    )
    file = StudentFile(
        student,
        tuple(map(spell, case.get("enrolled", [{}]))),
        tuple(event for each in case.get("absences", []) for event in events(each, calendars)),
        tuple(StepTaken(PUPIL, Action(each["act"]), each["on"]) for each in case.get("acts", [])),
    )
    return next(classify(Roll([file], calendars), rules=rules, on=case["on"]), None)


def calendar(site, year):
    refuse_other_words(
        year, {"first", "last", "closed", "added", "bells", "short_days", "stated_days"}
    )
    span = DatePeriod(year["first"], year["last"] + ONE_DAY)
    bells = [
        BellTime(*map(time.fromisoformat, each.split("-")))
        for each in year.get("bells", "").split()
    ]
    return SchoolCalendar(
        site,
        (Session("the school year", span, year.get("stated_days")),),
        closed={each["on"]: each["label"] for each in year.get("closed", [])},
        added={each["on"]: each["label"] for each in year.get("added", [])},
        minutes={each["on"]: each["minutes"] for each in year.get("short_days", [])},
        bells=dict.fromkeys(range(5), tuple(bells)) if bells else {},
    )


def spell(each):
    refuse_other_words(each, {"at", "first", "last"})
    last = each.get("last")
    period = DatePeriod(each.get("first"), last and last + ONE_DAY)
    return Enrollment(OTHER if each.get("at") == "other school" else MAIN, period)


def events(each, calendars):
    refuse_other_words(
        each, {"on", "from", "school_days", "full_day", "minutes", "kind", "excuse", "at"}
    )
    site = OTHER if each.get("at") == "other school" else MAIN
    kind, scope = KINDS["day" if each.get("full_day") else each.get("kind", "part of the day")]
    days = [each["on"]] if "on" in each else school_days(calendars[site], each)
    assert not (each.get("full_day") and "minutes" in each), "a full day has no minutes"
    for day in days:
        assert isinstance(day, date)
        yield AttendanceEvent(
            PUPIL, site, day, kind, scope, Excuse(each["excuse"]), each.get("minutes")
        )


def school_days(calendar, each):
    days = [day for day in calendar.school_days if day >= each["from"]]
    assert len(days) >= each["school_days"], "the school year is too short"
    return days[: each["school_days"]]

"""The evaluator equals the naive oracle on random students, and those reach every limit."""

from hypothesis import HealthCheck, Phase, given, settings

from sro_core import Outcome, classify, load_rules
from tests.naive import naive
from tests.strategies import cases

CALIFORNIA = load_rules("us-ca")
LISTED = (Outcome.MET, Outcome.PENDING)
MANY = settings.default.max_examples * 8


def evaluated(case, on):
    """Give the evaluator's answer in the oracle's form, or None where it does not judge."""
    found = next(classify(case.roll, rules=CALIFORNIA, on=on), None)
    if found is None:
        return None
    series, ungrounded = found.tally.series, found.tally.ungrounded
    return {
        "counts": dict(found.counts),
        "due": series["reports_due"],
        "made": series["reports_made"],
        "ungrounded": ungrounded["reports_made"],
        "findings": {
            each.code: (each.outcome.value, each.since, set(each.missing))
            for each in found.findings
        },
        "unresolved": [each.on for each in found.unresolved],
        "of_age": found.of_age,
    }


@settings(max_examples=MANY, suppress_health_check=[HealthCheck.too_slow])
@given(cases())
def test_the_evaluator_equals_the_naive_oracle(case):
    for on in case.dates:
        assert evaluated(case, on) == naive(case.file, case.calendars, on)


@settings(max_examples=MANY // 4)
@given(cases())
def test_what_is_not_listed_is_not_met_and_nothing_is_listed_twice(case):
    for found in classify(case.roll, rules=CALIFORNIA, on=case.on):
        codes = [each.code for each in found.findings]
        assert len(codes) == len(set(codes))
        for code in found.policy.criteria:
            assert (code in codes) == (found.finding(code).outcome in LISTED)
            missing = found.finding(code).missing
            assert len(missing) == len(set(missing))


def has(code, outcome, *missing):
    """Make a test of an oracle's answer: the code has this outcome and misses just this."""

    def holds(answer):
        return answer["findings"].get(code, ("", None, set()))[::2] == (outcome, set(missing))

    return holds


def exactly_ten_percent(days, whole):
    return lambda answer: answer["counts"][days] * 10 == answer["counts"][whole] > 0


def one_day_below(days, whole):
    return lambda answer: (
        answer["counts"][days] > 0
        and answer["counts"][days] * 10 < answer["counts"][whole] <= answer["counts"][days] * 10 + 1
    )


ACTS = ("truancy_notice", "conference_effort", "sarb_review")
REACHED = {
    "two occasions": lambda answer: answer["counts"]["occasions"] == 2,
    "truant": has("truant", "met"),
    "habitual": has("habitual_truant", "met"),
    "habitual without the effort": has("habitual_truant", "pending", "conference_effort"),
    "habitual without reports": has("habitual_truant", "pending", "truancy_report"),
    "chronic truant": has("chronic_truant", "met"),
    "chronic truant without the review": has("chronic_truant", "pending", "sarb_review"),
    "chronic truant without acts": has("chronic_truant", "pending", "truancy_report", *ACTS),
    "chronic absentee": has("chronic_absentee", "met"),
    "ten per cent unexcused": exactly_ten_percent("full_days_unexcused", "school_days_enrolled"),
    "ten per cent of weekdays": exactly_ten_percent("weekdays_absent", "weekdays_enrolled"),
    "just below, unexcused": one_day_below("full_days_unexcused", "school_days_enrolled"),
    "a make-up Saturday": lambda answer: (
        answer["counts"]["weekdays_enrolled"] < answer["counts"]["school_days_enrolled"]
    ),
    "two reports without ground": lambda answer: len(answer["ungrounded"]) > 1,
    "a day left open": lambda answer: bool(answer["unresolved"]),
    "not of age": lambda answer: answer["of_age"] is False,
}


def test_the_random_students_reach_every_limit():
    """Else the comparison above would prove little; a change of the strategies shows here."""
    seen = set()

    @settings(
        max_examples=400,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases())
    def note(case):
        answers = [naive(case.file, case.calendars, on) for on in case.dates]
        for limit, reached in REACHED.items():
            if any(answer is not None and reached(answer) for answer in answers):
                seen.add(limit)

    note()
    assert sorted(set(REACHED) - seen) == []

"""Classify students: the one call that turns a roll and a rule book into statuses.

Pure: the date judged is an argument, nothing is read and nothing is kept.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

import attrs

from sro_core.findings import Counterfactual, Fact, Finding, Outcome
from sro_core.periods import SchoolYear
from sro_core.rules import RuleBook
from sro_core.truancy import explanation
from sro_core.truancy.counting import Counter
from sro_core.truancy.judging import Judgement, finding, judge
from sro_core.truancy.policy import policy_on
from sro_core.truancy.roll import Roll, StudentFile
from sro_core.truancy.set_aside import set_aside
from sro_core.truancy.steps_taken import Action
from sro_core.truancy.what_if import OpenDay, if_all_unexcused, unresolved, would_change


@attrs.frozen
class Reports:
    """Hold the dates of a student's truancy reports, each ascending.

    Attributes:
        due: a report fell due.
        made: one was entered that a due date on or before it bears.
        ungrounded: one was entered that none bears.
    """

    due: tuple[date, ...]
    made: tuple[date, ...]
    ungrounded: tuple[date, ...]


@attrs.frozen
class Classification(Judgement):
    """Hold what a policy makes of one student, ready to be listed, explained or rendered.

    What is seldom asked for (explanations, counterfactuals) is worked out when it is asked.

    Attributes:
        data_through: the last date for which the student's sites submitted attendance.
    """

    data_through: date | None = None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The statuses that are met or pending, in the order of the book."""
        return tuple(
            self.finding(code)
            for code, verdict in self.verdicts.items()
            if verdict.outcome in (Outcome.MET, Outcome.PENDING)
            and not self.policy.criteria[code].value.part
        )

    def finding(self, code: str) -> Finding:
        """Give the finding of one status, whatever its outcome."""
        return finding(self, code)

    @property
    def counts(self) -> Mapping[str, int]:
        """Every count by name; the measures under the names of their book."""
        counted = {rule.value.series for rule in self.policy.criteria.values()}
        further = {rule.value.measure for rule in self.policy.repeats.values()} - counted
        tally = self.tally
        counts = {id: len(tally.series[id]) for id in self.policy.measures if id not in further}
        counts["unresolved_days"] = sum(1 for fact in tally.days.values() if fact.unresolved)
        counts["school_days_enrolled"] = tally.enrolled.count
        counts["weekdays_enrolled"] = tally.enrolled.weekdays
        return counts

    @property
    def unresolved(self) -> tuple[OpenDay, ...]:
        """The days that cannot be settled yet, each with what it would change."""
        return unresolved(self)

    @property
    def if_all_unexcused(self) -> str:
        """What all unresolved days together would change, or empty where there are none."""
        return if_all_unexcused(self)

    @property
    def set_aside(self) -> tuple[Fact, ...]:
        """The days with a row that were left out of a count, with the reason."""
        return set_aside(self)

    @property
    def would_change(self) -> tuple[Counterfactual, ...]:
        """What would change the statuses."""
        return would_change(self)

    @property
    def refused(self) -> tuple[tuple[str, str], ...]:
        """The statuses that could not be judged, with the reason."""
        undecided = [
            (code, verdict.why)
            for code, verdict in self.verdicts.items()
            if verdict.outcome is Outcome.UNDECIDED
        ]
        absent = [(code, f"no rule in force on {self.as_of}") for code in self.policy.not_in_force]
        return (*undecided, *absent)

    @property
    def reports(self) -> Reports:
        """The truancy reports of the year: due, made, and entered without ground."""
        due: list[date] = []
        made: list[date] = []
        ungrounded: list[date] = []
        for id, recorded in self.policy.recorded.items():
            if recorded.value.act is Action.TRUANCY_REPORT:
                due += self.tally.series[recorded.value.grounded_by]
                made += self.tally.series[id]
                ungrounded += self.tally.ungrounded[id]
        return Reports(tuple(due), tuple(made), tuple(ungrounded))

    def explain(self, *, lists: bool = False) -> str:
        """Say in words what was found, why, and what would change it."""
        return explanation.explain(self, self.data_through, lists=lists)


def classify(roll: Roll, *, rules: RuleBook, on: date) -> Iterator[Classification]:
    """Judge every student of a roll who has an enrolled school day in the year to date.

    Args:
        roll: the students and their calendars; its files are used up.
        rules: the book, with any overlays over it.
        on: the date judged; nothing later counts.

    Returns:
        One classification a student, in the order of the roll.

    Raises:
        BadRules: a rule refers to one that is not in force on the date.
    """
    policy = policy_on(rules, on)
    counter = Counter(policy, roll.calendars, on)
    for file in roll.files:
        if counter.enrolled(file.spells).days:
            tally, verdicts = judge(counter, file)
            through = _through(roll, file, on)
            yield Classification(file, on, policy, tally, verdicts, counter, through)


def _through(roll: Roll, file: StudentFile, on: date) -> date | None:
    """Give the last submitted day of the student's sites of this school year, at most ``on``."""
    year = SchoolYear.of(on).to_date(on)
    sites = {spell.site for spell in file.spells if spell.period.meet(year)}
    submitted = [roll.data_through[site] for site in sites if site in roll.data_through]
    return min(max(submitted), on) if submitted else None

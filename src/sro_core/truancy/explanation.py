"""Put a judgement into words: the deciding day and the counts first, lists on request."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sro_core.truancy.judging import Judgement, finding
from sro_core.truancy.set_aside import set_aside
from sro_core.truancy.what_if import if_all_unexcused, unresolved, would_change


def explain(judgement: Judgement, data_through: date | None, *, lists: bool = False) -> str:
    """Say what was found about one student, why, and what would change it.

    Args:
        judgement: what to explain.
        data_through: the last date for which attendance was submitted.
        lists: also the dates counted, every day set aside and every reading in words.
    """
    subject = judgement.subject
    through = f"data through {data_through}" if data_through else "no attendance submitted"
    at = f" at {subject.site}" if subject.site else ""
    lines = [f"{subject.id}{at} on {judgement.as_of}, rules {judgement.policy.id}, {through}"]
    lines += _age(judgement)
    for code, rule in judgement.policy.criteria.items():
        if not rule.value.part:
            lines += _indent(finding(judgement, code).explain(lists=lists).splitlines())
    lines += [
        f"  {code}: no rule in force on {judgement.as_of}" for code in judgement.policy.not_in_force
    ]
    lines += _indent(_acts(judgement, lists=lists))
    lines += _indent(_open(judgement, lists=lists))
    lines += _indent(_aside(judgement, lists=lists))
    changes = would_change(judgement)
    if changes:
        lines.append("  what would change this:")
        lines += [f"    {each}" for each in changes]
    if any(each.assumed for each in judgement.file.spells):
        lines.append("  enrolment was not supplied: taken as the whole of the site's sessions")
    readings = judgement.policy.readings
    if lists:
        lines.append("  readings applied:")
        lines += [f"    {each}" for each in readings]
    elif readings:
        settings = (each.partition(": ")[2] for each in readings if " = " in each)
        lines.append(f"  read with: {', '.join(dict.fromkeys(settings))}")
    return "\n".join(lines)


def _indent(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _age(judgement: Judgement) -> list[str]:
    if judgement.of_age == "assumed":
        return ["  age not known: assumed of compulsory age, for screening only"]
    return [] if judgement.of_age else ["  not of compulsory age on this day"]


def _acts(judgement: Judgement, *, lists: bool) -> list[str]:
    lines = []
    tally = judgement.tally
    for id, recorded in judgement.policy.recorded.items():
        due = tally.series[recorded.value.grounded_by]
        made, without = tally.series[id], tally.ungrounded[id]
        if due or made or without:
            noun = recorded.value.act.words
            said = f"{noun}: {len(due)} due ({_dates(due)}), {len(made)} made ({_dates(made)})"
            lines.append(
                said + (f", {len(without)} without ground ({_dates(without)})" if without else "")
            )
            lines += _escalation(judgement, len(made)) if lists else []
    return lines


def _escalation(judgement: Judgement, made: int) -> list[str]:
    """Quote what the Code attaches to the last report made; a person decides."""
    rules = judgement.policy.escalation
    last = max((each.value.report for each in rules if each.value.report <= made), default=0)
    return [
        f"  after report {last} ({rule.force}): {rule.says}"
        for rule in rules
        if rule.value.report in (0, last) and last > 0
    ]


def _open(judgement: Judgement, *, lists: bool) -> list[str]:
    days = unresolved(judgement)
    if not days:
        return []
    all_of_them = if_all_unexcused(judgement)
    lines = [f"unverified: {len(days)}; {all_of_them}"]
    shown = days if lists else days[:3]
    lines += [f"  {each.on}: {each.because}; {each.would_change}" for each in shown]
    return lines + _more(len(days) - len(shown))


def _aside(judgement: Judgement, *, lists: bool) -> list[str]:
    days = judgement.tally.days
    facts = [
        each  # what cannot be settled yet was said above
        for each in set_aside(judgement)
        if each.on not in days or each.because != days[each.on].unresolved
    ]
    if not facts:
        return []
    shown = facts if lists else facts[:3]
    lines = [f"set aside: {len(facts)}", *(f"  {each.on}: {each.because}" for each in shown)]
    return lines + _more(len(facts) - len(shown))


def _more(left: int) -> list[str]:
    return [f"  and {left} more; ask for the lists"] if left else []


def _dates(days: Iterable[date]) -> str:
    return ", ".join(map(str, days)) or "none"

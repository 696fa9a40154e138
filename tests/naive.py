"""A naive oracle for California: slow, day by day, written from the definitions alone.

It shares no code with the evaluator: it walks the calendar from 1 July to the date judged, keeps
plain dicts and lists, and holds the numbers of the law as literals, so that a wrong number in the
rule book is found too. Of the library it uses the shapes of the records, none of their methods.
"""

from datetime import date, timedelta

MAYBE = "assumed"


def naive(file, calendars, on):
    """Give what California makes of one student on a date, or None where nothing was taught."""
    first = date(on.year if on.month >= 7 else on.year - 1, 7, 1)
    year = [first + timedelta(days=n) for n in range((on - first).days + 1)]
    enrolled = [day for day in year if taught_somewhere(file, calendars, day)]
    if not enrolled:
        return None

    full_days, occasions, weekdays_absent, unresolved = [], [], [], []
    for day in enrolled:
        fact = fact_of(file, calendars, day)
        subject = age_on(file.student, day) is not False
        if fact["full"] == "unexcused" and subject:
            full_days.append(day)
        if fact["occasion"] and subject:
            occasions.append(day)
        if fact["full"] and day.isoweekday() <= 5:
            weekdays_absent.append(day)
        if fact["unresolved"]:
            unresolved.append(day)

    weekdays = [day for day in enrolled if day.isoweekday() <= 5]
    acts = {}
    for step in file.steps:
        if first <= step.on <= on:
            acts.setdefault(step.action.value, []).append(step.on)
    due = occasions[2:]
    made, ungrounded = ground(sorted(acts.get("truancy_report", [])), due)

    return {
        "counts": {
            "full_days_unexcused": len(full_days),
            "occasions": len(occasions),
            "weekdays_absent": len(weekdays_absent),
            "unresolved_days": len(unresolved),
            "school_days_enrolled": len(enrolled),
            "weekdays_enrolled": len(weekdays),
        },
        "due": due,
        "made": made,
        "ungrounded": ungrounded,
        "findings": {
            **truant(occasions),
            **habitual_truant(due, made, acts),
            **chronic_truant(full_days, enrolled, made, acts),
            **chronic_absentee(weekdays_absent, weekdays),
        },
        "unresolved": unresolved,
        "of_age": age_on(file.student, on),
    }


def fact_of(file, calendars, day):
    """Collapse all rows of a day to one fact."""
    rows = [row for row in file.events if row.on == day and row.kind.value != "present"]
    fulls = {row.excuse.value for row in rows if misses_the_day(row, calendars)}
    if fulls:
        agreed = fulls.pop() if len(fulls) == 1 else "unknown"
        return {
            "full": agreed,
            "occasion": agreed == "unexcused",
            "unresolved": agreed == "unknown",
        }
    unexcused = [row.minutes for row in rows if row.excuse.value == "unexcused"]
    return {
        "full": None,
        "occasion": any(minutes is not None and minutes > 30 for minutes in unexcused),
        "unresolved": None in unexcused or any(row.excuse.value == "unknown" for row in rows),
    }


def ground(reports, due):
    """Go through the reports by date; each uses up the next due one, if that is not later."""
    made, ungrounded, waiting = [], [], list(due)
    for report in reports:
        if waiting and waiting[0] <= report:
            waiting.pop(0)
            made.append(report)
        else:
            ungrounded.append(report)
    return made, ungrounded


def truant(occasions):
    return {"truant": ("met", occasions[2], set())} if len(occasions) >= 3 else {}


def habitual_truant(due, made, acts):
    effort = after_the_first_report("conference_effort", made, acts)
    if len(made) >= 3 and effort:
        return {"habitual_truant": ("met", max(made[2], effort[0]), set())}
    if len(due) < 3:
        return {}
    missing = set() if len(made) >= 3 else {"truancy_report"}
    if not effort:
        missing.add("conference_effort")
    return {"habitual_truant": ("pending", None, missing)}


def chronic_truant(full_days, enrolled, made, acts):
    if not full_days or 10 * len(full_days) < len(enrolled):
        return {}
    missing = {
        act
        for act in ("truancy_notice", "conference_effort", "sarb_review")
        if not after_the_first_report(act, made, acts)
    }
    if not made:
        missing.add("truancy_report")
    return {"chronic_truant": ("pending" if missing else "met", None, missing)}


def chronic_absentee(weekdays_absent, weekdays):
    if not weekdays_absent or 10 * len(weekdays_absent) < len(weekdays):
        return {}
    return {"chronic_absentee": ("met", None, set())}


def after_the_first_report(act, made, acts):
    return sorted(day for day in acts.get(act, []) if made and day >= made[0])


def taught_somewhere(file, calendars, day):
    """Tell whether some school where the student is enrolled that day is in session."""
    return any(
        begun(spell.period, day) and spell.site in calendars and taught(calendars[spell.site], day)
        for spell in file.spells
    )


def taught(calendar, day):
    """Monday to Friday inside a session, less the days closed, plus the days added."""
    if not any(begun(session.period, day) for session in calendar.sessions):
        return False
    weekday = day.isoweekday() <= 5 and day not in calendar.closed
    return weekday or day in calendar.added


def begun(period, day):
    """Tell whether a half-open period holds a day."""
    after_start = period.start is None or day >= period.start
    return after_start and (period.end is None or day < period.end)


def misses_the_day(row, calendars):
    """Tell whether a row is a full-day absence: daily without minutes, or as long as the day."""
    if row.minutes is None:
        return row.kind.value == "absent" and row.scope.value == "day"
    length = length_of_day(calendars.get(row.site), row.on)
    return length is not None and row.minutes >= length


def length_of_day(calendar, day):
    """Give the instructional minutes of a day, or None where the bell times are not known."""
    if calendar is None or not calendar.bells:
        return None
    if day in calendar.minutes:
        return calendar.minutes[day]
    rings = calendar.bells.get(day.weekday(), ())
    if not rings:
        return None
    return sum(
        (ring.end.hour * 60 + ring.end.minute) - (ring.start.hour * 60 + ring.start.minute)
        for ring in rings
    )


def age_on(student, day):
    """Tell whether the student is of compulsory age, 6 to 17, on a day; MAYBE if nobody knows."""
    if student.born is None:
        return MAYBE if student.compulsory_age is None else student.compulsory_age
    had_birthday = (day.month, day.day) >= (student.born.month, student.born.day)
    years = day.year - student.born.year - (0 if had_birthday else 1)
    return 6 <= years <= 17

"""What the rules make of attendance: one student, and lists for the school."""

from __future__ import annotations

from datetime import date
from typing import Any

import attrs

from sro_adapters import wire
from sro_adapters.http import problems
from sro_adapters.http.calls import Answer, Call
from sro_adapters.http.fields import COUNT, ID, path, query
from sro_adapters.http.operations import Operation
from sro_adapters.wire.keys import of
from sro_adapters.wire.status_forms import StatusForm, UnverifiedForm
from sro_core.ids import SiteId, StudentRef
from sro_core.privacy import Permission
from sro_core.truancy.classify import Classification
from sro_core.truancy.policy import policy_on
from sro_core.usecases import attendance_review

STUDENT = "the district's own id of the student"
ON = "the date judged; today where it is left out"
SITE = "only students for whom this site answers"
CODE = "only findings of this status"
CURSOR = "where the list goes on, as the answer before it says"
LIMIT = "items on the page; the server gives no more than it allows"


@attrs.frozen
class OneStudent:
    """Ask for the statuses of one student."""

    student: StudentRef = path(STUDENT, example="S-00001")
    on: date | None = query(ON, example="2026-11-20")
    code: str | None = query(CODE, example="truant", facets=ID)


@attrs.frozen
class InWords:
    """Ask for the statuses of one student in words."""

    student: StudentRef = path(STUDENT, example="S-00001")
    on: date | None = query(ON, example="2026-11-20")
    lists: bool = query("also the days counted and set aside, and readings", default=False)


@attrs.frozen
class Students:
    """Ask for the statuses of many students."""

    on: date | None = query(ON, example="2026-11-20")
    site: SiteId | None = query(SITE, example="HIGH", facets=ID)
    code: str | None = query(f"{CODE}, and only students who have it", example="truant", facets=ID)
    cursor: str | None = query(CURSOR)
    limit: int | None = query(LIMIT, example=100, facets=COUNT)


@attrs.frozen
class Absences:
    """Ask for unverified absences."""

    on: date | None = query(ON, example="2026-11-20")
    site: SiteId | None = query(SITE, example="HIGH", facets=ID)
    cursor: str | None = query(CURSOR)
    limit: int | None = query(LIMIT, example=100, facets=COUNT)


@attrs.frozen
class StudentStatusForm(StatusForm):
    """What the rules make of one student; where there is nothing to judge, the reason."""

    reason: str = of("reason")


@attrs.frozen
class Explanation:
    """What the rules make of one student in words; or the reason why there is nothing to say."""

    student_id: StudentRef
    as_of: date
    explanation: str
    reason: str


@attrs.frozen
class StatusPage:
    """Statuses of students, by reference."""

    as_of: date
    items: tuple[StatusForm, ...]
    next: str | None


@attrs.frozen
class UnverifiedPage:
    """Absences nobody has settled, first those that would change a status."""

    as_of: date
    items: tuple[UnverifiedForm, ...]
    next: str | None


def findings(call: Call, asked: OneStudent) -> Answer:
    """Give the statuses of one student."""
    on = asked.on or call.today
    _check_code(call, asked.code, on)
    one = attendance_review.review_one(call.desk, call.access, asked.student, on=on)
    if one is None:
        nothing = {"student_id": asked.student, "as_of": on, "findings": []}
        return Answer({**nothing, "reason": _why_none(on)})
    return Answer(_shown(call, one, asked.code))


def explanation(call: Call, asked: InWords) -> Answer:
    """Say in words what the rules make of one student."""
    on = asked.on or call.today
    one = attendance_review.review_one(call.desk, call.access, asked.student, on=on)
    said = wire.explain(one, call.access, lists=asked.lists) if one else ""
    return Answer(
        {
            "student_id": asked.student,
            "as_of": on,
            "explanation": said,
            "reason": "" if one else _why_none(on),
        }
    )


def statuses(call: Call, asked: Students) -> Answer:
    """Give a page of students with what the rules make of each."""
    on = asked.on or call.today
    _check_code(call, asked.code, on)
    page = call.page(asked, (str,), on=on, site=asked.site, code=asked.code)
    after = StudentRef(str(page.after[0])) if page.after else None
    found = attendance_review.review(
        call.desk, call.access, on=on, site=asked.site, after=after, limit=page.limit
    )
    last = (found[-1].file.ref,) if len(found) == page.limit else None
    items = [_shown(call, one, asked.code) for one in found]
    if asked.code is not None:
        items = [each for each in items if each.get("findings")]
    return page.answer(items, last, as_of=on)


def _why_none(on: date) -> str:
    return f"no enrolled school day in the school year to {on}"


def _shown(call: Call, one: Classification, code: str | None) -> dict[str, Any]:
    shown = wire.show(one, call.access)
    if code is not None and "findings" in shown:
        shown["findings"] = [each for each in shown["findings"] if each.get("code") == code]
    return shown


def _check_code(call: Call, code: str | None, on: date) -> None:
    """Refuse a status that the rules do not know: an empty list would pass for an answer."""
    if code is None:
        return
    policy = policy_on(call.desk.rules, on)
    known = [id for id, rule in policy.criteria.items() if not rule.value.part]
    if code not in known and code not in policy.not_in_force:
        said = f"no status of this name in force on {on}; there are: {', '.join(known)}"
        raise problems.parameter("code", said)


def unverified(call: Call, asked: Absences) -> Answer:
    """Give a page of the absences nobody has settled."""
    on = asked.on or call.today
    page = call.page(asked, (bool, str, str, int), on=on, site=asked.site)
    every = attendance_review.unverified(call.desk, call.access, on=on, site=asked.site)
    found, last = page.cut(
        every, lambda each: (not each.day.changes, each.day.on.isoformat(), each.subject.id)
    )
    return page.answer([wire.show(each, call.access) for each in found], last, as_of=on)


OPERATIONS: tuple[Operation[Call, Any], ...] = (
    Operation(
        id="student_findings",
        method="GET",
        path="/api/students/{student}/findings",
        says="Give the statuses of one student",
        does=findings,
        asks=OneStudent,
        gives=StudentStatusForm,
        permission=Permission.READ_STATUS,
        tagged=True,
    ),
    Operation(
        id="student_explanation",
        method="GET",
        path="/api/students/{student}/explanation",
        says="Say in words what the rules make of one student",
        does=explanation,
        asks=InWords,
        gives=Explanation,
        permission=Permission.READ_STATUS,
        tagged=True,
    ),
    Operation(
        id="findings",
        method="GET",
        path="/api/findings",
        says="List the statuses of students, by reference",
        more="A page is of so many students judged; one with a code may hold fewer, or none.",
        does=statuses,
        asks=Students,
        gives=StatusPage,
        permission=Permission.REVIEW_ATTENDANCE,
        problems=(problems.UNKNOWN,),
    ),
    Operation(
        id="unverified",
        method="GET",
        path="/api/unverified",
        says="List the absences nobody has settled, first those that would change a status",
        does=unverified,
        asks=Absences,
        gives=UnverifiedPage,
        permission=Permission.REVIEW_ATTENDANCE,
        problems=(problems.UNKNOWN,),
    ),
)

"""Whatever a client may send, by the document itself: no undocumented answer, nothing breaks."""

import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.core.failures import AcceptedNegativeData
from schemathesis.openapi.checks import RejectedPositiveData

from sro_adapters.http import create_public_app
from sro_adapters.interchange import check
from tests.served import agree, desk_on, serve

SERVED = serve(reader=check)
agree(SERVED.desk)
HEADERS = {"Authorization": f"Bearer {SERVED.token()}"}
BOUNDED = settings(
    max_examples=25,
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
)

CONFIG = SchemathesisConfig.from_dict(
    {"checks": {"missing_required_header": {"expected-statuses": [428]}}}
)
SAFETY = {
    "/ends", "/highest_grade", "because:", "consulted:", "done:", "drill", "forwarded", "given:",
    "led_by:", "notice", "on:", "section", "tactical:",
}  # fmt: skip
"""What a step, a section or a drill must say, and of which day: a schema cannot."""
STAFFING = {
    "/sworn_until", "/never_expires", "until", "expiry", "tour", "cover", "application", "planned",
    "plan", "grades", "assignment", "override", "site",
}  # fmt: skip
"""What two dates of an officer or a tour say together, and what is on record of them."""
FIELD = {
    "contact", "custody:", "delivered", "dispositions:", "heads:", "name:", "narrative", "place:",
    "release:", "seen:", "small", "stop", "sweep", "team", "zone",
}  # fmt: skip
"""What a contact or a sweep must say, and of which day: a schema cannot."""
STEPS = {"batch", "letter", "letters", "police", "questions", "referral", "step", "student"}
"""What must be due, asked or open before a step, a letter or a referral: a schema cannot."""
REPORTS = {
    "/at", "at:", "begins", "figures:", "grades:", "ground:", "incident", "report", "sheet",
    "year",
    "yearly:2025-26:",
}  # fmt: skip
"""What has come already, what was published, and what two parts of a record say together."""
ENTRIES = {
    f"{name}:"
    for name in (
        "activity", "answer_by", "answered", "answered_on", "assessed_at", "at", "because", "by",
        "code", "count", "disposition", "evidence", "ground", "handed_on", "label", "minutes",
        "note", "number", "offense", "officer", "on", "person", "place", "received_at", "record",
        "referral", "registry_at", "state", "to", "told", "topic", "until",
    )
}  # fmt: skip
"""What two parts of an activity or of an incident say together: a schema cannot."""
BEYOND_A_SCHEMA = {
    *ENTRIES,
    *REPORTS,
    *STEPS,
    *("cursor", "code", "at", "scope_start", "scope_end", "/until", "purposes"),
    *SAFETY,
    *STAFFING,
    *FIELD,
}
"""What a request may get wrong although its document allows it: what was given, what is known."""

staff = schemathesis.openapi.from_wsgi(
    "/api/openapi.json", SERVED.app, config=CONFIG, headers=HEADERS
)
public = schemathesis.openapi.from_wsgi("/openapi.json", create_public_app(desk_on()))


@schemathesis.serializer("application/zip")
def send_bytes(context, value):
    """Send a zip as it is; anything else that was made up is no zip either."""
    return value if isinstance(value, bytes) else str(value).encode()


@staff.hook("filter_failure")
def what_no_schema_can_say(context, failure, case, response):
    """Keep a failure, unless a fitting request was rejected for what its schema cannot say."""
    if isinstance(failure, AcceptedNegativeData):
        return "was Authorization" not in failure.message  # the tests always send the token
    if not isinstance(failure, RejectedPositiveData):
        return True
    problem = response.json()
    if problem["type"] in {"/problems/stale", "/problems/input-refused", "/problems/too-large"}:
        return False
    places = {
        each.get("parameter") or each.get("pointer") or each["detail"].partition(" ")[0]
        for each in problem.get("errors", ())
    }
    return not places <= BEYOND_A_SCHEMA | {"agreement"}


@staff.parametrize()
@BOUNDED
def test_the_staff_app_answers_as_its_document_says(case):
    case.call_and_validate(headers=HEADERS)


@public.parametrize()
@BOUNDED
def test_the_public_app_answers_as_its_document_says(case):
    case.call_and_validate()

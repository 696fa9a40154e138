"""Calendar feeds over HTTP: a secret address, no student, an ETag, and nothing once it ended."""

import itertools
import logging
from datetime import datetime, timedelta
from functools import partial

import attrs
import pytest
import vobject

from sro_adapters import access_tokens
from sro_adapters.http import create_app
from sro_adapters.interchange.calendars import write_calendar
from sro_core import Role
from sro_core.feeds import Feed, Reader
from sro_core.usecases import calendar_feeds
from tests.served import HIGH, NOW, operator, serve

WRITE = partial(write_calendar, zone="America/Los_Angeles")
NUMBERS = itertools.count(1)


@attrs.define
class Serving:
    """The programme with a clock that can be moved on."""

    desk: object
    app: object
    now: datetime = NOW

    def get(self, address, **headers):
        return self.app.test_client().get(address, headers=headers)


@pytest.fixture
def serving():
    made = serve()
    found = Serving(made.desk, None)
    found.desk = attrs.evolve(made.desk, clock=lambda: found.now)
    found.app = create_app(found.desk, calendar=WRITE)
    return found


def give(serving, **changes):
    """A feed, and its address."""
    id, digest, text = access_tokens.fresh("feed")
    plain = {
        "id": id, "digest": digest, "reader": Reader.SCHOOL, "name": "office", "by": "op",
        "role": Role.ADMINISTRATOR, "site": HIGH, "made": NOW, "expires": NOW + timedelta(days=30),
    }  # fmt: skip
    feed = Feed(**(plain | changes))
    calendar_feeds.give(serving.desk, operator(serving.desk), feed)
    return feed, f"/feeds/{text}.ics"


def test_whoever_holds_the_address_gets_the_calendar_without_a_student(serving):
    _, address = give(serving)
    answer = serving.get(address)
    assert (answer.status_code, answer.content_type) == (200, "text/calendar; charset=utf-8")
    assert "S-0" not in answer.text
    assert "S/0" not in answer.text
    summaries = {each.summary.value for each in vobject.readOne(answer.text).vevent_list}
    assert "Attendance reports and notices, High School: due" in summaries


def test_an_unchanged_calendar_is_not_sent_again(serving):
    _, address = give(serving)
    tag = serving.get(address).headers["ETag"]
    again = serving.get(address, **{"If-None-Match": tag})
    assert (again.status_code, again.data) == (304, b"")
    assert serving.get(address).headers["ETag"] == tag


@pytest.mark.parametrize(
    "address",
    [
        "/feeds/feed_000000000000_" + "x" * 43 + ".ics",
        "/feeds/nonsense",
        "/feeds/sro_000000000000_" + "x" * 43 + ".ics",
    ],
)
def test_an_address_that_was_not_given_gives_nothing(serving, address):
    answer = serving.get(address)
    assert answer.status_code == 401
    assert answer.content_type == "application/problem+json"


def test_the_secret_part_counts(serving):
    _, address = give(serving)
    wrong = address[:-5] + ("A" if address[-5] != "A" else "B") + ".ics"
    assert serving.get(wrong).status_code == 401


def test_a_feed_taken_back_or_ended_gives_nothing(serving):
    feed, address = give(serving)
    _, other = give(serving)
    calendar_feeds.revoke(serving.desk, operator(serving.desk), feed.id)
    assert serving.get(address).status_code == 401
    assert serving.get(other).status_code == 200
    serving.now = NOW + timedelta(days=30)
    assert serving.get(other).status_code == 401


def test_an_access_token_opens_no_feed_and_a_feed_no_other_address(serving):
    _, address = give(serving)
    secret = address.removeprefix("/feeds/").removesuffix(".ics")
    assert serving.get("/api/due", Authorization=f"Bearer {secret}").status_code == 401


def test_the_log_names_the_feed_and_never_its_address(serving, caplog):
    feed, address = give(serving)
    with caplog.at_level(logging.DEBUG):
        serving.get(address)
    assert "route=/feeds/{address} status=200" in caplog.text
    assert f"token={feed.id}" in caplog.text
    assert address.rpartition("_")[2] not in caplog.text
    with serving.desk.open() as stores:
        said = [f"{each.actor} {each.act} {each.matter}" for each in stores.audit.all()]
    assert any(each.startswith(f"feed {feed.id} publish calendar") for each in said)
    assert not any(address.rpartition("_")[2].removesuffix(".ics") in each for each in said)


def test_the_day_of_the_last_reading_is_kept(serving):
    _, address = give(serving)
    serving.get(address)
    (found,) = calendar_feeds.feeds(serving.desk, operator(serving.desk))
    assert found.used == NOW.date()


def test_a_feed_whose_role_may_read_no_due_list_gives_nothing(serving):
    _, address = give(serving, role=Role.AUDITOR)
    assert serving.get(address).status_code == 401


def test_without_something_that_writes_calendars_there_is_no_feed():
    made = serve()
    answer = made.ask("/feeds/x")
    assert answer.status_code == 404

"""Taking in an export over HTTP in two steps: what was looked at is what is applied."""

import io
import stat
import tempfile
from pathlib import Path

import attrs
import pytest

from sro_adapters.http import Settings, create_app
from sro_adapters.interchange import check
from sro_core import Role, StudentRef
from tests.bundles import marks, small
from tests.served import HIGH, MIDDLE, NOW, Served, desk_on, zipped

CHECK, APPLY = "/api/imports/check", "/api/imports"
FIRST = small(attendance=marks("S-1 2026-09-01 absent UNX", "S-2 2026-09-01 absent UNX"))
SECOND = small(attendance=marks("S-1 2026-09-01 absent ILL", "S-2 2026-09-02 absent UNX"))
FAULTY = small(attendance=marks("S-1 2026-13-01 absent UNX", "S-9 2026-09-01 absent UNX"))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Where uploads are kept for a while."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def served(folder):
    desk = desk_on()
    return Served(desk, create_app(desk, reader=check))


def send(served, path, files, role=Role.OPERATOR, *sites, tag=None, **options):
    raw = files if isinstance(files, bytes) else zipped(files)
    headers = {} if tag is None else {"If-Match": tag}
    return served.ask(
        path, role, *sites, method="POST", data=raw, content_type="application/zip",
        headers=headers, query_string=options,
    )  # fmt: skip


def take_in(served, files, **options):
    looked = send(served, CHECK, files, **options)
    assert looked.status_code == 200, looked.text
    done = send(served, APPLY, files, tag=looked.headers["ETag"], **options)
    assert done.status_code == 200, done.text
    assert done.json["difference"] == looked.json["difference"]
    return done


def rows(served, ref):
    with served.desk.open() as stores:
        events = stores.students.get(StudentRef(ref)).record.events
    return [(str(each.on), str(each.excuse)) for each in events]


def test_a_look_says_what_would_change_and_saves_nothing(served):
    answer = send(served, CHECK, FIRST)
    assert answer.status_code == 200
    difference = answer.json["difference"]
    assert (difference["sites_new"], difference["students_new"]) == (2, 2)
    assert difference["rows_added"] == 2
    assert difference["students"][0]["student"] == "S-1"
    assert (answer.json["name"], answer.json["errors"]) == ("upload.zip", 0)
    assert served.ask("/api/sites").json["items"] == []


def test_what_was_looked_at_is_applied(served):
    done = take_in(served, FIRST)
    assert "ETag" not in done.headers
    assert rows(served, "S-1") == [("2026-09-01", "unexcused")]
    assert [each["id"] for each in served.ask("/api/sites").json["items"]] == [HIGH, MIDDLE]
    with served.desk.open() as stores:
        entry = next(each for each in stores.audit.all() if each.act == "submit attendance")
    assert dict(entry.details)["source"].startswith("zip sha256:")


def test_a_second_time_changes_nothing(served):
    take_in(served, FIRST)
    counts = take_in(served, FIRST).json["difference"]
    assert not any(counts.values())


def test_without_if_match_nothing_is_applied(served):
    answer = send(served, APPLY, FIRST)
    assert (answer.status_code, answer.json["type"]) == (428, "/problems/precondition-required")
    assert served.ask("/api/sites").json["items"] == []


def test_the_tag_of_another_zip_or_of_other_options_does_not_fit(served):
    scope = {"scope_start": "2026-09-01", "scope_end": "2026-09-30"}
    tags = [
        send(served, CHECK, FIRST, **options).headers["ETag"]
        for options in ({}, scope, {**scope, "scope_sites": "HIGH"})
    ]
    tags.append(send(served, CHECK, SECOND).headers["ETag"])
    assert len(set(tags)) == len(tags)
    assert send(served, CHECK, FIRST).headers["ETag"] == tags[0]
    for tag in (*tags[1:], '"x"', f"W/{tags[0]}"):
        answer = send(served, APPLY, FIRST, tag=tag)
        assert (answer.status_code, answer.json["type"]) == (412, "/problems/stale")
    assert served.ask("/api/sites").json["items"] == []
    assert "submit attendance" not in served.acts()


def test_confirming_is_no_other_thing_to_do(served):
    tag = send(served, CHECK, FIRST).headers["ETag"]
    assert send(served, CHECK, FIRST, confirmed="true").headers["ETag"] == tag


def test_a_tag_no_longer_fits_once_applying_would_do_something_else(served):
    take_in(served, FIRST)
    tag = send(served, CHECK, SECOND).headers["ETag"]
    take_in(served, small(attendance=marks("S-1 2026-09-01 tardy UNX 45")))
    assert send(served, APPLY, SECOND, tag=tag).status_code == 412
    assert rows(served, "S-1") == [("2026-09-01", "unexcused")]
    take_in(served, SECOND)
    assert rows(served, "S-1") == [("2026-09-01", "excused")]


def test_a_tag_still_fits_after_what_has_nothing_to_do_with_it(served):
    take_in(served, FIRST)
    only_first = small(attendance=marks("S-1 2026-09-01 absent ILL"))
    tag = send(served, CHECK, only_first).headers["ETag"]
    take_in(served, small(attendance=marks("S-2 2026-09-03 absent UNX")))
    served.ask("/api/findings")
    assert send(served, CHECK, only_first).headers["ETag"] == tag
    assert send(served, APPLY, only_first, tag=tag).status_code == 200


def test_a_tag_does_not_fit_once_it_was_applied(served):
    tag = send(served, CHECK, FIRST).headers["ETag"]
    assert send(served, APPLY, FIRST, tag=tag).status_code == 200
    assert send(served, APPLY, FIRST, tag=tag).status_code == 412


def test_a_tag_does_not_fit_the_day_after(served):
    """Enrollments that are stated no longer end on the day of the import."""
    tag = send(served, CHECK, FIRST).headers["ETag"]
    tomorrow = attrs.evolve(served.desk, clock=lambda: NOW.replace(day=21))
    later = Served(tomorrow, create_app(tomorrow, reader=check), served.tokens)
    assert send(later, APPLY, FIRST, tag=tag).status_code == 412


def test_an_export_with_errors_is_refused_with_its_whole_report(served):
    for path, tag in ((CHECK, None), (APPLY, '"x"')):
        answer = send(served, path, FAULTY, tag=tag)
        assert (answer.status_code, answer.json["type"]) == (422, "/problems/input-refused")
        report = answer.json["report"]
        assert report["errors"] == len(report["problems"]) >= 2
        assert {each["line"] for each in report["problems"]} == {2, 3}
        assert set(report["problems"][0]) == {
            "severity", "code", "file", "line", "column", "value", "says", "hint",
        }  # fmt: skip
    assert served.ask("/api/sites").json["items"] == []


@pytest.mark.parametrize(
    "raw",
    [b"", b"no zip", b"PK\x05\x06" + bytes(18), zipped({"../x.csv": "a"}), zipped({"a": "b"})],
)
def test_what_is_no_export_is_refused_without_telling_where_it_was_kept(served, folder, raw):
    answer = send(served, CHECK, raw)
    assert (answer.status_code, answer.json["type"]) == (422, "/problems/input-refused")
    assert str(folder) not in answer.text
    assert answer.json["report"]["problems"]


def test_warnings_do_not_refuse(served):
    odd = small(attendance=marks("S-1 2026-09-05 absent UNX"))
    answer = take_in(served, odd)
    assert answer.json["warnings"] == 1
    assert answer.json["counts"]


def many():
    """Enough rows that a few may go."""
    return [f"S-1 2026-09-{day:02} absent UNX" for day in (1, 2, 3, 4, 8, 9, 10, 11)]


def test_a_scope_withdraws_what_is_no_longer_there_its_last_day_included(served):
    take_in(served, small(attendance=marks(*many())))
    fewer = small(attendance=marks(*many()[:-1]))
    options = {"scope_start": "2026-09-01", "scope_end": "2026-09-10", "confirmed": "true"}
    assert take_in(served, fewer, **options).json["difference"]["rows_withdrawn"] == 0
    options["scope_end"] = "2026-09-11"
    assert take_in(served, fewer, **options).json["difference"]["rows_withdrawn"] == 1
    assert len(rows(served, "S-1")) == 7


def test_a_shrinking_export_wants_a_confirmation(served):
    take_in(served, small(attendance=marks(*many())))
    options = {"scope_start": "2026-09-01", "scope_end": "2026-09-30"}
    fewer = small(attendance=marks(*many()[:5]))
    answer = send(served, CHECK, fewer, **options)
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/shrinks")
    told = {name: answer.json[name] for name in ("what", "before", "after", "limit_percent")}
    assert told == {"what": "attendance rows", "before": 8, "after": 5, "limit_percent": 5}
    assert send(served, APPLY, fewer, tag='"x"', **options).status_code == 409
    take_in(served, fewer, **options, confirmed="true")
    assert len(rows(served, "S-1")) == 5


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"scope_start": "2026-09-01"}, ["scope_end"]),
        ({"scope_sites": "HIGH"}, ["scope_start", "scope_end"]),
        ({"scope_start": "2026-09-02", "scope_end": "2026-09-01"}, ["scope_end"]),
        ({"identities": "yes", "confirmed": "1"}, ["identities", "confirmed"]),
        ({"confirm": "true"}, ["confirm"]),
    ],
)
def test_options_that_say_half_of_something_are_told(served, options, names):
    answer = send(served, CHECK, FIRST, **options)
    assert answer.status_code == 422
    assert [each["parameter"] for each in answer.json["errors"]] == names


def test_a_scope_of_a_site_that_the_export_does_not_have_is_told(served):
    options = {"scope_start": "2026-09-01", "scope_end": "2026-09-30", "scope_sites": "OTHER"}
    answer = send(served, CHECK, FIRST, **options)
    assert answer.status_code == 422
    assert "the export has no such site" in answer.json["errors"][0]["detail"]


def test_who_may_not_submit_is_refused_before_anything_is_read(served, monkeypatch):
    def never(path):
        raise AssertionError(path)

    served = Served(served.desk, create_app(served.desk, reader=never))
    for role in (Role.OFFICER, Role.AUDITOR, Role.ADMINISTRATOR):
        assert send(served, CHECK, FIRST, role).status_code == 403
    assert served.acts()[-1] == "refused"


def test_a_clerk_submits_for_their_site_only(served):
    take_in(served, FIRST)
    answer = send(served, CHECK, SECOND, Role.CLERK, HIGH)
    assert answer.status_code == 403
    assert answer.json["reason"] == "it is another site"


def test_the_upload_is_readable_for_nobody_else_and_gone_afterwards(served, folder):
    seen = []

    def reader(path):
        seen.append((stat.S_IMODE(path.stat().st_mode), stat.S_IMODE(path.parent.stat().st_mode)))
        if len(seen) == 2:
            raise RuntimeError
        return check(path)

    watched = Served(served.desk, create_app(served.desk, reader=reader), served.tokens)
    assert send(watched, CHECK, FIRST).status_code == 200
    assert send(watched, CHECK, FIRST).status_code == 500
    assert send(watched, CHECK, FAULTY).status_code == 422
    assert seen == [(0o600, 0o700)] * 3
    assert list(folder.iterdir()) == []


def test_an_upload_over_the_limit_is_a_413_problem_and_leaves_nothing(folder):
    desk = desk_on()
    app = create_app(desk, reader=check, settings=Settings(upload_limit=1000))
    served = Served(desk, app)
    answer = send(served, CHECK, bytes(1001))
    assert (answer.status_code, answer.json["limit_bytes"]) == (413, 1000)
    assert list(Path(folder).iterdir()) == []
    assert send(served, CHECK, bytes(1000)).status_code == 422


@pytest.mark.parametrize(("length", "status"), [(1000, 422), (1001, 413)])
def test_an_upload_that_does_not_say_its_length_is_cut_off_too(folder, length, status):
    desk = desk_on()
    app = create_app(desk, reader=check, settings=Settings(upload_limit=1000))
    environ = {
        "wsgi.input": io.BytesIO(bytes(length)), "wsgi.input_terminated": True,
        "CONTENT_LENGTH": "", "CONTENT_TYPE": "application/zip",
    }  # fmt: skip
    served = Served(desk, app)
    answer = served.ask(CHECK, method="POST", environ_overrides=environ)
    assert answer.status_code == status
    assert list(folder.iterdir()) == []


@pytest.mark.parametrize("kind", ["text/csv", "multipart/form-data; boundary=x", ""])
def test_only_a_zip_is_taken(served, kind):
    answer = served.ask(CHECK, method="POST", data=zipped(FIRST), content_type=kind)
    assert (answer.status_code, answer.json["accepts"]) == (415, "application/zip")


def test_names_are_kept_only_where_that_is_asked(served):
    named = dict(FIRST)
    named["users.csv"] = (
        "sourcedId,role,givenName,familyName\nS-1,student,Xochitl,Testperson\n"
        "S-2,student,,\nT-1,teacher,,\n"
    )
    assert take_in(served, named).json["difference"]["identities_changed"] == 0
    assert served.ask("/api/students/S-1/identity").status_code == 404
    done = take_in(served, named, identities="true")
    assert done.json["difference"]["identities_changed"] >= 1
    assert "Xochitl" not in done.text
    assert served.ask("/api/students/S-1/identity").json["given_name"] == "Xochitl"

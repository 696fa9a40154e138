"""Joining rules, overlays, an input and a store into a desk."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from sro_adapters import compose
from sro_adapters.compose import desk_on, rules_with
from sro_adapters.interchange import InputRefused
from sro_adapters.synthetic import DEMO_DATE, generate, write_faulty_export
from sro_core import BadRules, BadValue, Role, Unknown, Viewer
from sro_core.audit import verify
from sro_core.usecases.attendance_review import review

OVERLAY = """
id = "{id}"
title = "Made-up local policy"

[[citation]]
key = "BP"
title = "Made-up board policy"
link = "https://example.org/bp"
checked = 2026-11-01
standing = "local policy"

[[listed_from]]
id = "percentages_listed_from"
says = "percentages reach the due list from {days} enrolled days on"
cites = ["BP"]
from = 2026-07-01
enrolled_days = {days}
"""


def overlay(folder, id, days):
    path = folder / f"{id}.toml"
    path.write_text(OVERLAY.format(id=id, days=days), "utf-8")
    return path


def listed_from(book):
    return [
        each.value.enrolled_days
        for each in book.in_force(DEMO_DATE)
        if each.id == "percentages_listed_from"
    ]


def test_without_an_overlay_the_shipped_book_is_used():
    assert (rules_with("us-tx").name, rules_with("us-ca").name) == ("us-tx", "us-ca")
    assert listed_from(rules_with("us-ca")) == [20]


def test_the_last_overlay_stands_on_top(tmp_path):
    one, other = overlay(tmp_path, "one", 30), overlay(tmp_path, "other", 40)
    assert listed_from(rules_with("us-ca", [one])) == [30]
    both = rules_with("us-ca", [one, other])
    assert (both.name, listed_from(both)) == ("us-ca+one+other", [40])
    assert listed_from(rules_with("us-ca", [other, one])) == [30]


def test_a_book_that_is_not_shipped_is_unknown():
    with pytest.raises(Unknown, match="us-zz"):
        rules_with("us-zz")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"], ids=["missing", "not UTF-8"])
def test_an_overlay_that_cannot_be_read_is_named(tmp_path, content):
    path = tmp_path / "local.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(BadValue, match=r"overlay .*local\.toml: it cannot be read"):
        rules_with("us-ca", [path])


@pytest.mark.parametrize("text", ["id = ", "[[listed_from]]\nid = 'x'\n"])
def test_an_overlay_that_is_wrong_is_told_with_its_file(tmp_path, text):
    path = tmp_path / "local.toml"
    path.write_text(text, "utf-8")
    with pytest.raises(BadRules, match=r"local\.toml:\d+: "):
        rules_with("us-ca", [path])


def test_an_input_becomes_a_desk_whose_log_begins_with_the_import(tmp_path):
    generate(tmp_path / "district", students=20, seed=3)
    before = datetime.now(ZoneInfo("America/Los_Angeles")).replace(tzinfo=None)
    desk, checked = desk_on(tmp_path / "district", rules_with("us-ca"))
    assert checked.report.errors == 0
    with desk.open() as stores:
        assert len(list(stores.students.all())) == 20
        assert list(stores.sites.all()) == ["HIGH", "MIDDLE"]
        (entry,) = stores.audit.all()
    assert (entry.actor, entry.role, entry.act) == ("import", "operator", "submit attendance")
    assert timedelta() <= entry.at - before < timedelta(minutes=5)
    review(desk, desk.admit(Viewer("clerk", Role.CLERK)), on=DEMO_DATE)
    with desk.open() as stores:
        head = stores.audit.head()
        assert head.count == 2
        assert verify(head.district, stores.audit.all(), [head]) == ()


def test_ids_sort_as_they_were_made_though_the_clock_goes_back(monkeypatch):
    nanoseconds = iter([5_000_000_000, 5_000_000_000, 4_000_000_000, 9_000_000_000])
    monkeypatch.setattr(compose.time, "time_ns", lambda: next(nanoseconds))
    ids = compose._Ids()
    given = [ids() for _ in range(4)]
    assert given == sorted(given)
    assert [each[:11] for each in given] == [f"{ms:011x}" for ms in (5000, 5001, 5002, 9000)]
    assert {len(each) for each in given} == {32}


def test_ids_never_come_again():
    ids = [compose.new_id() for _ in range(1000)]
    assert ids == sorted(set(ids))
    assert len({each[11:] for each in ids}) == 1000


def test_the_log_has_the_wall_time_of_the_zone(tmp_path):
    generate(tmp_path / "district", students=3, seed=3)
    times = []
    for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):  # 25 hours apart
        desk, _ = desk_on(tmp_path / "district", rules_with("us-ca"), zone=zone)
        times.append(desk.clock())
    assert all(each.tzinfo is None for each in times)
    assert timedelta(hours=24) < times[0] - times[1] < timedelta(hours=26)


def test_an_input_with_errors_gives_no_desk_and_all_its_problems(tmp_path):
    write_faulty_export(tmp_path, seed=1)
    with pytest.raises(InputRefused) as refused:
        desk_on(tmp_path, rules_with("us-ca"))
    assert refused.value.report.errors > 0
    assert "nothing of it was used" in str(refused.value)

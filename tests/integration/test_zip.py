"""A zip is read in place and trusted in nothing: not its names, not its sizes, not its bytes."""

import io
import struct
import zipfile
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sro_adapters.interchange import InputRefused, check, read_bundle
from sro_adapters.interchange.sources import MOST_BYTES, MOST_FILES
from tests.bundles import marks, pack, places, small, write

BUNDLE = small(attendance=marks("S-1 2026-09-01 absent UNX"))


def refused(path):
    """The codes with which the input is refused before anything of it is read."""
    with pytest.raises(InputRefused) as raised:
        check(path)
    return [each.code for each in raised.value.report]


def central_directory_patched(path, at, form, value):
    """Overwrite a field of the first entry of the central directory."""
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02")
    struct.pack_into(form, data, start + at, value)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("inside", ["", "export/", "2026/november/export/"])
def test_a_zip_reads_like_its_folder_wherever_the_files_lie_in_it(tmp_path, inside):
    folder = write(BUNDLE, tmp_path / "folder")
    assert read_bundle(pack(BUNDLE, tmp_path / "b.zip", inside)) == read_bundle(folder)


def test_a_folder_inside_the_folder_is_found_too(tmp_path):
    write(BUNDLE, tmp_path / "folder" / "export")
    assert read_bundle(tmp_path / "folder") == read_bundle(tmp_path / "folder" / "export")


def test_a_path_may_be_text(tmp_path):
    pack(BUNDLE, tmp_path / "b.zip")
    assert read_bundle(str(tmp_path / "b.zip")).sites.keys() == {"HIGH", "MIDDLE"}


def test_backslashes_of_windows_are_folders(tmp_path):
    path = tmp_path / "b.zip"
    with ZipFile(path, "w") as archive:
        for name, text in BUNDLE.items():
            entry = ZipInfo("x")
            entry.filename = f"export\\{name}"
            archive.writestr(entry, text)
    assert places(check(path).report) == []


def test_what_a_mac_adds_is_ignored(tmp_path):
    extra = {"__MACOSX/._orgs.csv": b"\0\1", ".DS_Store": b"\0", "__MACOSX/orgs.csv": b"\0"}
    assert places(check(pack(BUNDLE | extra, tmp_path / "b.zip")).report) == []
    write(BUNDLE | {".DS_Store": b"\0", ".git/orgs.csv": b"\0"}, tmp_path / "folder")
    assert places(check(tmp_path / "folder").report) == []


@pytest.mark.parametrize(
    "name",
    ["../orgs.csv", "a/../../orgs.csv", "..\\orgs.csv", "/etc/orgs.csv", "\\orgs.csv",
     "C:\\orgs.csv", "c:/orgs.csv", "//server/share/orgs.csv"],
)  # fmt: skip
def test_a_path_that_climbs_out_refuses_the_whole_zip(tmp_path, name):
    assert refused(pack(BUNDLE | {name: "x"}, tmp_path / "b.zip")) == ["zip_climbs_out"]


def test_a_colon_or_two_dots_inside_a_name_climb_nowhere(tmp_path):
    path = pack(BUNDLE, tmp_path / "b.zip", "export 10:30 v..2/")
    assert places(check(path).report) == []


def test_a_bomb_is_refused_without_unpacking_it(tmp_path, monkeypatch):
    path = pack(BUNDLE | {"results.csv": "0" * 2**22}, tmp_path / "b.zip")
    monkeypatch.setattr(zipfile.ZipFile, "open", None)
    monkeypatch.setattr(zipfile.ZipFile, "read", None)
    assert refused(path) == ["zip_bomb"]


def test_a_small_file_of_blanks_is_no_bomb(tmp_path):
    padded = BUNDLE["orgs.csv"] + "," * 3 + "\n" * 2**19
    path = pack(BUNDLE | {"orgs.csv": padded}, tmp_path / "b.zip")
    assert places(check(path).report) == []


def test_a_zip_that_says_it_is_huge_is_refused(tmp_path):
    path = pack(BUNDLE, tmp_path / "b.zip")
    central_directory_patched(path, 24, "<I", 2**32 - 2)
    assert "zip_too_large" in refused(path) or "zip_bomb" in refused(path)
    assert MOST_BYTES <= 2**32


def test_a_zip_of_too_many_files_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sro_adapters.interchange.sources.MOST_FILES", len(BUNDLE) - 1)
    assert refused(pack(BUNDLE, tmp_path / "b.zip")) == ["zip_too_large"]
    assert MOST_FILES > 1000


def test_a_file_that_is_larger_than_its_zip_says_is_refused(tmp_path):
    path = tmp_path / "b.zip"
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        archive.writestr("orgs.csv", BUNDLE["orgs.csv"] * 100)
    central_directory_patched(path, 24, "<I", 10)
    assert refused(path) == ["bad_zip"]


def test_an_encrypted_zip_is_refused_with_the_reason(tmp_path):
    path = central_directory_patched(pack(BUNDLE, tmp_path / "b.zip"), 8, "<H", 1)
    assert refused(path) == ["zip_encrypted"]


def test_a_zip_in_the_zip_is_named_and_not_read(tmp_path):
    inner = pack(BUNDLE, tmp_path / "inner.zip").read_bytes()
    outer = pack(BUNDLE | {"inner.zip": inner}, tmp_path / "outer.zip")
    assert places(check(outer).report) == ["warning unread_file inner.zip"]
    alone = check(pack({"inner.zip": inner}, tmp_path / "alone.zip"))
    assert alone.roll is None
    assert alone.report.errors == 1


def test_the_same_name_twice_in_a_zip_is_refused(tmp_path):
    path = tmp_path / "b.zip"
    with ZipFile(path, "w") as archive:
        for name, text in BUNDLE.items():
            archive.writestr(name, text)
        with pytest.warns(UserWarning, match="Duplicate name"):
            archive.writestr("orgs.csv", "sourcedId\nELSEWHERE\n")
    assert refused(path) == ["duplicate_file"]


@pytest.mark.parametrize("content", [BUNDLE["orgs.csv"].encode(), b"", b"PK\x03\x04 and no more"])
def test_what_is_only_called_a_zip_is_refused(tmp_path, content):
    path = tmp_path / "b.zip"
    path.write_bytes(content)
    assert refused(path) == ["not_an_input"]


def test_a_single_file_is_no_input(tmp_path):
    write(BUNDLE, tmp_path)
    assert refused(tmp_path / "orgs.csv") == ["not_an_input"]


def test_what_is_not_there_is_said_to_be_not_there(tmp_path):
    assert refused(tmp_path / "nowhere") == ["no_such_input"]
    assert refused(tmp_path / "nowhere.zip") == ["no_such_input"]


def test_an_empty_folder_and_an_empty_zip_hold_nothing_to_read(tmp_path):
    (tmp_path / "folder").mkdir()
    for path in (tmp_path / "folder", pack({}, tmp_path / "b.zip")):
        assert [each.code for each in check(path).report] == ["nothing_to_read"]


def test_a_zip_cut_off_is_refused(tmp_path):
    whole = pack(BUNDLE, tmp_path / "whole.zip").read_bytes()
    (tmp_path / "b.zip").write_bytes(whole[: len(whole) // 2])
    assert refused(tmp_path / "b.zip") == ["not_an_input"]


def test_a_method_that_cannot_be_unpacked_is_refused(tmp_path):
    path = central_directory_patched(pack(BUNDLE, tmp_path / "b.zip"), 10, "<H", 98)
    assert refused(path) == ["bad_zip"]


def test_a_zip_whose_list_of_files_is_damaged_is_refused(tmp_path):
    path = central_directory_patched(pack(BUNDLE, tmp_path / "b.zip"), 0, "<I", 0)
    assert refused(path) == ["bad_zip"]


def whole(method):
    held = io.BytesIO()
    with ZipFile(held, "w", method) as archive:
        for name, text in BUNDLE.items():
            archive.writestr(name, text)
    return held.getvalue()


WHOLE = {method: whole(method) for method in (ZIP_STORED, ZIP_DEFLATED, zipfile.ZIP_LZMA)}


@given(
    method=st.sampled_from(sorted(WHOLE)),
    places=st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=4
    ),
)
def test_a_damaged_zip_is_refused_or_read_and_never_crashes(tmp_path_factory, method, places):
    data = bytearray(WHOLE[method])
    for place, byte in places:
        data[int(place * len(data))] = byte
    path = tmp_path_factory.getbasetemp() / "damaged.zip"
    path.write_bytes(data)
    try:
        report, roll = (checked := check(path)).report, checked.roll
    except InputRefused as refusal:
        report, roll = refusal.report, None
    assert (roll is None) is (report.errors > 0)

"""Where in an input the files lie."""

import pytest

from sro_adapters.interchange.sources import Source

NAMES = frozenset({"orgs.csv", "users.csv", "attendance.csv"})


def source(*paths):
    return Source("input", dict.fromkeys(paths, None))


@pytest.mark.parametrize(
    ("paths", "folder"),
    [
        (("orgs.csv", "users.csv"), ""),
        (("a/orgs.csv", "a/users.csv", "notes.txt"), "a"),
        (("orgs.csv", "a/orgs.csv", "a/users.csv"), "a"),
        (("a/b/orgs.csv", "a/orgs.csv"), "a"),
        (("b/orgs.csv", "a/orgs.csv"), "a"),
        (("a/ORGS.CSV",), "a"),
        (("a/notes.txt",), None),
        ((), None),
    ],
)
def test_the_folder_is_the_one_that_holds_most_of_the_files_nearest_to_the_top(paths, folder):
    assert source(*paths).folder_of(NAMES) == folder


def test_below_a_folder_paths_begin_there():
    files = source("a/orgs.csv", "a/b/users.csv", "ab/orgs.csv", "orgs.csv")
    assert sorted(files.below("a").files) == ["b/users.csv", "orgs.csv"]
    assert files.below("") == files

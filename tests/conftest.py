"""What all tests share: how hard Hypothesis searches, and where real input lies."""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import (  # noqa: F401 - fixtures of every test
    district,
    empty_postgresql_url,
    empty_sqlite_url,
    empty_url,
    postgresql,
    postgresql_url,
    shared_postgresql,
    sql_database,
    sqlite_template,
    sqlite_url,
    url,
)

# How fast a machine is says nothing about a law, so nothing is measured. "fast" and "ci" try the
# same in every run, so that a run which passed once passes again; `make search` looks further.
UNTIMED = {"deadline": None, "print_blob": True, "suppress_health_check": [HealthCheck.too_slow]}
settings.register_profile("fast", max_examples=50, derandomize=True, **UNTIMED)
settings.register_profile("ci", max_examples=300, derandomize=True, **UNTIMED)
settings.register_profile("search", max_examples=1000, **UNTIMED)
settings.load_profile(
    os.environ.get("SRO_SEARCH") or ("ci" if os.environ.get("CI") == "true" else "fast")
)


@pytest.fixture(scope="session")
def shared_data(pytestconfig):
    """The folder of real input files, which are too large or not ours to ship."""
    default = pytestconfig.rootpath.parent / "shared" / "data"
    folder = Path(os.environ.get("SRO_SHARED_DATA", default))
    if not folder.is_dir():
        pytest.skip(f"no real input at {folder}: set SRO_SHARED_DATA to its folder")
    return folder

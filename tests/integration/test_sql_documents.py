"""Documents with the version of their form, and identities under keys that change."""

import json
import logging

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import text

from sro_adapters.sql import documents, open_database, rotate_identities
from sro_adapters.sql.documents import Form
from sro_core import Guardian, Identity, StoreFailed, StudentRef
from sro_core.ports import SiteRecord
from tests.served import roll

REF = StudentRef("S-1")
PEOPLE = [
    Identity(StudentRef(f"S-{n}"), f"Xochitl {n}", guardians=(Guardian("Eva", phone="555 0100"),))
    for n in range(1, 1201)
]


# ---------------------------------------------------------------- forms


def renamed(document):
    return {**document, "name": document["label"]}


def counted(document):
    return {**document, "letters": len(document["name"])}


THREE = Form("a thing", 3, {1: renamed, 2: counted})


@pytest.mark.parametrize(
    ("version", "stored", "read"),
    [
        (1, {"label": "Ana"}, {"label": "Ana", "name": "Ana", "letters": 3}),
        (2, {"name": "Eva"}, {"name": "Eva", "letters": 3}),
        (3, {"name": "Eva", "letters": 9}, {"name": "Eva", "letters": 9}),
    ],
)
def test_an_older_document_is_brought_up_to_date_step_by_step(version, stored, read):
    assert THREE.read(json.dumps(stored), version) == read


def test_a_document_of_a_newer_program_is_not_guessed_at():
    with pytest.raises(StoreFailed, match="a newer program wrote it; upgrade the program"):
        THREE.read("{}", 4)


@pytest.mark.parametrize("stored", ["", "no json", "[]", "{}", "null"])
def test_a_damaged_document_is_told_without_what_is_in_it(stored):
    with pytest.raises(StoreFailed, match="what is stored cannot be read") as raised:
        THREE.read(stored, 1)
    assert raised.value.__cause__ is None


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [
        ("site", "calendar_schema", documents.CALENDAR.newest + 1),
        ("site", "calendar", "{}"),
        ("identity", "document", '{"form": 99}'),
        ("identity", "document", "{}"),
    ],
)
def test_what_is_stored_and_cannot_be_read_is_a_failure_of_the_store(url, table, column, value):
    with open_database(url) as database:
        stated = roll()
        with database.district("EC")() as stores:
            stores.identities.put(PEOPLE[0], 0)
            for id, site in stated.sites.items():
                stores.sites.put(SiteRecord(site, stated.calendars[id]), 0)
            stores.commit()
        with database.engine.begin() as connection:
            connection.execute(text(f"UPDATE {table} SET {column} = :value"), {"value": value})
        with database.district("EC")() as stores, pytest.raises(StoreFailed):
            stores.sites.all() if table == "site" else stores.identities.get(REF)


def test_an_identity_that_was_moved_to_another_student_is_not_given(url):
    with open_database(url) as database:
        keep(database, PEOPLE[:2])
        with database.engine.begin() as connection:
            connection.execute(
                text("UPDATE identity SET document = (SELECT document FROM identity"
                     " WHERE student = 'S-2') WHERE student = 'S-1'")
            )  # fmt: skip
        with pytest.raises(StoreFailed, match="the row holds another student's"):
            kept(database, REF)


# ---------------------------------------------------------------- keys


def keep(database, people=PEOPLE):
    with database.district("EC")() as stores:
        for each in people:
            stores.identities.put(each, 0)
        stores.commit()


def kept(database, ref):
    with database.district("EC")() as stores:
        return stores.identities.get(ref).record


def stored(url):
    """The documents and keys as they lie in the table."""
    with open_database(url) as database, database.engine.connect() as connection:
        return connection.execute(text("SELECT document, key_id FROM identity")).all()


@pytest.fixture
def keys():
    return [Fernet.generate_key().decode() for _ in range(3)]


def test_with_a_key_nothing_of_a_name_lies_in_the_table(url, keys):
    with open_database(url, identity_keys=keys[:1]) as database:
        keep(database, PEOPLE[:3])
        assert kept(database, REF) == PEOPLE[0]
    for document, key in stored(url):
        assert key
        assert "Xochitl" not in document
        assert keys[0] not in key


def test_without_the_key_or_with_another_it_is_not_opened_and_the_keys_are_not_told(url, keys):
    with open_database(url, identity_keys=keys[:1]) as database:
        keep(database, PEOPLE[:1])
    for given in ([], keys[1:2]):
        with open_database(url, identity_keys=given) as database:
            with pytest.raises(StoreFailed, match=r"add the key \w{12} to SRO_IDEN") as said:
                kept(database, REF)
            assert not any(key in str(said.value) + repr(database) for key in keys)


def test_a_key_is_changed_for_all_at_once_and_the_old_one_is_then_not_needed(url, keys):
    with open_database(url) as database:
        keep(database)
    assert {key for _, key in stored(url)} == {None}
    for used, left in ((keys[:1], 1200), (keys[:1], 0), ([keys[1], keys[0]], 1200)):
        with open_database(url, identity_keys=used) as database:
            assert rotate_identities(database) == left
    assert len({key for _, key in stored(url)}) == 1
    with open_database(url, identity_keys=[keys[1]]) as database:
        assert [each.record for each in everybody(database)] == sorted(
            PEOPLE, key=lambda each: each.ref
        )
        before = [each.version for each in everybody(database)]
        assert rotate_identities(database, plain=True) == 1200
    with open_database(url) as database:
        assert kept(database, REF) == PEOPLE[0]
        assert [each.version for each in everybody(database)] == before


def everybody(database):
    with database.district("EC")() as stores:
        return list(stores.identities.all())


def test_a_change_of_key_that_cannot_be_finished_changes_none(url, keys):
    with open_database(url, identity_keys=keys[:1]) as database:
        keep(database, PEOPLE[:600])
    with open_database(url, identity_keys=keys[1:2]) as database:
        keep(database, PEOPLE[600:])
    before = stored(url)
    with (
        open_database(url, identity_keys=[keys[2], keys[0]]) as database,
        pytest.raises(StoreFailed, match="its key is not among those given"),
    ):
        rotate_identities(database)
    assert sorted(map(tuple, stored(url))) == sorted(map(tuple, before))


def test_a_document_that_was_changed_is_not_opened(url, keys):
    with open_database(url, identity_keys=keys[:1]) as database:
        keep(database, PEOPLE[:1])
        with database.engine.begin() as connection:
            connection.execute(text("UPDATE identity SET document = replace(document, 'A', 'B')"))
        with pytest.raises(StoreFailed, match="what is stored is not what key"):
            kept(database, REF)


def test_a_change_of_key_while_somebody_reads_and_writes_loses_nothing(url, keys):
    with open_database(url, identity_keys=[keys[1], keys[0]]) as database:
        keep(database, PEOPLE[:50])
        with database.district("EC")() as reader:
            old = reader.identities.get(REF)
            with open_database(url, identity_keys=[keys[0], keys[1]]) as other:
                assert rotate_identities(other) == 50
            assert reader.identities.get(REF) == old
        with database.district("EC")() as stores:
            now = stores.identities.get(REF)
            stores.identities.put(Identity(REF, "Eva"), now.version)
            stores.commit()
        assert kept(database, REF).given_name == "Eva"


@pytest.mark.parametrize("wrong", ["", "short", "x" * 44, "é" * 44])
def test_what_is_no_key_is_refused_without_being_told(url, wrong, keys, caplog):
    said = "number 2 is no key; make one with sro db key"
    with caplog.at_level(logging.DEBUG), pytest.raises(StoreFailed, match=said) as raised:
        open_database(url, identity_keys=[keys[0], wrong])
    assert keys[0] not in str(raised.value) + caplog.text


def test_a_change_of_key_without_a_key_is_refused(url):
    with open_database(url) as database, pytest.raises(StoreFailed, match="none was given"):
        rotate_identities(database)

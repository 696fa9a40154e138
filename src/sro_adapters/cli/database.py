"""``sro db``: make and migrate the database, back it up, restore it, change the key."""

from __future__ import annotations

import os
from pathlib import Path

import click

from sro_adapters import compose
from sro_adapters.cli.options import FOLDER, database_option
from sro_adapters.cli.paper import plural


@click.group()
def db() -> None:
    """Keep the database: upgrade, backup, restore, identities."""


@db.command()
@database_option
def upgrade(url: str) -> None:
    """Make the database, or bring its schema up to date. Doing it again changes nothing."""
    with compose.needs("sql"):
        from sro_adapters import sql
    click.echo(sql.upgrade(url))


@db.command()
@click.argument("file", type=FOLDER)
@database_option
def backup(file: Path, url: str) -> None:
    """Copy everything into FILE, as it stands at one moment; others may go on working.

    FILE is a SQLite database, whatever the database is; it must not be there yet. Identities
    stay encrypted if they are.
    """
    with compose.needs("sql"):
        from sro_adapters import sql
    database = compose.database_at(url)
    click.get_current_context().call_on_close(database.close)
    copied = sql.backup(database, file)
    click.echo(f"{file}: {plural(copied, 'row')} copied")


@db.command()
@click.argument("file", type=FOLDER)
@database_option
def restore(file: Path, url: str) -> None:
    """Copy a backup into an empty database, SQLite or PostgreSQL, and check its audit chains."""
    with compose.needs("sql"):
        from sro_adapters import sql
    copied = sql.restore(file, url)
    click.echo(f"{plural(copied, 'row')} restored; the audit chains hold")


@db.command()
@click.option("--plain", is_flag=True, help="Decrypt them instead; they are then kept as text.")
@database_option
def identities(plain: bool, url: str) -> None:
    """Encrypt every identity anew with the first key of SRO_IDENTITY_KEYS, all at once.

    To change the key, put the new one in front, run this, then take the old one out.
    """
    with compose.needs("sql"):
        from sro_adapters import sql
    if not plain and not os.environ.get(compose.KEYS):
        raise click.UsageError(f"set {compose.KEYS} to the new key first, or give --plain")
    database = compose.database_at(url)
    click.get_current_context().call_on_close(database.close)
    number = sql.rotate_identities(database, plain=plain)
    done = "decrypted" if plain else "encrypted with the first key"
    click.echo(f"{plural(number, 'identity', 'identities')} {done}")


@db.command()
def key() -> None:
    """Print a new key for SRO_IDENTITY_KEYS; it is kept nowhere, so keep it."""
    with compose.needs("identities"):
        from cryptography.fernet import Fernet
    click.echo(Fernet.generate_key().decode())

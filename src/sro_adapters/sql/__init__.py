"""The stores in a SQL database: a SQLite file, or PostgreSQL.

    upgrade("sqlite:///sro.db")
    database = open_database("sqlite:///sro.db")
    with database.district("EC")(exclusive=True) as stores:
        ...
        stores.commit()

Tables and rows are private to the package.
"""

from sro_adapters.sql.backups import backup, restore
from sro_adapters.sql.database import SqlDatabase, open_database
from sro_adapters.sql.key_change import rotate_identities
from sro_adapters.sql.schema import upgrade

__all__ = ["SqlDatabase", "backup", "open_database", "restore", "rotate_identities", "upgrade"]

"""Make the tables of the registers: of the programme, of the school and of the police.

Revision: 0002
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
_NAMES = ("programme_record", "school_record", "police_record")


def upgrade() -> None:
    """Make the tables."""
    for name in _NAMES:
        op.create_table(
            name,
            sa.Column("district", _TEXT, nullable=False),
            sa.Column("kind", _TEXT, nullable=False),
            sa.Column("id", _TEXT, nullable=False),
            sa.Column("site", _TEXT),
            sa.Column("concerns", _TEXT, nullable=False),
            sa.Column("day", sa.Date),
            sa.Column("document", _TEXT, nullable=False),
            sa.Column("form", sa.Integer, nullable=False),
            sa.Column("version", sa.BigInteger, nullable=False),
            sa.PrimaryKeyConstraint("district", "kind", "id", name=f"pk_{name}"),
            sa.CheckConstraint("version > 0", name=f"ck_{name}_version"),
            sa.CheckConstraint("form > 0", name=f"ck_{name}_form"),
            sqlite_with_rowid=False,
        )
        for column in ("site", "concerns"):
            index = f"ix_{name}_district_kind_{column}"
            op.create_index(index, name, ["district", "kind", column])


def downgrade() -> None:
    """Take them away."""
    for name in _NAMES:
        op.drop_table(name)

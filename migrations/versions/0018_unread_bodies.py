"""Find the sources of which something could not be read."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index of the few fetches whose body could not be read."""
    op.create_index(
        "ix_fetch_unread",
        "fetch",
        ["source_id"],
        sqlite_where=sa.text("read_outcome IS NOT NULL"),
        postgresql_where=sa.text("read_outcome IS NOT NULL"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_fetch_unread", table_name="fetch")

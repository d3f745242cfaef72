"""Find the pages of a list as they came last."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add an index of the fetches of lists."""
    op.create_index(
        "ix_fetch_list",
        "fetch",
        ["source_id", "id"],
        sqlite_where=sa.text("purpose = 'list'"),
        postgresql_where=sa.text("purpose = 'list'"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_fetch_list", table_name="fetch")

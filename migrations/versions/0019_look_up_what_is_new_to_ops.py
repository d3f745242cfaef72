"""Let the new among source transitions and open gaps be looked up, however many there were."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the indexes."""
    op.create_index("ix_transition_at", "transition", ["at"])
    op.create_index(
        "ix_gap_open",
        "gap",
        ["noticed_at"],
        sqlite_where=sa.text("closed_at IS NULL"),
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_index("ix_gap_open", table_name="gap")
    op.drop_index("ix_transition_at", table_name="transition")

"""Let the readings be looked up that brought the same text, however much was read."""

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_reading_text_sha256", "reading", ["text_sha256", "id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_reading_text_sha256", table_name="reading")

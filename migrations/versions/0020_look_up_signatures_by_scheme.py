"""Let what an earlier scheme signed be looked up, however much was signed."""

from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_signature_scheme", "signature", ["scheme", "document_id"])


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_signature_scheme", table_name="signature")

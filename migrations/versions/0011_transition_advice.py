"""Keep with each source's state what to try, and with its changes what it last brought."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was told before stays as it was told."""
    op.add_column("source", sa.Column("state_advice", sa.Text(), server_default="", nullable=False))
    for name in ("advice", "sample"):
        op.add_column("transition", sa.Column(name, sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Remove them."""
    with op.batch_alter_table("source") as batch:
        batch.drop_column("state_advice")
    with op.batch_alter_table("transition") as batch:
        batch.drop_column("sample")
        batch.drop_column("advice")

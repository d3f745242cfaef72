"""Store whether a fetch's server proved who it is, and what a run's source was declared as."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what ran before ran by the declaration that is there."""
    op.add_column("fetch", sa.Column("tls_verified", sa.Boolean(), nullable=True))
    op.add_column(
        "crawl_run",
        sa.Column("declaration_sha256", sa.String(64), server_default="", nullable=False),
    )
    op.execute(
        "UPDATE crawl_run SET declaration_sha256 = (SELECT source.declaration_sha256"
        " FROM source WHERE source.id = crawl_run.source_id)"
    )


def downgrade() -> None:
    """Remove them."""
    with op.batch_alter_table("crawl_run") as batch:
        batch.drop_column("declaration_sha256")
    with op.batch_alter_table("fetch") as batch:
        batch.drop_column("tls_verified")

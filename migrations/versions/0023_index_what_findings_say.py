"""Let findings be searched by an index of their texts: `policywatch flag` fills it."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

BIG_INT = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
UNINDEXED = sa.text("block_id IS NULL")


def upgrade() -> None:
    """Add the index, empty."""
    op.create_table(
        "search_block",
        sa.Column("id", BIG_INT, autoincrement=True, nullable=False),
        sa.Column("findings", sa.LargeBinary(), nullable=False),
        sa.Column("starts", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_block")),
    )
    op.create_table(
        "posting",
        sa.Column("bucket", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("block_id", BIG_INT, autoincrement=False, nullable=False),
        sa.Column("pairs", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("bucket", "block_id", name=op.f("pk_posting")),
    )
    op.add_column("finding", sa.Column("block_id", BIG_INT, nullable=True))
    op.create_index(
        "ix_finding_unindexed",
        "finding",
        ["id"],
        sqlite_where=UNINDEXED,
        postgresql_where=UNINDEXED,
    )
    # With the id, a page of the queue is counted and chosen by the index alone.
    op.create_index("ix_finding_state_score_id", "finding", ["state", "score", "id"])
    op.drop_index("ix_finding_state_score", table_name="finding")


def downgrade() -> None:
    """Remove it."""
    op.create_index("ix_finding_state_score", "finding", ["state", "score"])
    op.drop_index("ix_finding_state_score_id", table_name="finding")
    op.drop_index("ix_finding_unindexed", table_name="finding")
    with op.batch_alter_table("finding") as batch_op:
        batch_op.drop_column("block_id")
    op.drop_table("posting")
    op.drop_table("search_block")

"""Keep possible gaps until they are filled, and the pace of each host."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
NEWEST_WITH_GAP = """
INSERT INTO gap (source_id, run_id, first, last, reason, passing, noticed_at)
SELECT source_id, id, NULLIF(gap_from, ''), NULLIF(gap_to, ''), detail, outcome <> 'ok', finished_at
FROM crawl_run WHERE finished_at IS NOT NULL AND (gap_from IS NOT NULL OR gap_to IS NOT NULL)
AND id IN (SELECT max(id) FROM crawl_run WHERE finished_at IS NOT NULL GROUP BY source_id)
"""


def upgrade() -> None:
    """Add tables and columns; the gap of each source's newest run is open."""
    op.create_table(
        "gap",
        sa.Column(
            "id",
            BIG,
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("source_id", sa.String(100), nullable=False),
        sa.Column(
            "run_id", BIG, nullable=False
        ),
        sa.Column("first", sa.String(32), nullable=True),
        sa.Column("last", sa.String(32), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("passing", sa.Boolean(), nullable=False),
        sa.Column("noticed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "closed_by", BIG, nullable=True
        ),
        sa.ForeignKeyConstraint(
            ["source_id"], ["source.id"], name=op.f("fk_gap_source_id")
        ),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_gap_run_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["crawl_run.id"], name=op.f("fk_gap_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gap")),
    )
    op.create_index(op.f("ix_gap_source_id"), "gap", ["source_id"])
    op.create_table(
        "host_pace",
        sa.Column("host", sa.String(255), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("turns", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("host", name=op.f("pk_host_pace")),
    )
    op.add_column(
        "crawl_run",
        sa.Column("is_backfill", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.add_column("crawl_run", sa.Column("since", sa.String(32), nullable=True))
    op.add_column("crawl_run", sa.Column("reached_url", sa.Text(), nullable=True))
    op.add_column("crawl_run", sa.Column("reached_page", sa.Integer(), nullable=True))
    op.execute(NEWEST_WITH_GAP)


def downgrade() -> None:
    """Remove them."""
    with op.batch_alter_table("crawl_run") as batch:
        for name in ("reached_page", "reached_url", "since", "is_backfill"):
            batch.drop_column(name)
    op.drop_table("host_pace")
    op.drop_index(op.f("ix_gap_source_id"), "gap")
    op.drop_table("gap")

"""Store where exchanges end and their hashes, and the chain of the runs' manifests."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add them; runs that are there are sealed by the next collect."""
    op.add_column("fetch", sa.Column("warc_length", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
    op.add_column("fetch", sa.Column("warc_sha256", sa.String(64), nullable=True))
    op.add_column("fetch", sa.Column("wire_sha256", sa.String(64), nullable=True))
    op.add_column(
        "crawl_run",
        sa.Column("sealed", sa.Boolean(), server_default=sa.text("false"), nullable=False),
    )
    op.create_index(
        "ix_crawl_run_unsealed",
        "crawl_run",
        ["id"],
        sqlite_where=sa.text("NOT sealed"),
        postgresql_where=sa.text("NOT sealed"),
    )
    op.create_table(
        "manifest",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("run_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("previous_sha256", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("exchanges", sa.LargeBinary(), nullable=False),
        sa.Column("token", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["crawl_run.id"], name=op.f("fk_manifest_run_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_manifest")),
        sa.UniqueConstraint("run_id", name=op.f("uq_manifest_run_id")),
        sa.UniqueConstraint("previous_sha256", name=op.f("uq_manifest_previous_sha256")),
        sa.UniqueConstraint("sha256", name=op.f("uq_manifest_sha256")),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("manifest")
    op.drop_index("ix_crawl_run_unsealed", table_name="crawl_run")
    with op.batch_alter_table("crawl_run") as batch:
        batch.drop_column("sealed")
    with op.batch_alter_table("fetch") as batch:
        batch.drop_column("wire_sha256")
        batch.drop_column("warc_sha256")
        batch.drop_column("warc_length")

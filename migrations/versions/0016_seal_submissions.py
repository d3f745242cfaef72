"""Seal what people give into the chain, too."""

import secrets

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add what is sealed of a submission; those that are there are sealed by the next collect."""
    with op.batch_alter_table("manifest") as batch:
        batch.alter_column("run_id", existing_type=BIG, nullable=True)
    for table in ("snapshot", "submission"):
        op.add_column(table, sa.Column("warc_length", BIG, nullable=True))
        op.add_column(table, sa.Column("warc_sha256", sa.String(64), nullable=True))
    with op.batch_alter_table("submission") as batch:
        batch.add_column(sa.Column("salt", sa.String(32), server_default="", nullable=False))
        batch.add_column(sa.Column("manifest_id", BIG, nullable=True))
        batch.create_foreign_key(
            op.f("fk_submission_manifest_id"), "manifest", ["manifest_id"], ["id"]
        )
    op.create_index("ix_submission_manifest_id", "submission", ["manifest_id"])
    submission = sa.table("submission", sa.column("id"), sa.column("salt"))
    ids = op.get_bind().execute(sa.select(submission.c.id)).scalars().all()
    for number in ids:
        mine = sa.update(submission).where(submission.c.id == number)
        op.execute(mine.values(salt=secrets.token_hex(16)))


def downgrade() -> None:
    """Remove it; the chain without the submissions would not hold."""
    op.execute("DELETE FROM manifest WHERE run_id IS NULL")
    op.drop_index("ix_submission_manifest_id", table_name="submission")
    with op.batch_alter_table("submission") as batch:
        batch.drop_constraint(op.f("fk_submission_manifest_id"), type_="foreignkey")
        batch.drop_column("manifest_id")
        batch.drop_column("salt")
    for table in ("submission", "snapshot"):
        with op.batch_alter_table(table) as batch:
            batch.drop_column("warc_sha256")
            batch.drop_column("warc_length")
    with op.batch_alter_table("manifest") as batch:
        batch.alter_column("run_id", existing_type=BIG, nullable=False)

"""Let the runs that brought something new be looked up: a source's pace is learnt from them."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the index."""
    op.create_index(
        "ix_crawl_run_news",
        "crawl_run",
        ["source_id", "started_at"],
        sqlite_where=sa.text("new > 0 AND NOT is_backfill"),
        postgresql_where=sa.text("new > 0 AND NOT is_backfill"),
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_index("ix_crawl_run_news", table_name="crawl_run")

"""Keep with each fetch that its body could not be read."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

UNREADABLE_FILES = """
UPDATE fetch SET read_outcome = 'unreadable-attachment'
WHERE document_id IS NOT NULL AND snapshot_id IN (
  SELECT snapshot_id FROM reading
  WHERE NOT usable AND problem_kind IN ('scanned', 'encrypted', 'damaged', 'unsupported')
  AND id IN (SELECT max(id) FROM reading GROUP BY snapshot_id)
)
"""


def upgrade() -> None:
    """Add the class, and give it to the files that are known to be unreadable."""
    op.add_column("fetch", sa.Column("read_outcome", sa.String(32), nullable=True))
    op.execute(UNREADABLE_FILES.replace("UPDATE fetch", 'UPDATE "fetch"'))


def downgrade() -> None:
    """Remove it."""
    with op.batch_alter_table("fetch") as batch:
        batch.drop_column("read_outcome")

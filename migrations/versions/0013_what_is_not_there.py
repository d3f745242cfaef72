"""Know by its body what is not there, and what a list no longer shows."""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

SAID = sa.text('body_sha256 IS NOT NULL')


def upgrade() -> None:
    op.create_index(
        'ix_document_source_id_last_listed_at', 'document', ['source_id', 'last_listed_at']
    )
    op.add_column('fetch', sa.Column('body_sha256', sa.String(length=64), nullable=True))
    op.create_index(
        'ix_fetch_body_sha256', 'fetch', ['body_sha256'], unique=False,
        sqlite_where=SAID, postgresql_where=SAID,
    )


def downgrade() -> None:
    op.drop_index(
        'ix_fetch_body_sha256', table_name='fetch', sqlite_where=SAID, postgresql_where=SAID
    )
    op.drop_column('fetch', 'body_sha256')
    op.drop_index('ix_document_source_id_last_listed_at', table_name='document')

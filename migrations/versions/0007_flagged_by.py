"""Say by what code a version was flagged, and what stands in it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None

JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    with op.batch_alter_table('judgement') as batch_op:
        batch_op.add_column(sa.Column('flagger', sa.String(length=64), server_default='', nullable=False))
        batch_op.add_column(sa.Column('pieces', JSON, server_default='{}', nullable=False))
        batch_op.create_index('ix_judgement_flagger_release_id', ['flagger', 'release_id'])


def downgrade() -> None:
    with op.batch_alter_table('judgement') as batch_op:
        batch_op.drop_index('ix_judgement_flagger_release_id')
        batch_op.drop_column('pieces')
        batch_op.drop_column('flagger')

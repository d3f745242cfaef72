"""Say what part of a text was not searched."""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('judgement') as batch_op:
        batch_op.add_column(sa.Column('unsearched', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('judgement') as batch_op:
        batch_op.drop_column('unsearched')

"""Keep edits of the watchlists in the store."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        'watchlist_edit',
        sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False),
        sa.Column('at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('who', sa.String(length=100), nullable=False),
        sa.Column('why', sa.Text(), nullable=False),
        sa.Column('action', sa.Enum('put', 'remove', 'restore', name='edit_action', native_enum=False, length=32), nullable=False),
        sa.Column('ref', sa.String(length=300), nullable=False),
        sa.Column('base', sa.String(length=16), nullable=False),
        sa.Column('content', sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_watchlist_edit')),
    )
    op.create_index(op.f('ix_watchlist_edit_ref'), 'watchlist_edit', ['ref'])


def downgrade() -> None:
    op.drop_table('watchlist_edit')

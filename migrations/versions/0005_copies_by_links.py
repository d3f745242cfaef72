"""Find copies by fingerprints and links.

What was derived of texts is dropped, not converted: the work queued at the end derives it anew.
"""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

BIG_INT = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')


def upgrade() -> None:
    for table in ('band', 'line_count', 'copy_member', 'copy_group', 'signature'):
        op.execute(sa.delete(sa.table(table)))
    op.drop_table('band')
    op.drop_table('line_count')
    op.create_table('fingerprint',
    sa.Column('key', BIG_INT, autoincrement=False, nullable=False),
    sa.Column('document_id', BIG_INT, autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('key', 'document_id', name=op.f('pk_fingerprint')),
    sqlite_with_rowid=False
    )
    op.create_table('copy_link',
    sa.Column('document_id', BIG_INT, autoincrement=False, nullable=False),
    sa.Column('other_id', BIG_INT, autoincrement=False, nullable=False),
    sa.Column('kind', sa.Enum('original', 'exact', 'near', 'excerpt', 'template', name='copy_kind', native_enum=False, length=32), nullable=False),
    sa.Column('overlap', sa.Double(), nullable=False),
    sa.ForeignKeyConstraint(['document_id'], ['document.id'], name=op.f('fk_copy_link_document_id')),
    sa.ForeignKeyConstraint(['other_id'], ['document.id'], name=op.f('fk_copy_link_other_id')),
    sa.PrimaryKeyConstraint('document_id', 'other_id', name=op.f('pk_copy_link')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('copy_member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('cluster_id', BIG_INT, nullable=False))

    with op.batch_alter_table('copy_group', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_copy_group_original_id'), ['original_id'], unique=True)

    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.add_column(sa.Column('scheme', sa.Integer(), nullable=False))
        batch_op.add_column(sa.Column('indexed', sa.Boolean(), nullable=False))
        batch_op.add_column(sa.Column('appeared_at', sa.DateTime(timezone=True), nullable=False))
        batch_op.add_column(sa.Column('marks', sa.LargeBinary(), nullable=False))

    _compare_again()


def _compare_again() -> None:
    work = sa.table('work', *(sa.column(name) for name in ('stage', 'subject', 'attempts', 'parked', 'error')),
                    sa.column('not_before', sa.DateTime(timezone=True)))
    document = sa.table('document', sa.column('version_id'))
    version = sa.table('version', sa.column('id'), sa.column('reading_id'))
    waits = sa.exists().where(work.c.stage == 'compare', work.c.subject == version.c.reading_id)
    current = (
        sa.select(
            sa.literal('compare'), version.c.reading_id, sa.literal(0), sa.false(), sa.literal(''),
            sa.literal(datetime.now(UTC), sa.DateTime(timezone=True)),
        )
        .select_from(document.join(version, version.c.id == document.c.version_id))
        .where(~waits)
    )
    names = ['stage', 'subject', 'attempts', 'parked', 'error', 'not_before']
    op.execute(sa.insert(work).from_select(names, current))


def downgrade() -> None:
    for table in ('copy_link', 'copy_member', 'copy_group', 'signature'):
        op.execute(sa.delete(sa.table(table)))
    with op.batch_alter_table('signature', schema=None) as batch_op:
        batch_op.drop_column('marks')
        batch_op.drop_column('appeared_at')
        batch_op.drop_column('indexed')
        batch_op.drop_column('scheme')

    with op.batch_alter_table('copy_group', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_copy_group_original_id'))

    with op.batch_alter_table('copy_member', schema=None) as batch_op:
        batch_op.drop_column('cluster_id')

    op.drop_table('copy_link')
    op.drop_table('fingerprint')
    op.create_table('line_count',
    sa.Column('source_id', sa.String(length=100), nullable=False),
    sa.Column('line', BIG_INT, autoincrement=False, nullable=False),
    sa.Column('documents', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['source_id'], ['source.id'], name=op.f('fk_line_count_source_id')),
    sa.PrimaryKeyConstraint('source_id', 'line', name=op.f('pk_line_count'))
    )
    op.create_table('band',
    sa.Column('number', BIG_INT, autoincrement=False, nullable=False),
    sa.Column('hash', BIG_INT, autoincrement=False, nullable=False),
    sa.Column('document_id', BIG_INT, autoincrement=False, nullable=False),
    sa.PrimaryKeyConstraint('number', 'hash', 'document_id', name=op.f('pk_band')),
    sqlite_with_rowid=False
    )
    with op.batch_alter_table('band', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_band_document_id'), ['document_id'], unique=False)

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readSizes } from '../../../../infra/redshift/catalog/sizes.ts';
import { RetryableError } from '../../../../shared/errors.ts';

const orders = { schema: 'public', name: 'orders' };
const rows = [{ schema_name: 'public', table_name: 'orders', row_count: '12' }];

describe('the sizes of tables', () => {
  it('are known where the role may look', async () => {
    const sizeOf = await readSizes(
      async (sql) => (sql.includes('has_table_privilege') ? [{ may: true }] : rows),
      ['public'],
    );
    assert.deepEqual([sizeOf(orders), sizeOf({ ...orders, schema: 'raw' })], [12, null]);
  });

  it('are not asked for where it may not', async () => {
    const asked: string[] = [];
    const sizeOf = await readSizes(
      async (sql) => {
        asked.push(sql);
        return [{ may: 'false' }];
      },
      ['public'],
    );
    assert.deepEqual([sizeOf(orders), asked.length], [null, 1]);
  });

  it('are unknown where Redshift does not say them after all', async () => {
    const sizeOf = await readSizes(
      async (sql) => {
        if (sql.includes('has_table_privilege')) return [{ may: 'true' }];
        throw new RetryableError('permission denied', { sql });
      },
      ['public'],
    );
    assert.equal(sizeOf(orders), null);
  });
});

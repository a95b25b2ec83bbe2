import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { readLoadRecord } from '../../../../infra/aws/load/record.ts';
import { readCatalog } from '../../../../infra/redshift/catalog/read-catalog.ts';
import { createMemoryStore } from '../../../fakes/memory-store.ts';
import { startLoading, type Loading } from './kit.ts';

describe('loading a folder into Redshift', () => {
  let store: ReturnType<typeof createMemoryStore>;
  let loading: Loading;
  beforeEach(async () => {
    store = createMemoryStore();
    loading = await startLoading(store);
  });
  afterEach(() => loading.close());

  const textOf = async (key: string) => new TextDecoder().decode((await store.get(key))?.body);

  it('brings each value as it is', async () => {
    await loading.write('things.csv', 'id,name,price,seen\n1,りんご,1.5,2025-01-02 03:04:05\n2,,,\n');
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public.things ORDER BY id'), [
      { id: 1, name: 'りんご', price: 1.5, seen: '2025-01-02T03:04:05Z' },
      { id: 2, name: null, price: null, seen: null },
    ]);
  });

  it('says what happens, and how much there is of it', async () => {
    await loading.write('things.csv', 'id\n1\n2\n');
    const { broken, lines } = await loading.load();
    assert.equal(broken, 0);
    assert.deepEqual(
      lines.map((line) => line.replace(/[0-9a-f]{24}/, 'ID')),
      [
        'things: reading things.csv',
        'things: 2 rows, 1 columns; 1 kB in s3://kaiseki-test; loading',
        'things: loaded',
        'load ID: 1 tables in public',
      ],
    );
  });

  it('sorts by the first time column and lets the reader read', async () => {
    await loading.write('visits.csv', 'user,on,at\n1,2025-01-02,2025-01-02 03:04:05\n');
    await loading.load();
    const sent = loading.sent();
    assert.ok(sent.some((sql) => sql.endsWith('DISTSTYLE AUTO SORTKEY ("on")')));
    assert.equal(sent.at(-1), 'GRANT SELECT ON "public"."visits" TO "IAMR:kaiseki-query"');
  });

  it('reads Shift-JIS and semicolons as one machine does', async () => {
    await loading.write(
      '店.csv',
      Buffer.from([0x96, 0xbc, 0x91, 0x4f, 0x3b, 0x61, 10, 0x93, 0x8c, 0x3b, 0x31, 10]),
    );
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public."店"'), [{ 名前: '東', a: 1 }]);
  });

  it('brings a Parquet file with types that Redshift has others for', async () => {
    const instance = await DuckDBInstance.create(':memory:');
    const connection = await instance.connect();
    await connection.run(`SET TimeZone = 'Asia/Tokyo'`);
    await connection.run(`COPY (SELECT 200::UTINYINT AS small, 18446744073709551615::UBIGINT AS big, 1.50::DECIMAL(10,2) AS price,
      TIMESTAMPTZ '2025-01-02 09:00:00+09' AS at, TIME '01:02:03' AS clock, [1, 2] AS list, 'ab'::BLOB AS bytes)
      TO '${join(loading.input, 'odd.parquet')}'`);
    connection.closeSync();
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public.odd'), [
      {
        small: 200,
        big: '18446744073709551615',
        price: '1.50',
        at: '2025-01-02T00:00:00Z',
        clock: '01:02:03',
        list: '[1,2]',
        bytes: 'YWI=',
      },
    ]);
  });

  it('makes a table without rows', async () => {
    await loading.write('none.csv', 'id,name\n');
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public.none'), []);
  });

  it('leaves an unchanged table alone, and keeps the id of the data', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    const first = await readLoadRecord(store);
    loading.sent();
    const { lines } = await loading.load();
    assert.equal(lines[0], 'things: unchanged');
    assert.deepEqual(
      loading.sent().filter((sql) => sql.includes('things')),
      [],
    );
    assert.deepEqual(await readLoadRecord(store), first);
  });

  it('loads an unchanged table when it is told to', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    assert.ok((await loading.load({ force: true })).lines.includes('things: loaded'));
  });

  it('loads an unchanged table that somebody has dropped', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    await loading.drop('public.things');
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public.things'), [{ id: 1 }]);
  });

  it('puts a changed table in the place of the old one, with another id of the data', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    const before = await readLoadRecord(store);
    await loading.write('things.csv', 'id,name\n1,a\n2,b\n');
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public.things ORDER BY id'), [
      { id: 1, name: 'a' },
      { id: 2, name: 'b' },
    ]);
    assert.notEqual((await readLoadRecord(store))?.loadId, before?.loadId);
  });

  it('keeps in S3 what is in the warehouse and nothing older', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    await loading.write('things.csv', 'id\n2\n');
    await loading.load();
    const hash = (await readLoadRecord(store))?.tables[0]?.hash;
    assert.deepEqual(
      store.keys().filter((key) => key.startsWith('load/')),
      [`load/${hash}/data_0.parquet`, `load/${hash}/manifest.json`],
    );
  });

  it('leaves the old table as it was when the new one cannot be loaded', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    await loading.write('things.csv', 'id\n2\n');
    await assert.rejects(
      loading.load({ role: 'arn:aws:iam::123456789012:role/other' }),
      /could not load public\.things: .*not authorized to assume.*--load-role/,
    );
    assert.deepEqual(await loading.select('SELECT * FROM public.things'), [{ id: 1 }]);
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public.things'), [{ id: 2 }]);
  });

  it('remembers what it has loaded when it ends halfway', async () => {
    await loading.write('a.csv', 'id\n1\n');
    await loading.load();
    await loading.write('a.csv', 'id\n2\n');
    await loading.write('b.csv', 'id\n1\n');
    await assert.rejects(loading.load({}, 'b: reading b.csv'), /interrupted/);
    const record = await readLoadRecord(store);
    const { lines } = await loading.load();
    assert.equal(lines[0], 'a: unchanged');
    assert.notEqual((await readLoadRecord(store))?.loadId, record?.loadId);
  });

  it('names a broken file and loads the others', async () => {
    await loading.write('a.csv', 'id,name\n1\n');
    await loading.write('b.csv', 'id\n1\n');
    const { broken, lines } = await loading.load();
    assert.equal(broken, 1);
    assert.ok(lines.includes('a.csv, line 2: it has 1 fields where the header has 2'), lines.join('\n'));
    assert.deepEqual(await loading.select('SELECT * FROM public.b'), [{ id: 1 }]);
  });

  it('keeps the table of a file that broke, and says so', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    const before = await readLoadRecord(store);
    await loading.write('things.csv', '');
    const { lines } = await loading.load();
    assert.ok(lines.includes('things.csv, line 1: it is empty. The table stays as it was'), lines.join('\n'));
    assert.deepEqual(await readLoadRecord(store), before);
  });

  it('refuses a name and a text that Redshift has no room for', async () => {
    await loading.write('a.csv', `${'長'.repeat(43)}\n1\n`);
    await loading.write('b.csv', `text\n${'x'.repeat(65_536)}\n`);
    const { lines } = await loading.load();
    assert.match(lines.join('\n'), /a\.csv: the name 長+ is longer than Redshift's 127 bytes/);
    assert.match(lines.join('\n'), /b\.csv: a text in column text has 65536 bytes/);
  });

  it('takes neither of two files that would be one table', async () => {
    await loading.write('a.csv', 'id\n1\n');
    await loading.write('A.tsv', 'id\n2\n');
    const { broken, lines } = await loading.load();
    assert.equal(broken, 2);
    assert.match(lines.join('\n'), /a\.csv: A\.tsv has the same name as a table/);
  });

  it('says of a file that has gone how its table is removed', async () => {
    await loading.write('a.csv', 'id\n1\n');
    await loading.write('b.csv', 'id\n1\n');
    await loading.load();
    await loading.remove('a.csv');
    assert.match((await loading.load()).lines.join('\n'), /DROP TABLE "public"\."a" removes it/);
  });

  it('carries the words about the tables to where a catalog reads them', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.write('semantics.yaml', 'tables:\n  things:\n    description: what we sell\n');
    await loading.write('context/money.md', '# Money\nAll in yen.\n');
    await loading.load();
    assert.match(await textOf('semantics/semantics.yaml'), /what we sell/);
    assert.match(await textOf('semantics/context/money.md'), /All in yen/);
  });

  it('takes words back that have gone', async () => {
    await loading.write('semantics.yaml', 'tables: {}\n');
    await loading.write('context/money.md', '# Money\nAll in yen.\n');
    await loading.load();
    await loading.remove('semantics.yaml');
    await loading.remove('context/money.md');
    await loading.load();
    assert.deepEqual(
      store.keys().filter((key) => key.startsWith('semantics/')),
      [],
    );
  });

  it('changes the id of the data with the words about it', async () => {
    await loading.write('things.csv', 'id\n1\n');
    await loading.load();
    const before = await readLoadRecord(store);
    await loading.write('context/money.md', '# Money\nAll in yen.\n');
    await loading.load();
    assert.notEqual((await readLoadRecord(store))?.loadId, before?.loadId);
  });

  it('brings a hidden column by its name and without its values', async () => {
    await loading.write('users.csv', 'id,ssn\n1,123-45-6789\n');
    await loading.write('semantics.yaml', 'tables:\n  users:\n    columns:\n      ssn: { hidden: true }\n');
    await loading.load();
    assert.deepEqual(await loading.select('SELECT * FROM public.users'), [{ id: 1, ssn: null }]);
    const hash = (await readLoadRecord(store))?.tables[0]?.hash;
    assert.ok(!(await textOf(`load/${hash}/data_0.parquet`)).includes('6789'));
  });

  it('gives a catalog the id of the load, the words, and no hidden column', async () => {
    await loading.write('users.csv', 'id,ssn\n1,123-45-6789\n');
    await loading.write(
      'semantics.yaml',
      'tables:\n  users:\n    description: who buys\n    columns:\n      ssn: { hidden: true }\n',
    );
    await loading.load();
    const { dataVersion, tables, problems } = await readCatalog(loading.select, {
      schemas: ['public'],
      store,
    });
    assert.deepEqual(problems, []);
    assert.equal(dataVersion, (await readLoadRecord(store))?.loadId);
    assert.deepEqual(
      tables.map(({ name, description, hidden, columns }) => [
        name,
        description,
        hidden,
        columns.map((column) => column.name),
      ]),
      [['users', 'who buys', ['ssn'], ['id']]],
    );
  });

  it('would find the values of a column that is not hidden (negative control)', async () => {
    await loading.write('users.csv', 'id,ssn\n1,123-45-6789\n');
    await loading.load();
    const hash = (await readLoadRecord(store))?.tables[0]?.hash;
    assert.ok((await textOf(`load/${hash}/data_0.parquet`)).includes('6789'));
  });

  it('loads nothing while it cannot be known what is hidden', async () => {
    await loading.write('users.csv', 'id,ssn\n1,123-45-6789\n');
    await loading.write('semantics.yaml', 'tables:\n  user:\n    columns:\n      ssn: { hidden: true }\n');
    const { broken, lines } = await loading.load();
    assert.equal(broken, 1);
    assert.match(lines.join('\n'), /semantics\.yaml, line 2: there is no table user; did you mean users\?/);
    assert.deepEqual(store.keys(), []);
  });
});

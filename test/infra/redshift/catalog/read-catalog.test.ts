import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { catalogSchema } from '../../../../shared/plan/catalog.ts';
import { columnsOf, useRedshift } from './kit.ts';

describe('the catalog of Redshift', () => {
  const redshift = useRedshift();

  it('says of each column what a planner may know', async () => {
    await redshift.make(`create table sales as select * from (values
      (10.50::decimal(8,2), 'tea', true, date '2024-01-02', timestamp '2024-01-02 03:04:05', {'a': 1}),
      (2.25, 'tea', false, date '2024-03-04', null, null),
      (null, '緑茶', null, null, null, null)) t(price, item, paid, day, "at", extra)`);
    const catalog = await redshift.read({
      columns: columnsOf('main', 'sales', {
        price: 'numeric(8,2)',
        item: 'character varying(20)',
        paid: 'boolean',
        day: 'date',
        at: 'timestamp without time zone',
        extra: 'super',
      }),
    });
    assert.deepEqual(catalogSchema.parse(catalog), catalog);
    assert.deepEqual(catalog.problems, []);
    assert.equal(catalog.tables[0]?.rowCount, 3);
    assert.deepEqual(
      catalog.tables[0]?.columns.map(({ name, type, kind, distinctCount, min, max, values }) => [
        name, type, kind, distinctCount, min, max, values,
      ]), // prettier-ignore
      [
        ['price', 'NUMERIC(8,2)', 'number', 2, '2.25', '10.50', ['10.50', '2.25']],
        ['item', 'VARCHAR(20)', 'text', 2, 'tea', '緑茶', ['tea', '緑茶']],
        ['paid', 'BOOLEAN', 'boolean', 2, 'false', 'true', ['false', 'true']],
        ['day', 'DATE', 'date', 2, '2024-01-02', '2024-03-04', ['2024-01-02', '2024-03-04']],
        ['at', 'TIMESTAMP', 'time', 1, '2024-01-02 03:04:05', '2024-01-02 03:04:05', ['2024-01-02 03:04:05']],
        ['extra', 'SUPER', 'other', 1, null, null, null],
      ],
    );
    assert.deepEqual(
      catalog.tables[0]?.columns.map(({ nullShare }) => nullShare.toFixed(2)),
      ['0.33', '0.00', '0.33', '0.33', '0.67', '0.67'],
    );
  });

  it('takes names as they are', async () => {
    await redshift.make(
      `create table "売上; drop ""x"" --" as select 1 as "金額", 2 as "a""b'c", 3 as "select"`,
    );
    const { tables, problems } = await redshift.read({
      columns: columnsOf('main', '売上; drop "x" --', {
        金額: 'integer',
        'a"b\'c': 'integer',
        select: 'integer',
      }),
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      tables.map(({ name, columns }) => [name, columns.map((column) => [column.name, column.values])]),
      [['売上; drop "x" --', [['金額', ['1']], ['a"b\'c', ['2']], ['select', ['3']]]]], // prettier-ignore
    );
  });

  it('leaves out what no query can name, and says so', async () => {
    await redshift.make(`create table plain as select 1 as good, 2 as "back\\slash"`);
    const { tables, problems } = await redshift.read({
      columns: [
        ...columnsOf('main', 'plain', { good: 'integer', 'back\\slash': 'integer' }),
        ...columnsOf('main', 'new\u0000', { a: 'integer' }),
      ],
    });
    assert.deepEqual(
      tables.map(({ name, columns }) => [name, columns.map((column) => column.name)]),
      [['plain', ['good']]],
    );
    assert.deepEqual(
      problems.map(({ source }) => source),
      ['main.new\u0000', 'main.plain'],
    );
  });

  it('has views WITH NO SCHEMA BINDING, whose columns another list holds', async () => {
    await redshift.make('create view recent as select 7 as n');
    const { tables } = await redshift.read({
      columns: [],
      lateBinding: columnsOf('main', 'recent', { n: 'integer' }),
    });
    assert.deepEqual(
      tables.map(({ name, rowCount, columns }) => [name, rowCount, columns[0]?.values]),
      [['recent', 1, ['7']]],
    );
  });

  it('asks an empty table for its rows alone', async () => {
    await redshift.make('create table nothing (id integer, name varchar)');
    const { tables } = await redshift.read({
      columns: columnsOf('main', 'nothing', { id: 'integer', name: 'character varying(9)' }),
    });
    assert.deepEqual(
      tables[0]?.columns.map(({ nullShare, distinctCount, min, values }) => [
        nullShare,
        distinctCount,
        min,
        values,
      ]),
      [[0, 0, null, []], [0, 0, null, []]], // prettier-ignore
    );
    assert.equal(redshift.statements.filter((sql) => sql.includes('"nothing"')).length, 1);
  });

  it('lists the values of a column with 30, and not of one with 31', async () => {
    await redshift.make(
      `create table many as select 'v' || i % 30 as thirty, 'v' || i % 31 as more from range(3000) t(i)`,
    );
    const { tables } = await redshift.read({
      columns: columnsOf('main', 'many', { thirty: 'character varying(9)', more: 'character varying(9)' }),
    });
    const [thirty, more] = tables[0]?.columns ?? [];
    assert.deepEqual([thirty?.values?.length, thirty?.distinctCount, more?.values], [30, 30, null]);
    assert.ok((more?.distinctCount ?? 0) >= 31);
  });

  it('lists no long texts, and shows their beginning', async () => {
    await redshift.make(`create table letters as select repeat('長', 300) as body`);
    const { tables } = await redshift.read({
      columns: columnsOf('main', 'letters', { body: 'character varying(65535)' }),
    });
    const [body] = tables[0]?.columns ?? [];
    assert.deepEqual([body?.values, body?.min], [null, '長'.repeat(200)]);
  });

  it('counts one by one what may be a key', async () => {
    await redshift.make(
      'create table people as select i as id, least(i, 2998) as nearly from range(3000) t(i)',
    );
    const { tables } = await redshift.read({
      columns: columnsOf('main', 'people', { id: 'bigint', nearly: 'bigint' }),
    });
    assert.deepEqual(
      tables[0]?.columns.map(({ distinctCount }) => distinctCount),
      [3000, 2999],
    );
  });

  it('finds links that the data does not contradict', async () => {
    await redshift.make(`create table customers as select i as id from range(50) t(i);
      create table orders as select i % 50 as customer_id from range(400) t(i);
      create table visits as select case when i = 7 then 3 else i end as id, 0.5 as customer_id from range(49) t(i)`);
    const { links } = await redshift.read({
      columns: [
        ...columnsOf('main', 'customers', { id: 'bigint' }),
        ...columnsOf('main', 'orders', { customer_id: 'bigint' }),
        ...columnsOf('main', 'visits', { id: 'bigint', customer_id: 'numeric(2,1)' }),
      ],
    });
    assert.deepEqual(links, [
      { table: 'orders', column: 'customer_id', toTable: 'customers', toColumn: 'id' },
    ]);
  });

  it('carries comments of tables and columns', async () => {
    await redshift.make('create table noted as select 1 as yen');
    const { tables } = await redshift.read({
      columns: columnsOf('main', 'noted', { yen: 'integer' }),
      comments: [
        { schema_name: 'main', table_name: 'noted', column_name: null, comment: '売上' },
        { schema_name: 'main', table_name: 'noted', column_name: 'yen', comment: 'Without tax.' },
      ],
    });
    assert.deepEqual([tables[0]?.comment, tables[0]?.columns[0]?.comment], ['売上', 'Without tax.']);
  });

  it('has of two tables of one name that of the earlier schema, and names the other', async () => {
    await redshift.make(`create schema mart; create schema raw; create table raw.both as select 1 as n;
      create table mart.both as select 2 as n; create table raw.only as select 3 as n`);
    const { tables, problems } = await redshift.read({
      schemas: ['mart', 'raw'],
      columns: [
        ...columnsOf('raw', 'both', { n: 'integer' }),
        ...columnsOf('raw', 'only', { n: 'integer' }),
        ...columnsOf('mart', 'both', { n: 'integer' }),
      ],
    });
    assert.deepEqual(
      tables.map(({ name, columns }) => [name, columns[0]?.values]),
      [['both', ['2']], ['only', ['3']]], // prettier-ignore
    );
    assert.deepEqual(
      problems.map(({ source, text }) => `${source}: ${text}`),
      ['raw.both: mart.both has its name and is found first: make a view of it by another name'],
    );
  });

  it('is of the load that the store names', async () => {
    const files = { 'data/load.json': JSON.stringify({ loadId: 'l-1' }) };
    assert.equal((await redshift.read({ columns: [], files })).dataVersion, 'l-1');
  });

  it('is of no version where nobody names the load', async () => {
    assert.equal((await redshift.read({ columns: [] })).dataVersion, '');
  });
});

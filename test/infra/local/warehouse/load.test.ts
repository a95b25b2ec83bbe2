import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writeSnapshot } from '../../../../infra/local/warehouse/load/snapshot.ts';
import { listSources, versionOf } from '../../../../infra/tables/sources.ts';
import { catalogSchema, type Catalog } from '../../../../shared/plan/catalog.ts';

describe('loading the input folder', function () {
  this.timeout(20_000);
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-load-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function load(files: Record<string, string | Uint8Array>): Promise<Catalog> {
    for (const [name, body] of Object.entries(files)) await writeFile(join(folder, name), body);
    await writeSnapshot(join(folder, 'snapshot'), 'v', await listSources(folder));
    return catalogSchema.parse(JSON.parse(await readFile(join(folder, 'snapshot', 'catalog.json'), 'utf8')));
  }

  const shiftJis = Uint8Array.from([0x8f, 0xa4, 0x95, 0x69, 0x2c, 0x61, 0x0a, 0x82, 0xa0, 0x2c, 0x31, 0x0a]); // 商品,a あ,1
  const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from('商品\ta\r\nあ\t1\r\n', 'utf16le')]);
  for (const [what, body] of [
    ['UTF-8', '商品,a\nあ,1\n'],
    ['UTF-8 with a mark, semicolons and CRLF', '\uFEFF商品;a\r\nあ;1\r\n'],
    ['Shift-JIS', shiftJis],
    ['UTF-16 with tabs, as Excel writes it', utf16],
    ['quoted fields', '"商品","a"\n"あ","1"'],
  ] as const) {
    it(`reads ${what}`, async () => {
      const { tables, problems } = await load({ 'items.csv': body });
      assert.deepEqual(problems, []);
      assert.deepEqual(
        tables[0]?.columns.map(({ name, type, values }) => ({ name, type, values })),
        [
          { name: '商品', type: 'VARCHAR', values: ['あ'] },
          { name: 'a', type: 'BIGINT', values: ['1'] },
        ],
      );
    });
  }

  it('reads the file of that very name, whatever DuckDB makes of its signs', async () => {
    const { tables } = await load({ 'data1.csv': 'a\n111\n', 'data[1].csv': 'a\n999\n', 'd*.csv': 'a\n5\n' });
    assert.deepEqual(
      tables.map(({ name, columns }) => [name, columns[0]?.values]),
      [
        ['d*', ['5']],
        ['data1', ['111']],
        ['data[1]', ['999']],
      ],
    );
  });

  it('reads lines that end in different ways', async () => {
    const { tables, problems } = await load({ 'mixed.csv': 'a,b\r\n1,2\n3,"4\r"\r\n' });
    assert.deepEqual([problems, tables[0]?.rowCount], [[], 2]);
  });

  it('reads many columns, in time that grows with them', async () => {
    const names = Array.from({ length: 300 }, (_, i) => `c${i}`);
    const { tables } = await load({ 'wide.csv': `${names.join()}\n${names.map((_, i) => i).join()}\n` });
    assert.deepEqual(
      tables[0]?.columns.map(({ type }) => type).filter((type) => type !== 'BIGINT'),
      [],
    );
  });

  it('names a table that is too wide', async () => {
    const { problems } = await load({
      'wider.csv': `${Array.from({ length: 2_001 }, (_, i) => `c${i}`).join()}\n`,
    });
    assert.match(problems[0]?.text ?? '', /2001 columns; a table has at most 2000/);
  });

  it('lists no whole documents in the catalog', async () => {
    const { tables } = await load({ 'texts.csv': `a\n${'x'.repeat(50_000)}\ny\n` });
    const [column] = tables[0]?.columns ?? [];
    assert.deepEqual([column?.values, column?.min?.length, column?.max], [null, 200, 'y']);
  });

  it('names what is no file, and opens nothing', async () => {
    await mkdir(join(folder, 'folder.csv'));
    await symlink(join(folder, 'nowhere'), join(folder, 'link.csv'));
    const { problems, tables } = await load({ 'good.csv': 'a\n1\n' });
    assert.deepEqual(
      problems.map(({ source, text }) => [source, text]),
      [
        ['folder.csv', 'it is no file'],
        ['link.csv', 'it is no file'],
      ],
    );
    assert.equal(tables.length, 1);
  });

  const latin1 = Buffer.from('city,b\nGenève,2\nKöln,3\n', 'latin1');
  const french = Buffer.from('city,b\nGenève,2\n', 'latin1');
  const eucJp = Uint8Array.from([0xbe, 0xa6, 0xc9, 0xca, 0x2c, 0x61, 0x0a, 0xa4, 0xa2, 0x2c, 0x31, 0x0a]);
  for (const [what, body] of Object.entries({ latin1, french, eucJp })) {
    it(`takes ${what} for no Shift-JIS`, async () => {
      const { problems } = await load({ 'a.csv': body });
      assert.match(problems[0]?.text ?? '', /neither UTF-8, UTF-16 nor Shift-JIS/);
      assert.equal(problems[0]?.line, what === 'eucJp' ? 1 : 2);
    });
  }

  for (const [what, body, line, text] of [
    ['a line with too few fields', 'a,b\n1,2\n3\n', 3, /1 fields where the header has 2/],
    ['a line with too many fields', 'a,b\n1,2,3\n', 2, /3 fields/],
    ['an open quotation', 'a,b\n1,"x\n', 2, /quotation is not closed/],
    ['columns of one name', 'a,b,A\n1,2,3\n', 1, /columns 1 and 3 are both called A/],
    ['nothing', '', 1, /empty/],
    ['blank lines only', '\n\n', 1, /empty/],
    ['bytes of no encoding', Uint8Array.from([0x61, 0x0a, 0x31, 0x0a, 0xff, 0xff, 0x0a]), 3, /neither UTF-8/],
  ] as const) {
    it(`names ${what} by line, and loads the rest`, async () => {
      const { tables, problems } = await load({ 'bad.csv': body, 'good.csv': 'a\n1\n' });
      assert.deepEqual(
        tables.map((table) => table.name),
        ['good'],
      );
      assert.deepEqual([problems[0]?.source, problems[0]?.line], ['bad.csv', line]);
      assert.match(problems[0]?.text ?? '', text);
    });
  }

  it('describes columns', async () => {
    const { tables } = await load({
      't.csv': 'n,code,when,none\n3,01,2025-01-02 10:00:00,\n1,02,2025-03-02 10:00:00,\n1,02,,\n,,,\n',
    });
    const [n, code, when, none] = tables[0]?.columns ?? [];
    assert.deepEqual(
      [n?.kind, n?.min, n?.max, n?.distinctCount, n?.nullShare],
      ['number', '1', '3', 2, 0.25],
    );
    assert.deepEqual([code?.kind, code?.values], ['text', ['02', '01']]);
    assert.deepEqual([when?.kind, when?.min], ['time', '2025-01-02 10:00:00']);
    assert.deepEqual([none?.nullShare, none?.values, none?.min], [1, [], null]);
  });

  it('keeps names from ending a quotation', async () => {
    const { tables } = await load({ 't.csv': 'a"; drop,b{{x}}\\\n1,2\n' });
    assert.doesNotMatch(tables[0]?.columns.map((column) => column.name).join() ?? '', /["'\\{}]/);
  });

  for (const [what, header, names] of [
    ['by cleaning', 'id,a b,a_b,"a""b",a`b', ['id', 'a b', 'a_b', 'a_b_2', 'a_b_3']],
    ['before their namesake', '"a""b",a_b', ['a_b_2', 'a_b']],
    ['with a numbered one', 'a_b,a_b_2,"a""b"', ['a_b', 'a_b_2', 'a_b_3']],
    ['without names', ',column_1,', ['column_1_2', 'column_1', 'column_3']],
  ] as const) {
    it(`numbers names that become equal ${what}`, async () => {
      const { tables, problems } = await load({
        't.csv': `${header}\n${header.replaceAll(/[^,]+/g, '1')}\n`,
      });
      assert.deepEqual(problems, []);
      assert.deepEqual(
        tables[0]?.columns.map((column) => column.name),
        names,
      );
    });
  }

  const columnOf = async (body: string) => {
    const { tables } = await load({ 't.csv': body });
    const column = tables[0]?.columns[1];
    return [column?.type, column?.min, column?.max];
  };
  for (const [what, values, expected] of [
    ['decimal commas', ['0,5', '-12,25'], ['DOUBLE', '-12.25', '0.5']],
    ['points between thousands', ['1.234,50', '2.000', '0,5'], ['DOUBLE', '0.5', '2000.0']],
    ['millions without decimals', ['1.234.567'], ['DOUBLE', '1234567.0', '1234567.0']],
    ['decimal points', ['0.5', '12.25'], ['DOUBLE', '0.5', '12.25']],
    ['one value that is no number', ['0,5', 'k.A.'], ['VARCHAR', '0,5', 'k.A.']],
    ['codes', ['007,5', '1,5'], ['VARCHAR', '007,5', '1,5']],
  ] as const) {
    it(`reads ${what} in a file of semicolons`, async () =>
      assert.deepEqual(
        await columnOf(`Kunde;Betrag\n${values.map((one) => `A;${one}`).join('\n')}\n`),
        expected,
      ));
  }

  it('leaves commas within numbers alone where commas separate fields', async () => {
    assert.deepEqual(await columnOf('a,b\nA,"0,5"\n'), ['VARCHAR', '0,5', '0,5']);
  });

  it('gives equal contents equal versions', async () => {
    await writeFile(join(folder, 'a.csv'), 'a\n1\n');
    const first = await versionOf(await listSources(folder));
    await writeFile(join(folder, 'a.csv'), 'a\n1\n');
    assert.equal(await versionOf(await listSources(folder)), first);
    await writeFile(join(folder, 'a.csv'), 'a\n2\n');
    assert.notEqual(await versionOf(await listSources(folder)), first);
  });
});

import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { writeSnapshot } from '../../../../infra/local/warehouse/load/snapshot.ts';
import { listSources, versionOf } from '../../../../infra/tables/sources.ts';
import { catalogSchema, type Catalog } from '../../../../shared/plan/catalog.ts';
import { readText } from '../../../architecture/tree.ts';
import { makeShop } from '../../../eval/shop/make.ts';
import { sampleInput } from '../host/kit.ts';

const users = 'id,name,ssn,age\n1,Ann,111-22,30\n2,Bob,333-44,40\n';

describe('what the owner says about the tables', function () {
  this.timeout(30_000);
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kaiseki-semantics-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function load(files: Record<string, string>): Promise<Catalog> {
    for (const [name, body] of Object.entries({ 'users.csv': users, ...files })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), body);
    }
    return snapshot(folder);
  }

  async function snapshot(input: string): Promise<Catalog> {
    await rm(join(folder, 'snapshot'), { recursive: true, force: true });
    await writeSnapshot(join(folder, 'snapshot'), 'v', await listSources(input));
    return catalogSchema.parse(JSON.parse(await readFile(join(folder, 'snapshot', 'catalog.json'), 'utf8')));
  }

  it('stands beside tables and columns', async () => {
    const { tables, problems } = await load({
      'semantics.yaml':
        'tables:\n  users:\n    description: People with an account.\n    synonyms: [members, 会員]\n    columns:\n      age: { description: In years. }\n',
    });
    assert.deepEqual(problems, []);
    assert.deepEqual(
      [tables[0]?.description, tables[0]?.synonyms],
      ['People with an account.', ['members', '会員']],
    );
    assert.equal(tables[0]?.columns.find(({ name }) => name === 'age')?.description, 'In years.');
  });

  const hiding =
    'tables:\n  users:\n    description: SSN is theirs.\n    columns:\n      ssn: { hidden: true }\n';

  it('hides a column: it is in no catalog, in no text and not in the snapshot', async () => {
    const catalog = await load({
      'semantics.yaml': hiding,
      'context/notes.md': '# People\nNever show ssn.\n',
    });
    assert.deepEqual(
      catalog.tables[0]?.columns.map(({ name }) => name),
      ['id', 'name', 'age'],
    );
    assert.doesNotMatch(JSON.stringify(catalog), /ssn|111-22/i);
    assert.doesNotMatch(await readFile(join(folder, 'snapshot', 'data.duckdb'), 'latin1'), /111-22/);
    const instance = await DuckDBInstance.create(join(folder, 'snapshot', 'data.duckdb'), {
      access_mode: 'READ_ONLY',
    });
    const connection = await instance.connect();
    await assert.rejects(connection.run('select ssn from users'), /ssn/);
    connection.closeSync();
    instance.closeSync();
  });

  it('would be found in a snapshot that hides nothing (negative control)', async () => {
    assert.match(JSON.stringify(await load({})), /ssn/);
    assert.match(await readFile(join(folder, 'snapshot', 'data.duckdb'), 'latin1'), /111-22/);
  });

  for (const [what, text, expected] of [
    ['YAML that is none', 'tables: [\n', /semantics\.yaml.*mend it there/],
    ['a word that is not known', 'tables:\n  users:\n    colums: {}\n', /did you mean \\"columns\\"/],
    [
      'text where a list belongs',
      'tables:\n  users:\n    synonyms: members\n',
      /\\"synonyms\\" must be a list/,
    ],
    ['a misspelt table that hides', hiding.replace('users', 'user'), /no table user; did you mean users\?/],
    [
      'a hidden column that is not there',
      hiding.replace('ssn:', 'snn:'),
      /hides a column that this table does not have/,
    ],
    ['a file of another name', null, /it must be called semantics\.yaml/],
  ] as const)
    it(`loads nothing that might be hidden: ${what}`, async () => {
      const { tables, problems } = await load(
        text === null ? { 'semantics.yml': hiding } : { 'semantics.yaml': text },
      );
      assert.deepEqual(tables, []);
      assert.match(JSON.stringify(problems), expected);
    });

  it('names a column that is not there, and the nearest one', async () => {
    const { tables, problems } = await load({
      'semantics.yaml': 'tables:\n  users:\n    columns:\n      agee: { description: In years. }\n',
    });
    assert.equal(tables.length, 1);
    assert.deepEqual(problems, [
      { source: 'semantics.yaml', line: 4, text: 'the table users has no column agee; did you mean age?' },
    ]);
  });

  it('keeps examples whose SQL works, as the guard writes it, and names the others', async () => {
    const { examples, problems } = await load({
      'semantics.yaml':
        'examples:\n  - { question: How many?, sql: select count(*) as n from users }\n  - { question: Old?, sql: select agee from users }\n  - { question: Gone?, sql: drop table users }\n',
    });
    assert.deepEqual(examples, [{ question: 'How many?', sql: 'SELECT count(*) AS n FROM users' }]);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [3, 4],
    );
  });

  it('keeps domain notes by their headings', async () => {
    const { notes } = await load({
      'context/sales.md': 'Yen.\n# Revenue\nWithout tax.\n## Refunds\nAre taken off.\n',
    });
    assert.deepEqual(notes, [
      { source: 'sales.md', text: 'Yen.' },
      { source: 'sales.md#Revenue', text: 'Without tax.' },
      { source: 'sales.md#Revenue > Refunds', text: 'Are taken off.' },
    ]);
  });

  it('is part of the data’s version', async () => {
    await load({});
    const before = await versionOf(await listSources(folder));
    await writeFile(join(folder, 'semantics.yaml'), hiding);
    const hidden = await versionOf(await listSources(folder));
    await mkdir(join(folder, 'context'));
    await writeFile(join(folder, 'context', 'a.md'), 'A note.');
    assert.equal(new Set([before, hidden, await versionOf(await listSources(folder))]).size, 3);
  });

  for (const readme of ['README.md', 'README.ja.md'])
    it(`is read as ${readme} has it, beside the sample tables`, async () => {
      const [yaml, note] = ['yaml', 'markdown'].map(
        (kind) => new RegExp(`^\`\`\`${kind}\\n(.*?)^\`\`\``, 'ms').exec(readText(readme))?.[1] ?? '',
      );
      for (const name of ['users.csv', 'interactions.csv'])
        await copyFile(join(sampleInput, name), join(folder, name));
      await mkdir(join(folder, 'context'));
      await writeFile(join(folder, 'semantics.yaml'), yaml ?? '');
      await writeFile(join(folder, 'context', 'shop.md'), note ?? '');
      const { tables, examples, notes, problems } = await snapshot(folder);
      assert.deepEqual(problems, []);
      assert.deepEqual(tables.find(({ name }) => name === 'users')?.synonyms?.slice(0, 2), [
        'members',
        'customers',
      ]);
      assert.doesNotMatch(JSON.stringify(tables), /feature2/);
      assert.deepEqual([examples?.length, notes?.length], [1, 1]);
    });

  it('is read for a shop of fourteen tables, without a problem', async () => {
    const shop = join(folder, 'shop');
    await mkdir(shop);
    await makeShop(shop);
    const { tables, problems, examples, notes } = await snapshot(shop);
    assert.deepEqual(problems, []);
    assert.equal(tables.length, 14);
    assert.equal(examples?.length, 1);
    assert.ok((notes?.length ?? 0) > 0);
    assert.doesNotMatch(JSON.stringify(tables), /"email"/);
  });
});

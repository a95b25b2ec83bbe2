import assert from 'node:assert/strict';
import { before, describe, it } from 'mocha';
import { columnsOf, useRedshift, type Scene } from './kit.ts';

const hiding =
  'tables:\n  users:\n    description: SSN is theirs.\n    columns:\n      ssn: { hidden: true }\n';

describe('what the owner says about the tables of Redshift', () => {
  const redshift = useRedshift();
  before(() => redshift.make(`create table users as select 1 as id, '111-22' as ssn, 30 as age`));

  const columns = columnsOf('main', 'users', {
    id: 'integer',
    ssn: 'character varying(20)',
    age: 'integer',
  });
  const read = (files: Record<string, string>, scene: Partial<Scene> = {}) =>
    redshift.read({ columns, files, ...scene });

  it('stands beside tables and columns', async () => {
    const { tables } = await read({
      'semantics/semantics.yaml':
        'tables:\n  users:\n    synonyms: [会員]\n    columns:\n      age: { description: In years. }\n',
    });
    assert.deepEqual(
      [tables[0]?.synonyms, tables[0]?.columns.find(({ name }) => name === 'age')?.description],
      [['会員'], 'In years.'],
    );
  });

  it('hides a column: no statement names it, and the guard alone hears of it', async () => {
    const { tables, ...rest } = await read(
      { 'semantics/semantics.yaml': hiding, 'semantics/context/people.md': 'Never show ssn.' },
      {
        comments: [{ schema_name: 'main', table_name: 'users', column_name: 'age', comment: 'Not the ssn' }],
      },
    );
    assert.deepEqual(tables[0]?.hidden, ['ssn']);
    assert.deepEqual(
      tables[0]?.columns.map(({ name }) => name),
      ['id', 'age'],
    );
    assert.doesNotMatch(JSON.stringify([tables[0], rest]).replace('"hidden":["ssn"]', ''), /ssn|111-22/i);
    assert.doesNotMatch(redshift.statements.join('\n'), /ssn/i);
  });

  it('would be asked for where nothing is hidden (negative control)', async () => {
    const { tables } = await read({});
    assert.match(redshift.statements.join('\n'), /ssn/);
    assert.match(JSON.stringify(tables), /111-22/);
  });

  for (const [what, text, expected] of [
    ['YAML that is none', 'tables: [\n', /mend it there/],
    ['a misspelt table that hides', hiding.replace('users', 'user'), /did you mean users\?/],
    ['a hidden column that is not there', hiding.replace('ssn:', 'snn:'), /hides a column that this table/],
  ] as const)
    it(`reads nothing that might be hidden: ${what}`, async () => {
      const { tables, problems } = await read({ 'semantics/semantics.yaml': text });
      assert.deepEqual(tables, []);
      assert.match(JSON.stringify(problems), expected);
      assert.doesNotMatch(redshift.statements.join('\n'), /from "main"\."users"/);
    });

  it('is refused under another name', async () => {
    const { tables, problems } = await read({ 'semantics/semantics.yml': hiding });
    assert.deepEqual(tables, []);
    assert.match(problems[0]?.text ?? '', /must be called semantics\.yaml/);
  });

  it('keeps examples whose SQL works, as the guard writes it, and names the others', async () => {
    const { examples, problems } = await read({
      'semantics/semantics.yaml': `${hiding}examples:
  - { question: How many?, sql: select count(*) as n from users }
  - { question: Old?, sql: select agee from users }
  - { question: Gone?, sql: drop table users }
  - { question: Whose?, sql: select ssn from users }
`,
    });
    assert.deepEqual(examples, [{ question: 'How many?', sql: 'SELECT count(*) AS n FROM users' }]);
    assert.deepEqual(
      problems.map(({ line }) => line),
      [8, 9, 10],
    );
  });

  it('keeps domain notes, and nothing else that lies there', async () => {
    const { notes } = await read({
      'semantics/context/revenue.md': '# Refunds\nAre taken off.\n',
      'semantics/context/old/x.md': 'Old.',
      'semantics/readme.txt': 'Text.',
    });
    assert.deepEqual(notes, [{ source: 'revenue.md#Refunds', text: 'Are taken off.' }]);
  });
});

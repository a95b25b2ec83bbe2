import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { kindOfGuidance, readGuidance, type GuidanceFile } from '../../../infra/catalog/guidance.ts';

const file = (name: string, text: string | null): GuidanceFile => ({
  name,
  kind: kindOfGuidance(name) ?? 'note',
  bytes: text?.length ?? 0,
  read: async () => (text === null ? null : new TextEncoder().encode(text)),
});

describe('what stands beside the tables', () => {
  it('is known by its name', () => {
    const names = [
      'semantics.yaml',
      'Semantics.YML',
      'context/a.md',
      'context/.a.md',
      'context/b/a.md',
      'a.md',
    ];
    assert.deepEqual(names.map(kindOfGuidance), ['semantics', 'semantics', 'note', null, null, null]);
  });

  it('hides nothing where there is no semantics file', async () => {
    const { semantics, problems } = await readGuidance([]);
    assert.deepEqual([semantics?.tables.size, problems], [0, []]);
  });

  it('is refused as a whole where the semantics file cannot be read', async () => {
    const { semantics, problems } = await readGuidance([file('semantics.yaml', null)]);
    assert.equal(semantics, null);
    assert.match(problems[0]?.text ?? '', /cannot be read as a file of UTF-8 text/);
  });

  it('names a note that cannot be read, and keeps the others', async () => {
    const { notes, problems } = await readGuidance([
      file('context/a.md', null),
      file('context/b.md', 'In yen.'),
    ]);
    assert.deepEqual(notes, [{ source: 'b.md', text: 'In yen.' }]);
    assert.deepEqual(
      problems.map(({ source }) => source),
      ['context/a.md'],
    );
  });

  it('does not read a note of more than 1 MB', async () => {
    const { problems } = await readGuidance([{ ...file('context/a.md', 'x'), bytes: 1_000_001 }]);
    assert.match(problems[0]?.text ?? '', /longer than 1 MB/);
  });
});

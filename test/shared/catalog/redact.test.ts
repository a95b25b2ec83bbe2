import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { redactError } from '../../../shared/catalog/redact.ts';

const program = `import kaiseki\nusers = kaiseki.load('users')\nages = users['age'].astype(float)\nprint(users['agee'])`;
const known = [program, 'table "users"; 1000 rows:\n  "userid" VARCHAR; unique'];
const statistics = { sees: 'statistics', known } as const;

describe('an error text for a model', () => {
  for (const [what, text, expected] of [
    [
      'the kind of the error, the line and names',
      `  File "<program>", line 3, in <module>\n    ages = users['age'].astype(float)\nValueError: could not convert string to float: 'Hanako'`,
      `  File "<program>", line 3, in <module>\n    ages = users['age'].astype(float)\nValueError: could not convert string to float: '…'`,
    ],
    ['a name that the program has', "KeyError: 'agee'", "KeyError: 'agee'"],
    ['no name that is a cell', "KeyError: 'Hanako Yamada'", "KeyError: '…'"],
    [
      'no number of the data',
      'ValueError: salary 8123456.5 at row 17 of 20240131',
      'ValueError: … at row … of …',
    ],
    ['no printed rows', 'userid  name\nu-7  花子\nu-8  太郎', 'userid  name\n…'],
    ['no date', 'ValueError: time data 2024-01-31T10:00:00Z is wrong', 'ValueError: time data … is wrong'],
    ['no made-up kind of error in mid-line', 'x: HanakoError', 'x: …'],
    [
      'the line of a statement',
      'Parser Error: syntax error at line 12, column 7',
      'Parser Error: syntax error at line 12, column 7',
    ],
    ['no long word', `ValueError: ${'value'.repeat(20)}`, 'ValueError: …'],
  ] as const) {
    it(`keeps ${what}`, () => {
      const redacted = redactError(text, statistics);
      assert.equal(
        redacted.replaceAll(/ +/g, ' '),
        expected.replaceAll('  File', ' File').replaceAll(/ +/g, ' '),
      );
    });
  }

  it('is whole where the model may see results', () => {
    assert.equal(redactError("KeyError: 'Hanako'", { sees: 'results', known }), "KeyError: 'Hanako'");
  });

  it('has no control characters, whatever the model sees', () => {
    const text = 'a\u0007\u202e\u2028b\rc';
    assert.equal(redactError(text, { sees: 'results', known }), 'a\nb\nc');
    assert.equal(redactError(text, { sees: 'schema', known: ['a b c'] }), 'a\nb\nc');
  });
});

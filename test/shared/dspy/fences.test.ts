import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { readFences, unfence } from '../../../shared/dspy/fences.ts';

describe('fences', () => {
  it('have a name, a language and a text', () => {
    const text = 'Two:\n```sql orders\nSELECT 1\n```\nand\n```SQL users_2\nSELECT 2\n\nFROM t\n```\n';
    assert.deepEqual(readFences(text), [
      { name: 'orders', language: 'sql', text: 'SELECT 1' },
      { name: 'users_2', language: 'sql', text: 'SELECT 2\n\nFROM t' },
    ]);
  });

  it('are named in the ways that models think of', () => {
    const names = ['sql orders', 'sql name=orders', 'sql: "orders"', 'sql (orders)', 'sql {#orders}'].map(
      (info) => readFences(`\`\`\`${info}\nSELECT 1\n\`\`\``)[0]?.name,
    );
    assert.deepEqual(names, ['orders', 'orders', 'orders', 'orders', 'orders']);
  });

  it('may have neither name nor language', () => {
    assert.deepEqual(readFences('```\nSELECT 1\n```'), [{ name: '', language: '', text: 'SELECT 1' }]);
  });

  it('that are not closed end with the next one, or with the text', () => {
    assert.deepEqual(
      readFences('```sql a\nSELECT 1\n```sql b\nSELECT 2').map(({ name, text }) => `${name}: ${text}`),
      ['a: SELECT 1', 'b: SELECT 2'],
    );
  });

  it('of more marks may hold fences', () => {
    assert.deepEqual(readFences('````python\ns = """\n```\nx\n```\n"""\n````'), [
      { name: '', language: 'python', text: 's = """\n```\nx\n```\n"""' },
    ]);
  });

  it('of tildes are not closed by back quotes', () => {
    assert.deepEqual(
      readFences('~~~sql a\n```\n~~~').map(({ text }) => text),
      ['```'],
    );
  });

  it('keep the indentation of their first line', () => {
    assert.equal(unfence('```python\n\n    x = 1\n    y = 2\n```'), '    x = 1\n    y = 2');
  });

  it('are none in a text without any, of which all is code', () => {
    assert.deepEqual(readFences('SELECT 1'), []);
    assert.equal(unfence('\nSELECT `a` FROM t\n'), 'SELECT `a` FROM t');
  });

  it('on one line are no fences', () => {
    assert.deepEqual(readFences('use ```SELECT 1``` please'), []);
    assert.deepEqual(readFences('```SELECT 1```'), []);
  });
});

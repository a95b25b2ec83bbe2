import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { listings, toRelations } from '../../../../infra/redshift/catalog/relations.ts';
import { columnsOf } from './kit.ts';

describe('relations of Redshift', () => {
  it('are ordered by schema as given, then by name, and their columns by place', () => {
    const [first, second] = columnsOf('b', 'x', { one: 'integer', two: 'integer' });
    assert.ok(first !== undefined && second !== undefined);
    const relations = toRelations([...columnsOf('a', 'x', { n: 'integer' }), second, first], [], ['b', 'a']);
    assert.deepEqual(
      relations.map(({ schema, columns }) => [schema, columns.map(({ name }) => name)]),
      [['b', ['one', 'two']], ['a', ['n']]], // prettier-ignore
    );
  });

  it('have a column once that two lists hold', () => {
    const columns = columnsOf('a', 'v', { n: 'integer' });
    const [view] = toRelations([...columns, ...columns], [], ['a']);
    assert.equal(view?.columns.length, 1);
  });

  it('are listed of schemas whose names end no quotation', () => {
    assert.match(listings.columns([`it's`, 'back\\slash']), /schema_name in \('it''s', 'back\\\\slash'\)/);
  });
});
